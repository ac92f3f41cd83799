"""Departures at a step: left out, failed, corrected, done late, in another order or by somebody else, improvised."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.run.deviations.kinds import Deviation
from continuity.run.deviations.lateness import late_by
from continuity.run.state import RunState
from continuity.run.steps import Attempt, StepState, StepStatus, StoodIn, later_than, static_key
from continuity.units import short_duration

__all__ = ["of_step"]

_DID = (StepStatus.DONE, StepStatus.TO_SIGN, StepStatus.FAILED)


def of_step(run: RunState, state: StepState) -> Iterator[Deviation]:
    """Every departure at one step."""
    who = state.on_behalf_of or (state.person.id if state.person else "")
    at = state.ended_at if state.ended_at is not None else state.touched_at or state.ready_at
    if state.status is StepStatus.IMPROVISED:
        yield Deviation("improvised", state.key, state.step.do, who, at)
    else:
        yield from _attempts(state)
        yield from _ended(state, at)
        yield from (Deviation("total off", state.key, wrong, who, at) for wrong in state.wrong)
        yield from _order(run, state, who, at)
        yield from _late(run, state, who, at)
    yield from _stood_in(run, state)


def _attempts(state: StepState) -> Iterator[Deviation]:
    """What had come of it before it was taken up again stays a departure."""
    for number, one in enumerate(state.attempts):
        if one.status in (StepStatus.SKIPPED, StepStatus.FAILED):
            what = f"{_reason(one.reason, one.second)}; taken up again: {one.why}"
            yield Deviation(
                "skipped" if one.status is StepStatus.SKIPPED else "failed", state.key, what, one.by, one.at
            )
        else:
            after = state.attempts[number + 1] if number + 1 < len(state.attempts) else state
            by = state.touched_for or (state.touched_by.id if state.touched_by else one.by)
            who = after.by if isinstance(after, Attempt) else by
            at = after.at if isinstance(after, Attempt) else state.ended_at
            what = _corrected(one, after)
            yield Deviation("wrong value corrected", state.key, what, who, at if at is not None else one.taken_up_at)


def _corrected(before: Attempt, after: Attempt | StepState) -> str:
    """What stands there now instead of what stood there before, else why it was taken up again."""
    was, now = dict(before.answers), dict(after.answers)
    changed = [f"{id}: {now[id]}, was {was[id]}" for id in now if id in was and now[id] != was[id]]
    return "; ".join(changed) or before.why


def _ended(state: StepState, at: int) -> Iterator[Deviation]:
    by = state.touched_for or (state.touched_by.id if state.touched_by else "")
    if state.status is StepStatus.SKIPPED:
        yield Deviation("skipped", state.key, _reason(state.reason, state.second), by, at)
    if state.status is StepStatus.FAILED:
        yield Deviation("failed", state.key, state.reason, by, at)


def _reason(reason: str, second: str | None) -> str:
    return f"{reason}; with {second} as second person" if second else reason


def _order(run: RunState, state: StepState, who: str, at: int) -> Iterator[Deviation]:
    """Before its turn, by the times that people told; or after what follows it, when it had been left out before."""
    begun = at if state.started_at is None else min(state.started_at, at)
    if begun < state.ready_at:
        early = short_duration(run.time.between(begun, state.ready_at))
        yield Deviation("out of order", state.key, f"done {early} before its turn", who, at)
    left = [one.at for one in state.attempts if one.status in (StepStatus.SKIPPED, StepStatus.FAILED)]
    if not left or state.status not in _DID:
        return
    follow = later_than(run.plan, state.key)
    for other in run.steps.values():
        ended = other.ended_at
        if static_key(other.key) in follow and other.status in _DID and ended and min(left) <= ended < at:
            what = f"done after “{other.step.do}”, which comes after it"
            yield Deviation("out of order", state.key, what, who, at)
            return


def _late(run: RunState, state: StepState, who: str, at: int) -> Iterator[Deviation]:
    """What was left out on purpose is not late as well."""
    late = late_by(run, state, run.last_at)
    if late is None or state.ended_at is None or state.step.until is not None or state.status is StepStatus.SKIPPED:
        return
    over = f"{short_duration(late)} over its target"
    cut = state.status is StepStatus.CANCELLED
    yield Deviation("late", state.key, f"not done at the end of the run, {over}" if cut else over, who, at)


def _stood_in(run: RunState, state: StepState) -> Iterator[Deviation]:
    """Somebody did or signed what was another's, and why that was so."""
    for one in state.stood_in:
        told = [f"{'signed' if one.signed else 'done'} by {one.person}{_as(run, one)}"]
        told += [f"{person} was away{f' ({why})' if why else ''}" for person, why in one.away.items()]
        there = [person for person in one.held_by if person not in one.away]
        told += [f"{', '.join(there)} {'was' if len(there) == 1 else 'were'} there"] if there else []
        yield Deviation("by another role", state.key, "; ".join(told), one.person, one.at)


def _as(run: RunState, one: StoodIn) -> str:
    title = run.plan.role_title(one.role)
    if one.standing == "deputy":
        return f", deputy of {' and '.join(one.for_)}"
    if one.standing == "backup":
        return f" as {' and '.join(run.plan.role_title(role) for role in one.for_)}, the backup of {title}"
    return f", who had no part in {title}"
