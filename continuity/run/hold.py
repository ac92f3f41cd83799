"""The hold period: after the path is back, wait before anything is entered; a second outage is common."""

from __future__ import annotations

from continuity.run.state import RunState
from continuity.run.steps import outline

__all__ = ["hold_left", "hold_period"]


def hold_period(run: RunState) -> int:
    """Scenario milliseconds that the runbook wants to wait; nought when it enters nothing."""
    return max((item.step.enter.hold for item in outline(run.plan) if item.step.enter), default=0)


def hold_left(run: RunState, now: int) -> int | None:
    """Scenario milliseconds still to wait; none while the path is down or a watched point is not well."""
    if run.restored_at is None or any(track.state != "ok" for track in run.probes.values()):
        return None
    return max(0, hold_period(run) - run.time.between(run.restored_at, now))
