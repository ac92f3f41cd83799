"""Slow close: the data is on time, the end of it is not."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.embedded.toxics.behaviour import MILLIS_MAX, Stub
from continuity.embedded.toxics.ranges import check_range

__all__ = ["SlowClose"]


@dataclass(frozen=True, slots=True)
class SlowClose:
    """Pass the end of the stream on ``delay`` milliseconds late."""

    delay: int = 0

    def __post_init__(self) -> None:
        check_range("delay", self.delay, 0, MILLIS_MAX)

    async def pipe(self, stub: Stub) -> None:
        """Pass everything on, then wait."""
        async for chunk in stub:
            await stub.write(chunk)
        if stub.finished:
            await stub.sleep_until(stub.now() + self.delay / 1000)
