"""Customers who ordered by hand and at the order app as well: one wish, it may be, and two orders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from continuity.ledger.holding import NumberState, Record
from continuity.ledger.rules.look import bare
from continuity.ledger.state import Ledger
from continuity.plan.runbook import Form

__all__ = ["AppSale", "ordered_elsewhere"]

_NEAR_MS = 60 * 60_000
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
    by_text: dict[str, list[AppSale]] = {}
    for sale in sales:
        for text in filter(None, map(bare, sale.customer)):
            by_text.setdefault(text, []).append(sale)
    if not by_text:
        return {}
    records = (one.record for one in ledger.of(form_id) if one.state is NumberState.USED and one.record is not None)
    found = ((record.number, _nearest(record, [*_same(record, form, by_text)])) for record in records)
    return {number: sale.number for number, sale in found if sale is not None}


def _same(record: Record, form: Form, by_text: dict[str, list[AppSale]]) -> Iterator[AppSale]:
    for field in form.fields:
        if field.identifies:
            yield from by_text.get(bare(record.text(field.id)), ())


def _nearest(record: Record, sales: list[AppSale]) -> AppSale | None:
    apart = [(0 if sale.at is None else abs(record.taken_at - sale.at), sale.number, sale) for sale in sales]
    near = min(apart, key=lambda one: one[:2], default=None)
    return near[2] if near is not None and near[0] <= _NEAR_MS else None
