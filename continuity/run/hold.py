"""The hold period: after the path is back, wait before anything is entered; a second outage is common."""

from __future__ import annotations

from continuity.run.faults import ProbeTrack
from continuity.run.points import main_points
from continuity.run.state import RunState
from continuity.run.steps import outline

__all__ = ["hold_left", "hold_period", "is_known"]


def is_known(run: RunState) -> bool:
    """Whether anybody can say that the path is back: probes, or in a real outage people."""
    return bool(run.probes) or not run.is_drill


def hold_period(run: RunState) -> int:
    """Scenario milliseconds that the runbook wants to wait; nought when it enters nothing."""
    return max((item.step.enter.hold for item in outline(run.plan) if item.step.enter), default=0)


def hold_left(run: RunState, now: int) -> int | None:
    """Scenario milliseconds still to wait; none while the path is down or a watched point is not well.

    In a real outage only the points that the runbook is for hold anybody up: others may be down for days.
    """
    if run.restored_at is None or any(track.state != "ok" for track in _held_by(run)):
        return None
    return max(0, hold_period(run) - run.time.between(run.restored_at, now))


def _held_by(run: RunState) -> list[ProbeTrack]:
    points = None if run.is_drill else main_points(run.plan)
    tracks = (track for track in run.probes.values() if track.probe not in run.overruled)
    return [track for track in tracks if points is None or track.point in points]
