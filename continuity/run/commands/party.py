"""Taking a seat, handing over, and being away."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Accept",
    "Announce",
    "Decline",
    "Join",
    "Leave",
    "Offer",
    "PartyCommand",
    "SayAway",
    "SayBack",
]


@dataclass(frozen=True, slots=True)
class Join:
    """Take a seat in a role or with a duty."""

    role: str | None = None
    duty: str | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave one's seat."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Offer a role (or command, without one) to somebody; ``from_`` is whose it is, when another offers it."""

    to: str
    role: str | None = None
    from_: str | None = None


@dataclass(frozen=True, slots=True)
class Accept:
    """Take what was offered."""

    role: str | None = None


@dataclass(frozen=True, slots=True)
class Decline:
    """Do not take what was offered, or take the offer back."""

    reason: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Announce:
    """Say that everybody was told who has command now."""


@dataclass(frozen=True, slots=True)
class SayAway:
    """Say that a person cannot act."""

    person: str
    reason: str


@dataclass(frozen=True, slots=True)
class SayBack:
    """Say that a person can act again."""

    person: str


PartyCommand = Join | Leave | Offer | Accept | Decline | Announce | SayAway | SayBack
