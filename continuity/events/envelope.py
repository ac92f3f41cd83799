"""What surrounds every event: who, in which right, when it happened and when it was written down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

B = TypeVar("B", covariant=True)


class Known(Enum):
    """How it is known who acted; simulated and replayed never count as people's readiness."""

    STATED = "stated"
    CODE = "code"
    SIGNED = "signed"
    SIMULATED = "simulated"
    REPLAYED = "replayed"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person's id, or the part of the program that acted by itself (known as ``system``)."""

    id: str
    known: Known

    @property
    def is_person(self) -> bool:
        """Whether a real person acted."""
        return self.known in (Known.STATED, Known.CODE, Known.SIGNED)


@dataclass(frozen=True, slots=True)
class Fact(Generic[B]):
    """One event as the pure parts see it: the envelope without bytes and hashes, the body typed."""

    seq: int
    at: int
    recorded_at: int
    actor: Actor
    body: B
    role: str | None = None
    duty: str | None = None
    on_behalf_of: str | None = None
    corrects: int | None = None
