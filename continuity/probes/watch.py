"""Looks at every target at its own pace, in a thread of its own, until closed."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Sequence
from types import TracebackType

import httpx2

from continuity.clock import Clock
from continuity.probes.look import client, look
from continuity.probes.reading import Reading, Target

__all__ = ["Watch"]


class Watch:
    """Readings come out of ``take``; a slow point delays no other."""

    def __init__(self, targets: Sequence[Target], clock: Clock) -> None:
        self.targets = tuple(targets)
        self._clock = clock
        self._readings: queue.SimpleQueue[Reading] = queue.SimpleQueue()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="probes", daemon=True)
        self._thread.start()

    def take(self) -> list[Reading]:
        """The readings since the last call, oldest first."""
        taken = []
        while not self._readings.empty():
            taken.append(self._readings.get())
        return taken

    def close(self) -> None:
        """Stop looking; waits for the looks under way to be dropped."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(timeout=5)

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._look_on())
        finally:
            self._loop.close()

    async def _look_on(self) -> None:
        async with client() as http:
            tasks = [asyncio.ensure_future(self._watch(target, http)) for target in self.targets]
            await self._stop.wait()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self, target: Target, http: httpx2.AsyncClient) -> None:
        interval = target.interval_ms / 1000
        due = self._clock.monotonic()
        while True:
            self._readings.put(await look(target, http, self._clock))
            due = max(due + interval, self._clock.monotonic())
            await asyncio.sleep(max(0.0, due - self._clock.monotonic()))
