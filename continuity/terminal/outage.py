"""What only people can say of a real outage: that it works again, where no probe can see it."""

from __future__ import annotations

from continuity.run.points import main_points
from continuity.run.state import RunState

__all__ = ["WORKS_AGAIN", "asks_people"]

WORKS_AGAIN = "r works again"


def asks_people(run: RunState) -> bool:
    """Whether it is people who say that the CRM is back: it is real, not back, and no probe ever saw it fail."""
    if run.is_drill or run.restored_at is not None:
        return False
    points = main_points(run.plan)
    tracks = (track for track in run.probes.values() if track.point in points)
    return all(track.first_failing(0) is None for track in tracks)
