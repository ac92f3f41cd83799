"""A stage: one toxic at work on one direction of one connection.

Chunks are pushed in without waiting; who pushes looks at ``full`` and holds back by himself. So nothing that
changes a chain ever waits for a peer that has stopped reading.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from enum import Enum, auto
from random import Random
from typing import Protocol

from continuity.embedded.link.chance import Source
from continuity.embedded.link.chunk import Chunk, End
from continuity.embedded.toxic import Toxic
from continuity.embedded.toxics.behaviour import Buffering

__all__ = ["Sink", "Stage"]

_DEPTH = 8
_IN_A_ROW = 64
"""Chunks that a behaviour may hand on before others get their turn: pieces can be as small as a byte."""


class Sink(Protocol):
    """Where chunks go next: another stage, or the socket."""

    on_room: Callable[[], None]

    @property
    def full(self) -> bool:
        """Whether the one before should hold back."""

    def push(self, item: Chunk | End) -> None:
        """Take a chunk or the end; what comes after an end is dropped."""


class _Waits(Enum):
    """What a waiting behaviour waits for, besides its time and an interruption."""

    INPUT = auto()
    ROOM = auto()
    NOTHING = auto()


class Stage:
    """Runs a toxic's behaviour as a task, and is the stub that the behaviour sees.

    ``hit`` says that the toxic has hit this connection, ``taken`` how many bytes came to it, ``cut`` that it ended it.
    """

    def __init__(self, toxic: Toxic, source: Source, loop: asyncio.AbstractEventLoop) -> None:
        self.toxic = toxic
        self.next: Sink
        self.on_room: Callable[[], None] = lambda: None
        self.interrupted = False
        self.passed = 0
        self.taken = 0
        self.hit = False
        self.cut = False
        self._source = source
        self._luck = source.luck
        self._loop = loop
        self._queue: deque[Chunk] = deque()
        self._end: End | None = None
        self._over = False
        self._in_a_row = 0
        self._waits = _Waits.NOTHING
        self._waiter: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def active(self) -> bool:
        """Whether this connection is hit and the stage has not passed an end on."""
        return self._luck < self.toxic.toxicity and not self._over

    @property
    def full(self) -> bool:
        """Whether the behaviour is behind."""
        behaviour = self.toxic.behaviour
        return len(self._queue) >= (behaviour.depth if isinstance(behaviour, Buffering) else _DEPTH)

    @property
    def finished(self) -> bool:
        """Whether the sender has finished and all of it has been read."""
        return self._end is not None and not self._queue

    def push(self, item: Chunk | End) -> None:
        """Queue a chunk or the end for the behaviour."""
        if self._end is not None or self._over:
            return
        if isinstance(item, End):
            self._end = item
        else:
            self._queue.append(item)
            self.taken += len(item.data)
        self._wake(_Waits.INPUT)

    def start(self) -> None:
        """Let the behaviour run, if this connection is hit."""
        if self.active:
            self.interrupted = False
            self.hit = True
            self._task = self._loop.create_task(self._run())

    def halt(self) -> asyncio.Task[None] | None:
        """Interrupt the behaviour; give what ends when it has handed on what it holds, if it is at work."""
        self.interrupt()
        task, self._task = self._task, None
        return task

    def interrupt(self) -> None:
        """End every wait of the behaviour, now and later."""
        self.interrupted = True
        self._wake(_Waits.NOTHING)

    def flush(self) -> None:
        """Hand on all that is queued, and the end if there is one."""
        while self._queue:
            self.next.push(self._queue.popleft())
        if self._end is not None and not self._over:
            self._over = True
            self.next.push(self._end)

    def room(self) -> None:
        """Hear that the next one has room again."""
        self._wake(_Waits.ROOM)

    async def _run(self) -> None:
        try:
            await self.toxic.behaviour.pipe(self)
        except Exception as problem:
            context = {"message": f"toxic {self.toxic.name} failed and closed its connection", "exception": problem}
            self._loop.call_exception_handler(context)
            self.close()
        if not self.interrupted:
            self.flush()

    # What a behaviour uses.

    @property
    def random(self) -> Random:
        """This stage's own source of chance."""
        return self._source.random

    def now(self) -> float:
        """Seconds of the loop's clock."""
        return self._loop.time()

    def __aiter__(self) -> AsyncIterator[Chunk]:
        """Every chunk until the sender has finished or the stage is interrupted."""
        return self

    async def __anext__(self) -> Chunk:
        """The next of them."""
        chunk = await self.read()
        if chunk is None:
            raise StopAsyncIteration
        return chunk

    async def read(self, within: float | None = None) -> Chunk | None:
        """Take the next chunk; None when finished, interrupted, or after ``within`` seconds."""
        deadline = None if within is None else self.now() + within
        while not self._queue and self._end is None and not self.interrupted:
            if deadline is not None and self.now() >= deadline:
                return None
            await self._wait(_Waits.INPUT, deadline)
        if self.interrupted or not self._queue:
            return None
        chunk = self._queue.popleft()
        if not self.full:
            self.on_room()
        return chunk

    async def write(self, chunk: Chunk) -> None:
        """Hand a chunk on, and wait for room unless interrupted."""
        if self._over:
            return
        self.passed += len(chunk.data)
        self.next.push(chunk)
        self._in_a_row += 1
        while self.next.full and not self.interrupted:
            await self._wait(_Waits.ROOM)
        if self._in_a_row >= _IN_A_ROW and not self.interrupted:
            self._in_a_row = 0
            await asyncio.sleep(0)

    async def sleep_until(self, moment: float) -> None:
        """Let time pass, unless interrupted."""
        while self.now() < moment and not self.interrupted:
            await self._wait(_Waits.NOTHING, moment)

    async def interruption(self) -> None:
        """Wait until interrupted."""
        while not self.interrupted:
            await self._wait(_Waits.NOTHING)

    def close(self, how: End = End.CLOSE) -> None:
        """Pass an end on; drop what is queued and what comes."""
        if not self._over:
            self._over = self.cut = True
            self._queue.clear()
            self.next.push(how)
            self.on_room()

    async def _wait(self, waits: _Waits, deadline: float | None = None) -> None:
        self._in_a_row = 0
        waiter = self._waiter = self._loop.create_future()
        self._waits = waits
        timer = None if deadline is None else self._loop.call_at(deadline, _release, waiter)
        try:
            await waiter
        finally:
            self._waiter = None
            if timer is not None:
                timer.cancel()

    def _wake(self, news: _Waits) -> None:
        if self._waiter is not None and (self.interrupted or self._waits is news):
            _release(self._waiter)


def _release(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
