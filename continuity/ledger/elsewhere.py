"""Customers who ordered by hand and at the order app as well: one wish, it may be, and two orders."""

from __future__ import annotations

from bisect import bisect_left
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
    """Form number -> numbers at the app, for each order by hand whose customer is in the app's log about that time.

    One shared way to tell customers apart is enough: names are spelled in many ways.
    """
    log = _Log(sales)
    records = (one.record for one in ledger.of(form_id) if one.state is NumberState.USED and one.record is not None)
    found = ((record.number, log.near(record, form)) for record in records)
    return {number: ", ".join(others) for number, others in found if others}


class _Log:
    """The app's orders by each way to tell a customer apart, in the order of their times."""

    def __init__(self, sales: Iterable[AppSale]) -> None:
        self._timed: dict[str, list[tuple[int, str]]] = {}
        self._untimed: dict[str, list[str]] = {}
        for sale in sales:
            for text in filter(None, map(bare, sale.customer)):
                if sale.at is None:
                    self._untimed.setdefault(text, []).append(sale.number)
                else:
                    self._timed.setdefault(text, []).append((sale.at, sale.number))
        for timed in self._timed.values():
            timed.sort()

    def near(self, record: Record, form: Form) -> list[str]:
        """The orders about that time, in the order of their times; those without a time come first."""
        texts = [bare(record.text(field.id)) for field in form.fields if field.identifies]
        untimed = [number for text in texts for number in self._untimed.get(text, ())]
        timed = sorted({one for text in texts for one in self._between(text, record.taken_at)})
        return list(dict.fromkeys([*untimed, *(number for _, number in timed)]))

    def _between(self, text: str, at: int) -> list[tuple[int, str]]:
        timed = self._timed.get(text, [])
        return timed[bisect_left(timed, (at - NEAR_MS, "")) : bisect_left(timed, (at + NEAR_MS + 1, ""))]
