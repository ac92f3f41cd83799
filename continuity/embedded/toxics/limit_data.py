"""Limit data: the line is cut after so many bytes."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.embedded.link.chunk import Chunk
from continuity.embedded.toxics.behaviour import Stub
from continuity.embedded.toxics.ranges import check_range

__all__ = ["LimitData"]

_BYTES_MAX = 2**63 - 1


@dataclass(frozen=True, slots=True)
class LimitData:
    """Close both sides once ``bytes`` have passed since the toxic was added; what is over is dropped."""

    bytes: int = 0

    def __post_init__(self) -> None:
        check_range("bytes", self.bytes, 0, _BYTES_MAX)

    async def pipe(self, stub: Stub) -> None:
        """Count, and cut."""
        async for chunk in stub:
            room = max(0, self.bytes - stub.passed)
            if room:
                await stub.write(Chunk(chunk.data[:room], chunk.at))
            if stub.passed >= self.bytes:
                stub.close()
                return
