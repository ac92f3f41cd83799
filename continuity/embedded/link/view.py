"""What can be said of a connection: who, since when, how many bytes, and which toxics hit it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from continuity.embedded.toxic import Stream

__all__ = ["Bytes", "Touched", "View"]


@dataclass(frozen=True, slots=True)
class Bytes:
    """Bytes of one direction: received from its sender, and handed to the system for its receiver."""

    received: int = 0
    sent: int = 0

    def __add__(self, other: Bytes) -> Bytes:
        """Both together."""
        return Bytes(self.received + other.received, self.sent + other.sent)


@dataclass(frozen=True, slots=True)
class Touched:
    """A toxic that hit a connection: how many bytes came to it, and whether it cut the connection.

    A toxic that was taken out, or spares the connection by now, is still told of.
    """

    toxic: str
    stream: Stream
    bytes: int
    cut: bool


@dataclass(frozen=True, slots=True)
class View:
    """A connection as it is now, or was when it ended; times in milliseconds since 1970.

    ``upstream`` is empty when the upstream was not reached (yet); ``until`` is None while the connection is open.
    """

    number: int
    client: str
    upstream: str
    since: int
    until: int | None
    bytes: Mapping[Stream, Bytes]
    touched: tuple[Touched, ...]
