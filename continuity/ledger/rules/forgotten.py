"""R15: the order app sent an order before or about the failure, and the CRM does not hold it (any more)."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.rules.look import Look
from continuity.units import Money

__all__ = ["forgotten"]


def forgotten(look: Look) -> Iterator[BooksException]:
    """Enter it again from the app's own log. The log says that it was accepted, so nobody else will look for it."""
    for source, record in look.forgotten:
        total = Money(record.total_minor, record.currency)
        yield BooksException("R15", record.number, f"{source} saw it accepted ({total}); the CRM does not hold it")
    for source, count in look.unheld:
        yield BooksException("R15", source, f"{count} seen accepted, and nobody has looked whether the CRM holds them")
    for one in look.ledger.stations.in_flight.values():
        for number in sorted(one.absent):
            yield BooksException("R15", number, f"in flight at {one.source} when the CRM failed; not in the CRM")
