"""Customers who ordered by hand and at the order app as well: one wish, it may be, and two orders."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass

from continuity.ledger.fields import bare
from continuity.ledger.holding import NumberState, Record
from continuity.ledger.state import Ledger
from continuity.plan.runbook import Form

__all__ = ["NEAR_MS", "AppSale", "ordered_elsewhere"]

NEAR_MS = 60 * 60_000
"""How close together two orders of one customer look like one wish: an hour, by assumption."""


@dataclass(frozen=True, slots=True)
class AppSale:
    """An order at the order app, whatever became of it there; ``at`` in milliseconds UTC, where the log says when."""

    number: str
    customer: tuple[str, ...]
    """What tells the customer apart: a name, a telephone number."""
    at: int | None = None


def ordered_elsewhere(ledger: Ledger, form_id: str, form: Form, sales: Iterable[AppSale]) -> dict[str, str]:
    """Form number -> number at the app, for each order by hand whose customer is in the app's log about that time.

    One shared way to tell customers apart is enough: names are spelled in many ways.
    """
    log = _Log(sales)
    records = (one.record for one in ledger.of(form_id) if one.state is NumberState.USED and one.record is not None)
    found = ((record.number, log.nearest(record, form)) for record in records)
    return {number: other for number, other in found if other is not None}


class _Log:
    """The app's orders by each way to tell a customer apart, in the order of their times."""

    def __init__(self, sales: Iterable[AppSale]) -> None:
        self._timed: dict[str, list[tuple[int, str]]] = {}
        self._untimed: dict[str, str] = {}
        for sale in sales:
            for text in filter(None, map(bare, sale.customer)):
                if sale.at is None:
                    self._untimed.setdefault(text, sale.number)
                else:
                    self._timed.setdefault(text, []).append((sale.at, sale.number))
        for timed in self._timed.values():
            timed.sort()

    def nearest(self, record: Record, form: Form) -> str | None:
        """The number of the order that is nearest in time, if it is near enough; one without a time always is."""
        texts = [bare(record.text(field.id)) for field in form.fields if field.identifies]
        untimed = next((self._untimed[text] for text in texts if text in self._untimed), None)
        if untimed is not None:
            return untimed
        beside: list[tuple[int, str]] = []
        for timed in (self._timed.get(text, []) for text in texts):
            place = bisect(timed, (record.taken_at, ""))
            beside += timed[max(0, place - 1) : place + 1]
        apart, number = min(((abs(record.taken_at - at), number) for at, number in beside), default=(NEAR_MS + 1, ""))
        return number if apart <= NEAR_MS else None
