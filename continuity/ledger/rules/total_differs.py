"""R6: the CRM holds the order with another total than the form says."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.holding import NumberState
from continuity.ledger.rules.look import Look
from continuity.units import Money

__all__ = ["total_differs"]


def total_differs(look: Look) -> Iterator[BooksException]:
    """Price, tax or keying: the promise to the customer stands. To the cent; a tolerance is a settled reason."""
    for number in look.numbers:
        if number.record is None or number.state is not NumberState.USED:
            continue
        for held in look.system.get(number.number, ()):
            there = Money(held.total_minor, held.currency)
            if there != number.record.total:
                detail = f"{there} in the CRM, {number.record.total} on the form"
                yield BooksException("R6", number.number, detail)
