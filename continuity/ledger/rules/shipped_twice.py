"""R10: one form number was shipped, or invoiced, more than once."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.rules.look import Look

__all__ = ["shipped_twice"]


def shipped_twice(look: Look) -> Iterator[BooksException]:
    """Recall the second parcel, or credit the second invoice."""
    for made, words in ((look.shipments, "shipped"), (look.invoices, "invoiced")):
        if made is None:
            continue
        for number in made.twice:
            documents = made[number]
            yield BooksException("R10", number, f"{words} {len(documents)} times: {', '.join(documents)}")
