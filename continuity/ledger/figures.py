"""The figures of a form: what screens show, reports print and objectives are judged by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

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
    counted = _Counted(ledger, form_id)
    home, waiting, outcomes, states = counted.home, counted.waiting, counted.outcomes, counted.states
    books = ledger.books.get(form_id)
    return Figures(
        issued=sum(states.values()),
        used=states[NumberState.USED],
        void=states[NumberState.VOID],
        returned=states[NumberState.RETURNED],
        missing=states[NumberState.MISSING],
        open=states[NumberState.ISSUED],
        captured=home.count + waiting.count,
        totals=_totals(home, waiting),
        batches=sum(batch.form == form_id for batch in ledger.batches.values()),
        unbatched=counted.unbatched,
        in_receiver=counted.receivers,
        entered=outcomes["created"] + outcomes["updated"],
        entered_totals=_totals(home),
        rejected=outcomes["rejected"],
        unknown=outcomes["unknown"],
        to_enter=outcomes.total() - outcomes["created"] - outcomes["updated"],
        lost=books.lost if books else None,
        duplicated=books.duplicated if books else None,
        open_exceptions=len(ledger.open_exceptions(form_id)),
        first_taken_at=min((one.oldest for one in (home, waiting) if one.oldest is not None), default=None),
        oldest_unentered_at=waiting.oldest,
    )


class _Counted:
    """One walk over the numbers of a form."""

    def __init__(self, ledger: Ledger, form_id: str) -> None:
        self.states: Counter[NumberState] = Counter()
        self.outcomes: Counter[str | None] = Counter()
        """Of the numbers that are used, what the CRM said."""
        self.home, self.waiting = _Sum(), _Sum()
        self.unbatched, self.receivers = 0, _receivers(ledger)
        for number in ledger.of(form_id):
            self._add(ledger, number)

    def _add(self, ledger: Ledger, number: Number) -> None:
        state = number.state
        if number.block:
            self.states[state] += 1
        if state is not NumberState.USED:
            return
        self.outcomes[number.outcome] += 1
        self.unbatched += not number.batches
        (self.home if number.entered else self.waiting).add(number.record)
        for receiver in ledger.acknowledged_by(number):
            self.receivers[receiver] += 1


def _receivers(ledger: Ledger) -> dict[str, int]:
    """Every receiver that a batch ever went to is there, with nought if it has acknowledged none."""
    return {receiver: 0 for batch in ledger.batches.values() for receiver in batch.handed}


class _Sum:
    """Records counted and added up as they pass."""

    def __init__(self) -> None:
        self.count = 0
        self.oldest: int | None = None
        self.sums: Counter[str] = Counter()

    def add(self, record: Record | None) -> None:
        """One more, where there is one."""
        if record is not None:
            self.count += 1
            self.oldest = record.taken_at if self.oldest is None else min(self.oldest, record.taken_at)
            self.sums[record.currency] += record.total_minor


def _totals(*sums: _Sum) -> dict[str, int]:
    """Minor units by currency, currencies in alphabetical order."""
    added: Counter[str] = Counter()
    for one in sums:
        added.update(one.sums)
    return dict(sorted(added.items()))
