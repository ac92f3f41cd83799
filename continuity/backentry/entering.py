"""Enter one record exactly once: write by number, and when nobody knows whether it was written, look."""

from __future__ import annotations

from continuity.backentry.target import NotRead, Outcome, Target
from continuity.events.ledger import SystemRecord
from continuity.ledger.entry import Entry
from continuity.units import Money

__all__ = ["enter"]


def enter(target: Target, entry: Entry) -> Outcome:
    """Upsert, and read again if the outcome is unknown; what stays unknown is tried again later by the same number."""
    outcome = target.upsert(entry.number, entry)
    if outcome.outcome != "unknown" or outcome.not_written:
        return outcome
    try:
        held = target.read(entry.number)
    except NotRead as problem:
        return Outcome("unknown", detail=f"{outcome.detail}; {problem.message}")
    if held is None:
        return Outcome("unknown", detail=f"{outcome.detail}; read again: not there yet")
    return _found(outcome, held, entry)


def _found(outcome: Outcome, held: SystemRecord, entry: Entry) -> Outcome:
    """What is there counts as ours when the total agrees; an older record under the number does not."""
    if Money(held.total_minor, held.currency) == entry.total:
        return Outcome("created", held.system_id, f"{outcome.detail}; read again: it is there")
    return Outcome("unknown", held.system_id, f"{outcome.detail}; read again: it is there with another total")
