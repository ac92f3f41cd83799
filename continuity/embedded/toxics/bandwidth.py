"""Bandwidth: a narrow line, one per connection and direction."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.embedded.link.chunk import Chunk
from continuity.embedded.toxics.behaviour import Stub
from continuity.embedded.toxics.ranges import check_range

__all__ = ["Bandwidth"]

_PIECE_MILLIS = 100
_RATE_MAX = 92_233_720_368_547_758
_CATCH_UP = 0.1


@dataclass(frozen=True, slots=True)
class Bandwidth:
    """Let ``rate`` kilobytes (of 1000 bytes) pass per second; 0 stalls without closing, and loses nothing."""

    rate: int = 0

    def __post_init__(self) -> None:
        check_range("rate", self.rate, 0, _RATE_MAX)

    async def pipe(self, stub: Stub) -> None:
        """Send each chunk when the line would have carried it, in pieces of a tenth of a second."""
        due = stub.now()
        async for chunk in stub:
            if self.rate == 0:
                await stub.interruption()
                await stub.write(chunk)
                continue
            due, sent = max(due, chunk.at, stub.now() - _CATCH_UP), 0
            while sent < len(chunk.data):
                piece = chunk.data[sent:] if stub.interrupted else chunk.data[sent : sent + self.rate * _PIECE_MILLIS]
                due += len(piece) / (self.rate * 1000)
                await stub.sleep_until(due)
                await stub.write(Chunk(piece, chunk.at))
                sent += len(piece)
