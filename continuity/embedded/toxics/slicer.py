"""Slicer: data arrives in small pieces, as a busy network delivers it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from continuity.embedded.link.chunk import Chunk
from continuity.embedded.problem import out_of_range
from continuity.embedded.toxics.behaviour import MILLIS_MAX, Stub
from continuity.embedded.toxics.ranges import check_range

__all__ = ["Slicer"]

_SIZE_MAX = 2**62


@dataclass(frozen=True, slots=True)
class Slicer:
    """Cut chunks into pieces of at most ``average_size`` + ``size_variation`` bytes, ``delay`` microseconds apart.

    A chunk is halved, a little off the middle, until its pieces are small enough: most are well below the average.
    """

    average_size: int = 0
    size_variation: int = 0
    delay: int = 0

    def __post_init__(self) -> None:
        check_range("average_size", self.average_size, 1, _SIZE_MAX)
        check_range("delay", self.delay, 0, MILLIS_MAX * 1000)
        if not 0 <= self.size_variation < self.average_size:
            raise out_of_range("size_variation", self.size_variation, "must be at least 0 and below average_size")

    async def pipe(self, stub: Stub) -> None:
        """Send piece after piece, each followed by the delay."""
        async for chunk in stub:
            due, sent = stub.now(), 0
            for piece in self.pieces(chunk.data, stub.random):
                await stub.write(Chunk(piece, chunk.at))
                sent += len(piece)
                due += self.delay / 1_000_000
                await stub.sleep_until(due)
                if stub.interrupted and sent < len(chunk.data):
                    await stub.write(Chunk(chunk.data[sent:], chunk.at))
                    break

    def pieces(self, data: bytes, random: Random) -> Iterator[bytes]:
        """Cut data into pieces that join to the whole; every one is small enough and none is empty."""
        waiting = [data]
        while waiting:
            part = waiting.pop()
            if len(part) <= self.average_size + self.size_variation:
                yield part
                continue
            middle = len(part) // 2 + self._swing(random)
            waiting += [part[middle:], part[:middle]]

    def _swing(self, random: Random) -> int:
        return random.randrange(-self.size_variation, self.size_variation) if self.size_variation else 0
