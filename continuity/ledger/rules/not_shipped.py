"""R9: an order was invoiced, and nobody shipped it."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.rules.look import Look

__all__ = ["not_shipped"]


def not_shipped(look: Look) -> Iterator[BooksException]:
    """Ship it, or credit the invoice. Nothing is said while the documents of either side were not read."""
    shipped, invoiced = look.shipments, look.invoices
    if shipped is None or invoiced is None:
        return
    for number in invoiced:
        if number not in shipped:
            yield BooksException("R9", number, f"invoiced as {', '.join(invoiced[number])}, not shipped")
