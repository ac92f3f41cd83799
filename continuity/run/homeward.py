"""Back-entry seen from the run: which step enters now, and when its last record will be in."""

from __future__ import annotations

from continuity.ledger.drain import CALLS_EACH, Drain, drain
from continuity.ledger.figures import figures
from continuity.run.state import RunState
from continuity.run.steps import StepState, StepStatus

__all__ = ["entering_step", "time_to_go"]


def entering_step(run: RunState) -> StepState | None:
    """The step that enters records, while it is being done."""
    doing = (state for state in run.steps.values() if state.status is StepStatus.IN_PROGRESS)
    return next((state for state in doing if state.step.enter is not None), None)


def time_to_go(run: RunState) -> Drain | None:
    """The forecast; none before the canary was good, when nothing waits, or where people carry the records over."""
    step = entering_step(run)
    enter = step.step.enter if step else None
    way = run.plan.environment.back_entry
    canary = run.entries.get(step.key) if step else None
    if step is None or enter is None or canary is None or not canary.good or way is None or way.kind == "csv":
        return None
    found = figures(run.ledger, enter.form)
    waiting = found.to_enter - found.rejected
    if waiting <= 0:
        return None
    quota = run.quotas.get(step.key)
    if quota is None:
        return drain(waiting, enter.per_minute)
    return drain(waiting, enter.per_minute, calls=quota.ours // CALLS_EACH, per_call=quota.per_call)
