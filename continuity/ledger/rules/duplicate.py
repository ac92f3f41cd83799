"""R2: two forms carry one number, or the CRM holds one number twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from continuity.events.ledger import BooksException
from continuity.ledger.holding import Number
from continuity.ledger.rules.look import Look, There

__all__ = ["duplicate", "held_twice", "ours_in_crm", "twice_in_crm"]


def duplicate(_: Look, number: Number, _there: There) -> Iterable[BooksException]:
    """Compare what they say; the second gets a number of its own, or goes."""
    if not number.again:
        return ()
    detail = f"filled in {number.again} more time{'s' if number.again > 1 else ''} ({number.state.value})"
    return (BooksException("R2", number.number, detail),)


def twice_in_crm(look: Look) -> Iterator[BooksException]:
    """Take the one away that nothing else refers to."""
    for number, records in held_twice(look):
        ids = ", ".join(record.system_id for record in records)
        yield BooksException("R2", number, f"in the CRM {len(records)} times: {ids}")


def held_twice(look: Look) -> Iterator[tuple[str, There]]:
    """Our numbers that the CRM holds more than once, with what it holds."""
    for number in filter(partial(ours_in_crm, look), look.system.twice):
        yield number, look.system[number]


def ours_in_crm(look: Look, number: str) -> bool:
    """Whether a number in the CRM belongs to this form's series."""
    return number.upper().startswith(look.series.prefix.upper())
