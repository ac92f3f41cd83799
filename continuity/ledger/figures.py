"""The figures of a form: what screens show, reports print and objectives are judged by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from continuity.ledger.batch import totals
from continuity.ledger.holding import Number, NumberState, Record
from continuity.ledger.state import Ledger

__all__ = ["Figures", "figures"]


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of numbers and records; totals in minor units by currency; times in milliseconds UTC.

    Always ``issued = used + void + returned + missing + open``. ``captured`` counts every form that was filled in and
    holds. ``lost`` and ``duplicated`` are those of the last comparison, None before there was one.
    """

    issued: int
    used: int
    void: int
    returned: int
    missing: int
    open: int
    captured: int
    totals: Mapping[str, int]
    batches: int
    unbatched: int
    in_receiver: Mapping[str, int]
    entered: int
    entered_totals: Mapping[str, int]
    rejected: int
    unknown: int
    to_enter: int
    lost: int | None
    duplicated: int | None
    open_exceptions: int
    first_taken_at: int | None
    oldest_unentered_at: int | None


def figures(ledger: Ledger, form_id: str) -> Figures:
    """Count one form's numbers; ``in_receiver`` is by receiver id: ``accounting``, ``shipping``."""
    numbers = ledger.of(form_id)
    states = Counter(number.state for number in numbers if number.block)
    used = [number for number in numbers if number.state is NumberState.USED]
    records = [number.record for number in used if number.record]
    entered = [number for number in used if number.entered]
    waiting = [number for number in used if not number.entered]
    books = ledger.books.get(form_id)
    return Figures(
        issued=sum(states.values()),
        used=states[NumberState.USED],
        void=states[NumberState.VOID],
        returned=states[NumberState.RETURNED],
        missing=states[NumberState.MISSING],
        open=states[NumberState.ISSUED],
        captured=len(records),
        totals=totals(records),
        batches=sum(batch.form == form_id for batch in ledger.batches.values()),
        unbatched=sum(not number.batches for number in used),
        in_receiver=_in_receiver(ledger, used),
        entered=len(entered),
        entered_totals=totals(_records(entered)),
        rejected=sum(number.outcome == "rejected" for number in used),
        unknown=sum(number.outcome == "unknown" for number in used),
        to_enter=len(waiting),
        lost=books.lost if books else None,
        duplicated=books.duplicated if books else None,
        open_exceptions=len(ledger.open_exceptions(form_id)),
        first_taken_at=_oldest(_records(used)),
        oldest_unentered_at=_oldest(_records(waiting)),
    )


def _in_receiver(ledger: Ledger, used: list[Number]) -> dict[str, int]:
    """Every receiver that a batch ever went to is there, with nought if it has acknowledged none."""
    counts = {receiver: 0 for batch in ledger.batches.values() for receiver in batch.handed}
    for number in used:
        for receiver in ledger.acknowledged_by(number):
            counts[receiver] += 1
    return counts


def _records(numbers: Iterable[Number]) -> list[Record]:
    return [number.record for number in numbers if number.record]


def _oldest(records: list[Record]) -> int | None:
    return min((record.taken_at for record in records), default=None)
