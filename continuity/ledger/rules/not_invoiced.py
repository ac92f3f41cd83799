"""R8: an order was shipped, and nobody invoiced it."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.rules.look import Look

__all__ = ["not_invoiced"]


def not_invoiced(look: Look) -> Iterator[BooksException]:
    """Invoice it. Nothing is said while the documents of either side were not read."""
    shipped, invoiced = look.shipments, look.invoices
    if shipped is None or invoiced is None:
        return
    for number in shipped:
        if number not in invoiced:
            yield BooksException("R8", number, f"shipped as {', '.join(shipped[number])}, not invoiced")
