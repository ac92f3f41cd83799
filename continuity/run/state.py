"""A run as its events tell it: the one fold that screens, reports, verdicts and decisions read.

Feed it facts in order; the same facts always give the same state. It reads no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from continuity.events import Actor, Body, Fact, Known, lifecycle
from continuity.events.copies import PackImported
from continuity.events.ledger import CanaryChecked
from continuity.events.quota import QuotaRead
from continuity.ledger.batch import is_withdrawn
from continuity.ledger.state import Ledger
from continuity.plan import FrozenPlan
from continuity.run.attendance import Attendance
from continuity.run.faults import FaultState, GivenUp, ProbeTrack
from continuity.run.folds import beside_ledger, outage, packs, people, review, steps
from continuity.run.folds import lifecycle as life
from continuity.run.folds.handler import Table
from continuity.run.notes import FaultOrder, Lost, Note, Rated, Reviewed, SentMessage
from continuity.run.party import Party
from continuity.run.status import RunStatus
from continuity.run.steps import StepState, StepStatus, beside
from continuity.run.time import ScenarioTime
from continuity.run.walk import Walker

__all__ = ["RunState", "fold"]

_TABLE: Table = {**life.TABLE, **outage.TABLE, **steps.TABLE, **people.TABLE, **review.TABLE, **packs.TABLE}


@dataclass(slots=True)
class RunState:
    """Everything known of one run. Only ``apply`` changes it."""

    mode: Literal["drill", "real"] = "drill"
    opened: lifecycle.RunOpened | None = None
    status: RunStatus = RunStatus.PLANNED
    plan_or_none: FrozenPlan | None = None
    plan_sha256: str = ""
    frozen_at: int | None = None
    engine: str = ""
    baseline: dict[str, int] = field(default_factory=dict)
    time: ScenarioTime = field(default_factory=ScenarioTime)
    walker: Walker | None = None
    party: Party = field(default_factory=Party)
    attendance: Attendance = field(default_factory=Attendance)
    faults: dict[str, FaultState] = field(default_factory=dict)
    given_up: dict[str, GivenUp] = field(default_factory=dict)
    """Promises that a person gave up, by their ids: whatever comes later, this run is never clean."""
    probes: dict[str, ProbeTrack] = field(default_factory=dict)
    phases: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    restored_at: int | None = None
    """First of the good answers that restored the path; none while it is down or never was."""
    restored_source: str = ""
    """How somebody knew that it works again, where no probe could see it."""
    overruled: set[str] = field(default_factory=set)
    """Probes that whoever leads a real outage has found wrong."""
    stated: tuple[int, str] | None = None
    """When a real outage began and who says so, where no probe was looking."""
    fired: dict[str, int] = field(default_factory=dict)
    """Faults that a controller asked for, and when (real milliseconds)."""
    cleared: dict[str, int] = field(default_factory=dict)
    """Faults that a controller wants out and not in again, and when."""
    fault_orders: list[FaultOrder] = field(default_factory=list)
    """All that controllers asked for, in the order of time."""
    messages: list[SentMessage] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    injects: list[tuple[int, lifecycle.InjectDelivered]] = field(default_factory=list)
    played_by: dict[str, Actor] = field(default_factory=dict)
    """Who played an inject, by its id: a person, or the conductor when its time had come."""
    ratings: dict[str, dict[str, Rated]] = field(default_factory=dict)
    """By objective, then by evaluator; the last word of each."""
    reviews: dict[str, Reviewed] = field(default_factory=dict)
    """By the id of a deviation."""
    sent: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Steps that handed a batch to a receiver."""
    ledger: Ledger = field(default_factory=Ledger)
    witnesses: dict[str, str] = field(default_factory=dict)
    """Who looked on when a number was spoiled."""
    missing: dict[str, Lost] = field(default_factory=dict)
    """Numbers that somebody signed for as missing."""
    entries: dict[str, CanaryChecked | None] = field(default_factory=dict)
    """Back-entry that began, by step: the last look at its canary; none while it is out, as it is after a relapse."""
    quotas: dict[str, QuotaRead] = field(default_factory=dict)
    """The CRM's quota of calls as last told, by the step that enters."""
    reserved: dict[str, int] = field(default_factory=dict)
    """Highest number, by prefix, that is printed in a pack since the run began."""
    pack_logs: dict[str, PackImported] = field(default_factory=dict)
    """Logs that came back from packs, by the SHA-256 of the file."""
    pack_settled: dict[tuple[str, int], str] = field(default_factory=dict)
    """Why the run stays as it is where a pack says something else, by device and counter."""
    sources: set[str] = field(default_factory=set)
    """What was written down elsewhere first and is in the record now."""
    compare_requested: str | None = None
    pause_requested: str | None = None
    resume_requested: bool = False
    abort_requested: str | None = None
    ended_at: int | None = None
    end_reason: str = ""
    steps_over: bool = False
    actors: dict[str, Known] = field(default_factory=dict)
    last_seq: int = 0
    last_at: int = 0

    @property
    def plan(self) -> FrozenPlan:
        """The frozen plan; a run that is not frozen yet has none."""
        if self.plan_or_none is None:
            raise ValueError("the run has no frozen plan yet")
        return self.plan_or_none

    @property
    def steps(self) -> dict[str, StepState]:
        """Steps that have opened, by key, in the order of opening."""
        return {} if self.walker is None else self.walker.steps

    @property
    def is_over(self) -> bool:
        """Whether nothing more can happen in it."""
        return self.status.is_over

    def step(self, key: str) -> StepState | None:
        """The step of that key, once it has opened."""
        return self.steps.get(key)

    def open_steps(self) -> list[StepState]:
        """Steps on which somebody has to act."""
        return [state for state in self.steps.values() if state.status.is_open]

    def holds(self, condition: str) -> bool:
        """Whether ``restored`` or ``all_clear`` holds now."""
        if condition == "all_clear":
            return any(s.step.marks == "all_clear" and s.status is StepStatus.DONE for s in self.steps.values())
        return self.restored_at is not None

    @property
    def main_form(self) -> str | None:
        """The form whose records the run is about; none when its runbooks have none."""
        return next(iter(self.plan.forms()), None)

    @property
    def is_drill(self) -> bool:
        """Whether nothing in it is real."""
        return self.mode == "drill"

    def used_before(self, prefix: str) -> int:
        """The highest number that earlier runs used, or that is printed in a pack."""
        before = 0 if self.opened is None else self.opened.used_before.get(prefix, 0)
        return max(before, self.reserved.get(prefix, 0))

    def unsent(self, receiver: str, form: str) -> list[str]:
        """Closed batches of a form that this receiver has not been given."""
        batches = (b for b in self.ledger.batches.values() if b.form == form and receiver not in b.handed)
        return [batch.id for batch in batches if not is_withdrawn(self.ledger, batch)]

    def applies(self, state: StepState) -> bool:
        """Whether a step that could open has anything to do: no batch, no hand-over."""
        step = state.step
        if step.hand_off is not None:
            return bool(self.unsent(step.hand_off.to, step.hand_off.form))
        if step.read_back is not None:
            sent = self.steps.get(beside(state.key, step.read_back))
            return sent is None or sent.status is not StepStatus.NOT_APPLICABLE
        return True

    def apply(self, fact: Fact[Body]) -> None:
        """Take the next event in."""
        self.last_seq = fact.seq
        self.last_at = max(self.last_at, fact.at)
        if fact.actor.known is not Known.SYSTEM:
            self.actors.setdefault(fact.actor.id, fact.actor.known)
        if fact.source is not None:
            self.sources.add(fact.source)
        handler = _TABLE.get(type(fact.body))
        if handler is None:
            self.ledger.apply(fact)
            handler = beside_ledger.TABLE.get(type(fact.body))
        if handler is not None:
            handler(self, fact, fact.body)

    def walk(self, at: int) -> None:
        """Open the steps that may begin at ``at``; the folds call it after what can open one."""
        if self.walker is not None and self.status in (RunStatus.RUNNING, RunStatus.PAUSED):
            self.steps_over = self.walker.walk(at)


def fold(facts: Iterable[Fact[Body]]) -> RunState:
    """The state after these facts."""
    state = RunState()
    for fact in facts:
        state.apply(fact)
    return state
