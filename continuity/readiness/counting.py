"""Which runs count as readiness. Practice is good for people and proves nothing about them."""

from __future__ import annotations

from continuity.plan import Objective
from continuity.programme.record import RunKind, RunRecord

__all__ = ["counts", "counts_not", "is_timing", "shows_times"]


def is_timing(objective: Objective) -> bool:
    """Whether an objective measures time; only a run at real speed can show that."""
    return objective.records is None


def shows_times(record: RunRecord) -> bool:
    """Whether its minutes were minutes."""
    return record.speed == 1


def counts(record: RunRecord) -> bool:
    """Whether a run that is over counts for any claim."""
    return not counts_not(record)


def counts_not(record: RunRecord) -> str:
    """Why a run counts for no claim, in a sentence; empty when it does. A real outage needs no approval."""
    at_speed = "" if shows_times(record) else f", at {record.speed} times real speed"
    if record.simulated:
        return f"Simulated people{at_speed}."
    if record.replayed:
        return f"Answers came from a file{at_speed}."
    if not record.people:
        return f"Nobody took part{at_speed}."
    if record.kind is not RunKind.REAL and record.approved_by is None:
        return "Nobody had approved it before it began."
    return ""
