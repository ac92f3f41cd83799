"""Enter records exactly once: write by number, and when nobody knows whether one was written, look."""

from __future__ import annotations

from collections.abc import Sequence

from continuity.backentry.target import NotRead, Outcome, Target
from continuity.events.ledger import SystemRecord
from continuity.ledger.entry import Entry
from continuity.units import Money

__all__ = ["enter", "enter_all"]


def enter(target: Target, entry: Entry) -> Outcome:
    """Upsert, and read again if the outcome is unknown; what stays unknown is tried again later by the same number."""
    return _settled(target, [entry], [target.upsert(entry.number, entry)])[0]


def enter_all(target: Target, entries: Sequence[Entry]) -> list[Outcome]:
    """The same for as many as one call takes."""
    return _settled(target, entries, target.upsert_all(entries))


def _settled(target: Target, entries: Sequence[Entry], outcomes: Sequence[Outcome]) -> list[Outcome]:
    pairs = list(zip(entries, outcomes, strict=True))
    doubtful = [entry.number for entry, outcome in pairs if _is_doubtful(outcome)]
    if not doubtful:
        return list(outcomes)
    try:
        held = target.read_all(doubtful)
    except NotRead as problem:
        return [_still_unknown(outcome, problem.message) if _is_doubtful(outcome) else outcome for outcome in outcomes]
    return [
        _found(outcome, held.get(entry.number), entry) if _is_doubtful(outcome) else outcome for entry, outcome in pairs
    ]


def _is_doubtful(outcome: Outcome) -> bool:
    return outcome.outcome == "unknown" and not outcome.not_written


def _still_unknown(outcome: Outcome, words: str) -> Outcome:
    return Outcome("unknown", detail=f"{outcome.detail}; {words}")


def _found(outcome: Outcome, held: SystemRecord | None, entry: Entry) -> Outcome:
    """What is there counts as ours when the total agrees; an older record under the number does not."""
    if held is None:
        return _still_unknown(outcome, "read again: not there yet")
    if Money(held.total_minor, held.currency) == entry.total:
        return Outcome("created", held.system_id, f"{outcome.detail}; read again: it is there")
    return Outcome("unknown", held.system_id, f"{outcome.detail}; read again: it is there with another total")
