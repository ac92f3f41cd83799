"""What a run did to integration points: a fault that a probe saw, or only a look."""

from __future__ import annotations

from continuity.run.state import RunState

__all__ = ["probed_points", "seen_points", "unseen_points"]


def seen_points(run: RunState) -> tuple[str, ...]:
    """Points whose fault a probe saw; in a real outage, points that a probe saw fail."""
    seen = {fault.point for fault in run.faults.values() if fault.seen_at is not None}
    if run.mode == "real":
        seen |= {t.point for t in run.probes.values() if any(change.state != "ok" for change in t.changes)}
    return tuple(sorted(seen))


def unseen_points(run: RunState) -> tuple[str, ...]:
    """Points where a fault went in, or should have, and no probe saw one."""
    return tuple(sorted({fault.point for fault in run.faults.values() if fault.seen_at is None}))


def probed_points(run: RunState) -> tuple[str, ...]:
    """Points at which a probe looked."""
    return tuple(sorted({track.point for track in run.probes.values()}))
