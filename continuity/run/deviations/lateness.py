"""How late a step is. Computed, never stored."""

from __future__ import annotations

from continuity.run.state import RunState
from continuity.run.steps import StepState, StepStatus

__all__ = ["late_by", "wanted_from"]


def wanted_from(run: RunState, state: StepState) -> int:
    """Real time from which a step's target runs: nobody can notice an outage before there is one."""
    if state.step.marks == "detected":
        began = [fault.injected_at for fault in run.faults.values() if fault.injected_at is not None]
        return max([state.ready_at, *([min(began)] if began else [])])
    return state.ready_at


def late_by(run: RunState, state: StepState, now: int) -> int | None:
    """Scenario milliseconds over the target; none while in time, and for steps without a target or that do not apply.

    A step that the end of the run cut off had until then.
    """
    if state.step.target is None or state.status is StepStatus.NOT_APPLICABLE:
        return None
    took = run.time.between(wanted_from(run, state), state.ended_at if state.ended_at is not None else now)
    return took - state.step.target if took > state.step.target else None
