"""Where the run departed from the runbook, by rule from the events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from continuity.run.objectives import Met, judge
from continuity.run.state import RunState
from continuity.run.steps import StepState, StepStatus
from continuity.units import short_duration

__all__ = ["Deviation", "DeviationType", "deviations", "late_by", "wanted_from"]

DeviationType = Literal["skipped", "failed", "late", "reopened", "total off", "by another role", "message late"]


@dataclass(frozen=True, slots=True)
class Deviation:
    """One departure: what kind, which step, what about it, who."""

    type: DeviationType
    key: str
    what: str
    who: str
    at: int


def deviations(run: RunState) -> tuple[Deviation, ...]:
    """Every departure, in the order of time."""
    found = [one for state in run.steps.values() for one in _of_step(run, state)]
    return tuple(sorted([*found, *_late_messages(run)], key=lambda one: one.at))


def wanted_from(run: RunState, state: StepState) -> int:
    """Real time from which a step's target runs: nobody can notice an outage before there is one."""
    if state.step.marks == "detected":
        began = [fault.injected_at for fault in run.faults.values() if fault.injected_at is not None]
        return max([state.ready_at, *([min(began)] if began else [])])
    return state.ready_at


def late_by(run: RunState, state: StepState, now: int) -> int | None:
    """Scenario milliseconds over the target; none while in time, for steps without a target or not done."""
    if state.step.target is None or state.status in (StepStatus.NOT_APPLICABLE, StepStatus.CANCELLED):
        return None
    took = run.time.between(wanted_from(run, state), state.ended_at if state.ended_at is not None else now)
    return took - state.step.target if took > state.step.target else None


def _of_step(run: RunState, state: StepState) -> Iterator[Deviation]:
    who = state.person.id if state.person else ""
    at = state.ended_at if state.ended_at is not None else state.ready_at
    if state.status is StepStatus.SKIPPED:
        yield Deviation("skipped", state.key, state.reason, who, at)
    if state.status is StepStatus.FAILED:
        yield Deviation("failed", state.key, state.reason, who, at)
    if state.reopened:
        yield Deviation("reopened", state.key, state.reason, who, at)
    for wrong in state.wrong:
        yield Deviation("total off", state.key, wrong, who, at)
    late = late_by(run, state, run.last_at)
    if late is not None and state.ended_at is not None and state.step.until is None:
        yield Deviation("late", state.key, f"{short_duration(late)} over its target", who, at)
    did = state.on_behalf_of or who
    if did and did not in run.plan.drill.people.get(state.step.role, ()):
        yield Deviation("by another role", state.key, f"done by {did}, a deputy", did, at)


def _late_messages(run: RunState) -> Iterator[Deviation]:
    for judged in judge(run):
        said = [m for m in run.messages if m.said.audience == judged.objective.message]
        if judged.verdict is Met.NOT_MET and said:
            yield Deviation("message late", said[0].said.key, judged.why, said[0].actor.id, said[0].at)
