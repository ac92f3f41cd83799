"""Latency: everything arrives later, as much of it as before."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from continuity.embedded.link.chunk import Chunk
from continuity.embedded.toxics.behaviour import MILLIS_MAX, Stub
from continuity.embedded.toxics.ranges import check_range

__all__ = ["Latency"]


@dataclass(frozen=True, slots=True)
class Latency:
    """Hold each chunk for ``latency`` ± ``jitter`` milliseconds after it arrived; order is kept.

    The chunk handed on counts as arriving when it was due, so that latencies in a row add up.
    """

    depth: ClassVar[int] = 1024

    latency: int = 0
    jitter: int = 0

    def __post_init__(self) -> None:
        check_range("latency", self.latency, 0, MILLIS_MAX)
        check_range("jitter", self.jitter, 0, MILLIS_MAX)

    async def pipe(self, stub: Stub) -> None:
        """Release each chunk when it is due."""
        async for chunk in stub:
            due = chunk.at + self._delay(stub.random)
            await stub.sleep_until(due)
            await stub.write(Chunk(chunk.data, due))

    def _delay(self, random: Random) -> float:
        """Seconds; a whole number of milliseconds in [latency - jitter, latency + jitter), never below nought."""
        swing = random.randrange(-self.jitter, self.jitter) if self.jitter else 0
        return max(0, self.latency + swing) / 1000
