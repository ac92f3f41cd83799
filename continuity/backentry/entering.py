"""Enter records exactly once: look first, write by number, and when nobody knows whether one was written, look again.

Whoever looks first writes over nobody's order: what already stands under one of our numbers is either this very record,
from before a crash, or another one that came from elsewhere, which only people can tell apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from continuity.backentry.target import HeldTwice, NotRead, Outcome, Target
from continuity.events.ledger import SystemRecord
from continuity.ledger.entry import Entry
from continuity.units import Money

__all__ = ["enter_all"]


def enter_all(target: Target, entries: Sequence[Entry]) -> list[Outcome]:
    """Upsert as many as one call takes, and read again where the outcome is unknown; an outcome each, in order.

    What stays unknown is tried again later by the same number.
    """
    if waits := target.held_back():
        return [Outcome("unknown", detail=waits, not_written=True)] * len(entries)
    try:
        known = {} if target.by_hand else _look(target, entries)
    except NotRead as problem:
        return [Outcome("unknown", detail=problem.message, not_written=True)] * len(entries)
    written = iter(_written(target, [entry for entry in entries if entry.number not in known]))
    return [known[entry.number] if entry.number in known else next(written) for entry in entries]


def _look(target: Target, entries: Sequence[Entry]) -> dict[str, Outcome]:
    """What comes of those that are there already; one that is there twice keeps nobody from seeing the others."""
    numbers = [entry.number for entry in entries]
    doubled: dict[str, Outcome] = {}
    try:
        held = dict(target.read_all(numbers))
    except HeldTwice:
        held = {}
        for number in numbers:
            try:
                found = target.read(number)
            except HeldTwice:
                words = "the CRM holds several records with this number; compare them, and take one out"
                doubled[number] = Outcome("rejected", detail=words)
            else:
                held.update({number: found} if found else {})
    return doubled | {one.number: _there(held[one.number], one) for one in entries if one.number in held}


def _written(target: Target, entries: Sequence[Entry]) -> list[Outcome]:
    if not entries:
        return []
    if waits := target.held_back():
        return [Outcome("unknown", detail=waits, not_written=True)] * len(entries)
    return _settled(target, entries, target.upsert_all(entries))


def _there(held: SystemRecord, entry: Entry) -> Outcome:
    """What was there before anything was written."""
    if _is_this(held, entry):
        return Outcome("updated", held.system_id, "it was there already")
    total = Money(held.total_minor, held.currency)
    return Outcome("rejected", held.system_id, f"the CRM holds another order under this number, of {total}")


def _is_this(held: SystemRecord, entry: Entry) -> bool:
    """The same to the cent; item and quantity are for the books, which know what may be written in two ways."""
    return Money(held.total_minor, held.currency) == entry.total


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
    if _is_this(held, entry):
        return Outcome("created", held.system_id, f"{outcome.detail}; read again: it is there")
    return Outcome("unknown", held.system_id, f"{outcome.detail}; read again: it is there with another total")
