"""One run as the programme keeps it: what it showed, with whom, and where its proof is.

It is computed once from the folded run, so that judging many claims never folds a run again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from continuity.programme.people import conflicting, people_of, played_in
from continuity.programme.touched import probed_points, seen_points, unseen_points
from continuity.run.balance import Balance, balance
from continuity.run.clocks import read_clocks
from continuity.run.objectives import Judged, judge
from continuity.run.state import RunState
from continuity.run.verdict import DrillWord, SafetyWord, drill_verdict, safety_verdict

__all__ = ["RunKind", "RunRecord", "record_of"]

ORGANISATION_FILE = "continuity.yaml"
"""It is in every plan and changes with every phone number, so that it makes nothing stale."""


class RunKind(Enum):
    """Who was in a run: people in a drill, a program in a practice run, or a real outage."""

    PEOPLE = "people"
    PRACTICE = "practice"
    REAL = "real"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run; times are milliseconds UTC, ``events`` and ``head`` those of its stream when it was read."""

    id: str
    mode: Literal["drill", "real"]
    drill: str
    title: str
    started_at: int | None
    ended_at: int | None
    speed: int
    word: DrillWord
    safety: SafetyWord
    judged: tuple[Judged, ...]
    events: int
    head: str
    verified: bool | None
    """Whether the evidence holds; none when nobody checked."""
    why: str = ""
    met: int = 0
    people: tuple[str, ...] = ()
    """Real people who acted, by id."""
    simulated: tuple[str, ...] = ()
    """Roles and ids that a program played."""
    replayed: tuple[str, ...] = ()
    """Ids whose answers came from a file."""
    approved_by: str | None = None
    seen: tuple[str, ...] = ()
    """Points at which a probe saw a fault (in a real outage: the failure)."""
    probed: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    """Points at which a fault went in and no probe saw it."""
    beyond_mtpd: tuple[str, ...] = ()
    """Processes that were out for longer than their MTPD."""
    conflicts: tuple[str, ...] = ()
    """People who evaluated a run in which they had a part."""
    plan_sha256: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    """Drill, scenario and runbooks as they were: path -> SHA-256."""
    by_hand: tuple[Balance, ...] = ()
    """Orders by hand: the figures of each form of which something was written down."""

    @property
    def kind(self) -> RunKind:
        """Who was in it; one simulated role makes it a practice run."""
        if self.mode == "real":
            return RunKind.REAL
        return RunKind.PRACTICE if self.simulated or self.replayed else RunKind.PEOPLE

    def is_over_by(self, at: int) -> bool:
        """Whether it had ended at that time."""
        return self.ended_at is not None and self.ended_at <= at

    def objective(self, id: str) -> Judged | None:
        """What became of an objective; none when the run had no such objective."""
        return next((one for one in self.judged if one.objective.id == id), None)


def record_of(run: RunState, id: str, head: str, verified: bool | None = None) -> RunRecord:
    """The record of a folded run; ``head`` is the hash of its last event, ``verified`` what checking it said."""
    opened, plan = run.opened, run.plan_or_none
    verdict = drill_verdict(run)
    simulated, replayed = played_in(run)
    return RunRecord(
        id,
        run.mode,
        opened.drill if opened else "",
        opened.title if opened else id,
        run.time.started_at,
        run.ended_at,
        run.time.speed,
        verdict.word,
        safety_verdict(run).word,
        judge(run) if plan else (),
        run.last_seq,
        head,
        verified,
        verdict.why,
        verdict.met,
        people_of(run),
        simulated,
        replayed,
        opened.approved_by if opened else None,
        seen_points(run),
        probed_points(run),
        unseen_points(run),
        _beyond_mtpd(run) if plan else (),
        conflicting(run),
        run.plan_sha256,
        {path: sha for path, sha in plan.files.items() if path != ORGANISATION_FILE} if plan else {},
        tuple(one for form in plan.forms() if (one := balance(run, form)).form_errors.of) if plan else (),
    )


def _beyond_mtpd(run: RunState) -> tuple[str, ...]:
    """The main process, when its books agreed too late (t5 - t0 > MTPD) or had not agreed by then."""
    process = run.plan.organisation.process(run.plan.runbook.process)
    clocks = read_clocks(run, process.id)
    began, settled = clocks.get("t0"), clocks.get("t5")
    if began is None:
        return ()
    until = settled.at if settled else run.ended_at if run.ended_at is not None else run.last_at
    return (process.id,) if run.time.between(began.at, until) > process.mtpd else ()
