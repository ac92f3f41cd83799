"""What a toxic has to be: one method that moves chunks along, and what it sees of its connection."""

from __future__ import annotations

from collections.abc import AsyncIterator
from random import Random
from typing import ClassVar, Protocol, runtime_checkable

from continuity.embedded.link.chunk import Chunk, End

__all__ = ["MILLIS_MAX", "Behaviour", "Buffering", "CutsWhenRemoved", "Stub"]

MILLIS_MAX = 9_223_372_036_854
"""The longest time in milliseconds that Toxiproxy can hold (64-bit nanoseconds)."""


class Stub(Protocol):
    """One direction of one connection, as a toxic in its chain sees it. Times are seconds of the loop's clock.

    When the toxic is changed or removed the stub is *interrupted*: every wait returns at once, writing never waits,
    and reading ends. A behaviour that writes what it holds therefore loses nothing.
    """

    @property
    def interrupted(self) -> bool:
        """Whether the behaviour should come to its end."""

    @property
    def finished(self) -> bool:
        """Whether the sender has finished and all that it sent has been read."""

    @property
    def passed(self) -> int:
        """Bytes written here since the toxic was added, across its updates."""

    @property
    def random(self) -> Random:
        """This stub's own source of chance; the server's seed decides it."""

    def now(self) -> float:
        """The loop's clock."""

    def __aiter__(self) -> AsyncIterator[Chunk]:
        """Every chunk, until the sender has finished or the stub is interrupted."""

    async def read(self, within: float | None = None) -> Chunk | None:
        """Take the next chunk; None when finished, interrupted, or after ``within`` seconds."""

    async def write(self, chunk: Chunk) -> None:
        """Hand a chunk on, and wait until there is room for another."""

    async def sleep_until(self, moment: float) -> None:
        """Let time pass."""

    async def interruption(self) -> None:
        """Wait until interrupted."""

    def close(self, how: End = End.CLOSE) -> None:
        """End the connection once everything written so far has left; later data is dropped."""


class Behaviour(Protocol):
    """A kind of toxic at work; its attributes are integers."""

    async def pipe(self, stub: Stub) -> None:
        """Move chunks from the stub's input to its output; return when reading ends.

        When it returns and the sender has finished, the end is passed on.
        """


@runtime_checkable
class Buffering(Protocol):
    """A behaviour that holds more than a few chunks before it pushes back to the sender."""

    depth: ClassVar[int]


@runtime_checkable
class CutsWhenRemoved(Protocol):
    """A behaviour after which a stream cannot go on: removing it ends every connection of its direction."""

    removal: ClassVar[End]
