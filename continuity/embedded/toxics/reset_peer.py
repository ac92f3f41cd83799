"""Reset peer: the connection ends with a TCP reset."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.embedded.link.chunk import End
from continuity.embedded.toxics.behaviour import MILLIS_MAX, Stub
from continuity.embedded.toxics.ranges import check_range

__all__ = ["ResetPeer"]


@dataclass(frozen=True, slots=True)
class ResetPeer:
    """Reset both sides ``timeout`` milliseconds after the first data (or the end) in its direction."""

    timeout: int = 0

    def __post_init__(self) -> None:
        check_range("timeout", self.timeout, 0, MILLIS_MAX)

    async def pipe(self, stub: Stub) -> None:
        """Swallow the first chunk, wait, reset."""
        await stub.read()
        if stub.interrupted:
            return
        await stub.sleep_until(stub.now() + self.timeout / 1000)
        if not stub.interrupted:
            stub.close(End.RESET)
