"""Who was there over time: hand-overs, absences, channels that failed, roles in which nobody could act.

Every ``_ms`` is scenario time in integer milliseconds since the zero of the timeline; an end that is ``None`` did not
come before the end of the run.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["AbsenceRow", "HandoverRow", "InsteadRow", "SilenceRow", "StoodInRow", "VacancyRow"]


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A role, or command, that went from one to another; ``steps`` is how many open ones came along.

    Only command is announced.
    """

    what: str
    command: bool
    giver: str
    taker: str
    offered_ms: int
    accepted_ms: int | None
    announced_ms: int | None
    declined_ms: int | None
    reason: str = ""
    offered_by: str | None = None
    steps: int = 0


@dataclass(frozen=True, slots=True)
class StoodInRow:
    """Somebody who acted in the place of one who was away, and at which steps."""

    person: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """A person who could not act; ``inject`` took them away, or somebody said so."""

    person: str
    from_ms: int
    to_ms: int | None
    why: str
    inject: str | None = None
    stood_in: tuple[StoodInRow, ...] = ()


@dataclass(frozen=True, slots=True)
class InsteadRow:
    """A message that should have gone by a channel that failed, and the channel by which it went."""

    at_ms: int
    audience: str
    channel: str | None


@dataclass(frozen=True, slots=True)
class SilenceRow:
    """A channel that failed."""

    channel: str
    from_ms: int
    to_ms: int | None
    inject: str | None = None
    instead: tuple[InsteadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class VacancyRow:
    """A role in which nobody could act; ``away`` are people who were away, ``waiting`` the steps that were open."""

    role: str
    from_ms: int
    to_ms: int | None
    length_ms: int
    away: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
