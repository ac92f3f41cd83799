"""Where the run departed from the runbook, by rule from the events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from continuity.ledger.holding import NumberState
from continuity.run.objectives import Met, judge
from continuity.run.state import RunState
from continuity.run.steps import StepState, StepStatus
from continuity.units import short_duration

__all__ = ["Deviation", "DeviationType", "deviations", "late_by", "wanted_from"]

DeviationType = Literal[
    "skipped",
    "out of order",
    "late",
    "by another role",
    "wrong value corrected",
    "improvised",
    "form gap",
    "total off",
    "message late",
    "failed",
]


@dataclass(frozen=True, slots=True)
class Deviation:
    """One departure: what kind, which step or block of numbers, what about it, who.

    ``id`` is the same whenever the run is folded: ``late:by-hand/take``, or ``late:by-hand/take 2`` for the second.
    """

    type: DeviationType
    key: str
    what: str
    who: str
    at: int
    id: str = ""


def deviations(run: RunState) -> tuple[Deviation, ...]:
    """Every departure, in the order of time."""
    found = [one for state in run.steps.values() for one in _of_step(run, state)]
    ordered = sorted([*found, *_late_messages(run), *_form_gaps(run)], key=lambda one: one.at)
    seen: Counter[str] = Counter()
    told = []
    for one in ordered:
        id = f"{one.type}:{one.key}"
        seen[id] += 1
        told.append(replace(one, id=id if seen[id] == 1 else f"{id} {seen[id]}"))
    return tuple(told)


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
    if state.status is StepStatus.IMPROVISED:
        yield Deviation("improvised", state.key, state.step.do, state.on_behalf_of or who, at)
        return
    if state.status is StepStatus.SKIPPED:
        yield Deviation("skipped", state.key, state.reason, who, at)
    if state.status is StepStatus.FAILED:
        yield Deviation("failed", state.key, state.reason, who, at)
    if state.reopened:
        yield Deviation("wrong value corrected", state.key, _corrected(state), who, at)
    for wrong in state.wrong:
        yield Deviation("total off", state.key, wrong, who, at)
    begun = at if state.started_at is None else min(state.started_at, at)
    if begun < state.ready_at:
        early = short_duration(run.time.between(begun, state.ready_at))
        yield Deviation("out of order", state.key, f"done {early} before its turn", who, at)
    late = late_by(run, state, run.last_at)
    if late is not None and state.ended_at is not None and state.step.until is None:
        yield Deviation("late", state.key, f"{short_duration(late)} over its target", who, at)
    did = state.on_behalf_of or who
    if did and state.status is not StepStatus.SKIPPED and did not in run.party.ever_held(state.step.role):
        yield Deviation("by another role", state.key, f"done by {did}, a deputy", did, at)


def _corrected(state: StepState) -> str:
    """What stands there now instead of what stood there before, else why it was taken up again."""
    before, now = dict(state.before or {}), dict(state.answers)
    changed = [f"{id}: {now[id]}, was {before[id]}" for id in now if id in before and now[id] != before[id]]
    return "; ".join(changed) or state.reason


def _form_gaps(run: RunState) -> Iterator[Deviation]:
    """Numbers that nobody can show: missing, or neither used nor given back when the run ended."""
    for block in run.ledger.blocks.values():
        numbers = [run.ledger.numbers[number] for number in block.numbers()]
        missing = [one.number for one in numbers if one.state is NumberState.MISSING]
        if missing:
            yield Deviation("form gap", block.id, f"missing: {_few(missing)}", block.custodian, run.last_at)
        out = [one.number for one in numbers if one.state is NumberState.ISSUED and run.is_over]
        if out:
            what = f"neither used nor given back: {_few(out)}"
            yield Deviation("form gap", block.id, what, block.custodian, run.ended_at or run.last_at)


def _few(numbers: list[str]) -> str:
    return ", ".join(numbers[:3]) + (f" and {len(numbers) - 3} more" if len(numbers) > 3 else "")


def _late_messages(run: RunState) -> Iterator[Deviation]:
    for judged in judge(run):
        said = [m for m in run.messages if m.said.audience == judged.objective.message]
        if judged.verdict is Met.NOT_MET and said:
            yield Deviation("message late", said[0].said.key, judged.why, said[0].actor.id, said[0].at)
