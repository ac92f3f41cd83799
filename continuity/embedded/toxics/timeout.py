"""Timeout: nothing arrives, and after a silence the line is cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from continuity.embedded.link.chunk import End
from continuity.embedded.toxics.behaviour import MILLIS_MAX, Stub
from continuity.embedded.toxics.ranges import check_range

__all__ = ["Timeout"]


@dataclass(frozen=True, slots=True)
class Timeout:
    """Drop all data; close after ``timeout`` milliseconds without any, or never (0).

    Every chunk that is dropped starts the time anew. Bytes are missing afterwards, so removing it cuts connections.
    """

    removal: ClassVar[End] = End.CLOSE

    timeout: int = 0

    def __post_init__(self) -> None:
        check_range("timeout", self.timeout, 0, MILLIS_MAX)

    async def pipe(self, stub: Stub) -> None:
        """Drop, and count the silence."""
        within = self.timeout / 1000 if self.timeout else None
        while await stub.read(within) is not None:
            pass
        if not (stub.interrupted or stub.finished):
            stub.close()
