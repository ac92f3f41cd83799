"""What a drill report is about: the run, its people, its scenario, its runbooks.

Real times are RFC 3339 texts in UTC; the reader sees them in the organisation's time zone.
"""

from __future__ import annotations

from dataclasses import dataclass

from continuity.events.envelope import Known
from continuity.reporting.verdicts import Mode

__all__ = ["PersonShown", "RolePeople", "RunbookUsed", "ScenarioShown", "Subject"]


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Who acted, by id, and how that is known."""

    id: str
    known: Known


@dataclass(frozen=True, slots=True)
class RolePeople:
    """Who played a role, or held a duty. A role that nobody took has no people."""

    role: str
    title: str
    people: tuple[PersonShown, ...]


@dataclass(frozen=True, slots=True)
class ScenarioShown:
    """The outage that was replayed, how well it is known, and what was altered.

    ``evidence`` is one of vendor, press, judgement, uncertain.
    """

    id: str
    title: str
    source: str
    evidence: str
    reference: str = ""
    altered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunbookUsed:
    """A runbook as it was walked."""

    id: str
    title: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Subject:
    """One run. ``simulated_roles`` are titles of roles that a program played; empty means real people.

    ``speed`` is scenario minutes in one minute on the wall; ``engine`` is what injected, with its version.
    """

    run: str
    title: str
    mode: Mode
    organisation: str
    time_zone: str
    started_at: str
    ended_at: str | None
    environment: str
    speed: int
    engine: str
    simulated_roles: tuple[str, ...]
    roles: tuple[RolePeople, ...]
    duties: tuple[RolePeople, ...] = ()
    scenario: ScenarioShown | None = None
    runbooks: tuple[RunbookUsed, ...] = ()
    drill: str | None = None
    exercise: str = "functional"
    announced: bool = True
    approved_by: str | None = None

    @property
    def simulated_people(self) -> bool:
        """Whether a program played anybody."""
        return bool(self.simulated_roles)
