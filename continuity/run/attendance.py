"""Who was there over time: absences, channels that failed, hand-overs, roles in which nobody could act.

``Party`` knows how things stand now; this is how they came to stand so. Times are real milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from continuity.events.envelope import Actor

__all__ = ["Absence", "Attendance", "Handover", "Silence", "Vacancy"]


@dataclass(slots=True)
class Absence:
    """A person who could not act; ``inject`` took them away, or somebody said so and why."""

    person: str
    begin: int
    said_by: Actor
    inject: str | None = None
    reason: str = ""
    end: int | None = None

    @property
    def why(self) -> str:
        """In a few words."""
        return "taken away by the drill" if self.inject else self.reason


@dataclass(slots=True)
class Silence:
    """A channel that failed."""

    channel: str
    begin: int
    inject: str | None = None
    end: int | None = None


@dataclass(slots=True)
class Handover:
    """A role, or command without one, on its way from one to another; ``steps`` are the open ones that came along."""

    role: str | None
    from_: str
    to: str
    offered_at: int
    offered_by: Actor
    accepted_at: int | None = None
    announced_at: int | None = None
    declined_at: int | None = None
    reason: str = ""
    steps: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.accepted_at is None and self.declined_at is None


@dataclass(slots=True)
class Vacancy:
    """A role in which nobody could act; ``away`` are those who could have."""

    role: str
    begin: int
    away: tuple[str, ...] = ()
    end: int | None = None


@dataclass(slots=True)
class Attendance:
    """Folded from events about people, in the order of time."""

    absences: list[Absence] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    vacancies: list[Vacancy] = field(default_factory=list)

    def absence(self, person: str) -> Absence | None:
        """The absence of somebody who is away now."""
        return next((one for one in self.absences if one.person == person and one.end is None), None)

    def silence(self, channel: str) -> Silence | None:
        """The silence of a channel that fails now."""
        return next((one for one in self.silences if one.channel == channel and one.end is None), None)

    def handover(self, role: str | None) -> Handover | None:
        """The hand-over of a role, or of command, that waits for an answer."""
        return next((one for one in reversed(self.handovers) if one.role == role and one.is_open), None)

    def look(self, unheld: Iterable[str], away: Iterable[str], at: int) -> None:
        """Begin and end vacancies: ``unheld`` are the roles in which nobody can act from ``at`` on."""
        now, gone = set(unheld), tuple(away)
        for vacancy in self.vacancies:
            if vacancy.end is None and vacancy.role not in now:
                vacancy.end = at
        known = {vacancy.role for vacancy in self.vacancies if vacancy.end is None}
        self.vacancies += [Vacancy(role, at, gone) for role in unheld if role not in known]
