"""A drill: scope, objectives, people, scenario, injects, limits. It points at runbooks, never copies them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from continuity.plan.bounds import Bounds, ServiceHours, StopWhen
from continuity.structure import Duration

CODE_WORD = "no duff"
"""Said aloud when something real happens, where a drill names no other word."""
ClockName = Literal["t0", "t1", "t2", "t3", "t3a", "t4", "t5", "t6"]


@dataclass(frozen=True, slots=True)
class Objective:
    """What must be shown, fixed before the start. Exactly one measure is set.

    ``clock`` [from, to] · ``hand_off`` receiver (closed to acknowledged) · ``message`` audience
    (from ``after`` to sent) · ``records`` each-once (nothing lost, doubled or unexplained).
    """

    id: str
    title: str
    clock: tuple[ClockName, ...] = ()
    hand_off: str | None = None
    message: str | None = None
    after: ClockName = "t2"
    records: Literal["each-once"] | None = None
    within: Duration | None = None
    process: str | None = None


@dataclass(frozen=True, slots=True)
class Inject:
    """A planned stimulus beside the scenario's faults, ``at`` after the start. Exactly one of three is set.

    ``says`` a message ``to`` a role · ``away`` a person who is taken away · ``without`` a channel that fails.
    What was taken away comes back after ``for``; without it, not before the end.
    """

    id: str
    at: Duration
    to: str = ""
    says: str = ""
    away: str | None = None
    without: str | None = None
    for_: Duration | None = None

    @property
    def words(self) -> str:
        """What it does, in a few words."""
        if self.away:
            return f"{self.away} is taken away"
        return f"{self.without} fails" if self.without else f"message to {self.to}: {self.says}"


@dataclass(frozen=True, slots=True)
class Limits:
    """How far the drill may go; ``max_duration`` is scenario time, the rest is real."""

    max_duration: Duration
    max_faults: int = 5
    verify_good: int = 3
    """Good answers in a row, from each probe, that prove a fault out."""
    verify_within: Duration = Duration(60_000)
    """Real time allowed for that."""
    max_points: int | None = None
    minutes_per_quarter: int | None = None
    allowed_hours: tuple[ServiceHours, ...] = ()

    @property
    def bounds(self) -> Bounds:
        """The blast radius of this drill; its environment may bound it further."""
        return Bounds(self.max_points, self.minutes_per_quarter, self.allowed_hours)


@dataclass(frozen=True, slots=True)
class Pace:
    """How simulated people work: orders an hour (scenario time), share of a step's target, random seed."""

    orders_per_hour: int = 60
    share_of_target: int = 40
    """Percent of a step's target time that a simulated person takes."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved the drill as it stands in this file, and when; without it a run counts for no claim."""

    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Drill:
    """The content of one file in ``drills/``."""

    format: str
    id: str
    title: str
    environment: str
    scenario: str
    binds: Mapping[str, str]
    """Place of the scenario -> point."""
    runbook: str
    people: Mapping[str, tuple[str, ...]]
    """Role -> who plays it."""
    objectives: tuple[Objective, ...]
    limits: Limits
    duties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    approved: Approval | None = None
    exercise: Literal["drill", "functional", "full-scale"] = "functional"
    announced: bool = True
    speed: int = 1
    starts_after: Duration = Duration(0)
    """Calm before the scenario begins, scenario time."""
    injects: tuple[Inject, ...] = ()
    watch: tuple[str, ...] = ()
    """Further points to probe."""
    code_word: str = CODE_WORD
    """Said when something real happens."""
    shows_not: tuple[str, ...] = ()
    """Limits of the exercise, for the report."""
    pace: Pace = field(default_factory=Pace)
    stop_when: tuple[StopWhen, ...] = ()
    """What ends the drill at once."""
