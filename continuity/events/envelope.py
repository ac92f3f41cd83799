"""What surrounds every event: who, in which right, when it happened and when it was written down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

B = TypeVar("B", covariant=True)

Body = object
"""One of the classes in ``events.kinds.KINDS``."""


class Known(StrEnum):
    """How it is known who acted; simulated and replayed never count as people's readiness."""

    STATED = "stated"
    """A name given at a terminal; nobody checked it."""
    CODE = "code"
    """A person's code, entered in a room."""
    SIGNED = "signed"
    """A signature by the person's key."""
    SIMULATED = "simulated"
    """A program that played the person."""
    REPLAYED = "replayed"
    """Answers read from a file."""
    SYSTEM = "system"
    """The program itself: conductor, guard."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person's id, or the part of the program that acted by itself (known as ``system``)."""

    id: str
    known: Known

    @property
    def is_person(self) -> bool:
        """Whether a real person acted."""
        return self.known in (Known.STATED, Known.CODE, Known.SIGNED)


class Fact(NamedTuple, Generic[B]):
    """One event as the pure parts see it: the envelope without bytes and hashes, the body typed.

    A named tuple, because a long run is read by the hundred thousand of them.
    """

    seq: int
    at: int
    recorded_at: int
    actor: Actor
    body: B
    role: str | None = None
    duty: str | None = None
    on_behalf_of: str | None = None
    corrects: int | None = None
    source: str | None = None
    """Where it came from when it was not said here: ``pack:DEVICE:COUNTER``."""
