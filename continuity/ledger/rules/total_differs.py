"""R6: the CRM holds the order with another total than the form says."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.events.ledger import BooksException
from continuity.ledger.holding import Record
from continuity.ledger.rules.look import Look, There
from continuity.units import Money

__all__ = ["total_differs"]


def total_differs(_: Look, order: Record, there: There) -> Iterable[BooksException]:
    """Price, tax or keying: the promise to the customer stands. To the cent; a tolerance is a settled reason."""
    return [
        BooksException(
            "R6", order.number, f"{Money(one.total_minor, one.currency)} in the CRM, {order.total} on the form"
        )
        for one in there
        if (one.total_minor, one.currency) != (order.total_minor, order.currency)
    ]
