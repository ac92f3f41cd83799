"""R3: the same customer and the same total twice within a while, or an order at the order app besides.

Only hints: people do order twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.elsewhere import NEAR_MS
from continuity.ledger.fields import bare
from continuity.ledger.holding import NumberState, Record
from continuity.ledger.rules.look import Look, There

__all__ = ["note_customer", "probable_duplicate"]

_Key = tuple[str, str, str, int]
"""A way to tell a customer apart, what it says, and currency and minor units of the total."""


def note_customer(look: Look, order: Record, _: There) -> Iterable[BooksException]:
    """For ``probable_duplicate``."""
    for key in _keys(look, order):
        look.noted["customer and total"].add(key)
    return ()


def probable_duplicate(look: Look) -> Iterator[BooksException]:
    """Call the customer. One shared way to tell customers apart is enough: names are spelled in many ways."""
    yield from _by_hand(look)
    for (form, source), numbers in look.ledger.stations.elsewhere.items():
        for number, other in numbers.items() if form == look.form_id else ():
            if look.ledger.numbers[number].state is NumberState.USED:
                yield BooksException("R3", number, f"the customer also ordered {other}, says {source}", hint=True)


def _by_hand(look: Look) -> Iterator[BooksException]:
    twice = look.noted["customer and total"].twice()
    if not twice:
        return
    last: dict[_Key, Record] = {}
    told = set()
    for record in _by_time(look, lambda one: any(hash(key) in twice for key in _keys(look, one))):
        for key in _keys(look, record):
            before = last.get(key)
            last[key] = record
            near = before is not None and record.taken_at - before.taken_at <= NEAR_MS
            if before is not None and near and record.number not in told:
                told.add(record.number)
                detail = f"same customer and same total as {before.number}"
                yield BooksException("R3", record.number, detail, hint=True)


def _by_time(look: Look, wanted: Callable[[Record], bool]) -> list[Record]:
    return sorted(filter(wanted, look.orders()), key=lambda record: (record.taken_at, record.number))


def _keys(look: Look, record: Record) -> list[_Key]:
    told = [(id, bare(record.text(id))) for id in look.identifying]
    return [(id, text, record.currency, record.total_minor) for id, text in told if text]
