"""R3: the same customer and the same total twice within a while, or an order at the order app besides.

Only hints: people do order twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.elsewhere import NEAR_MS
from continuity.ledger.fields import bare
from continuity.ledger.holding import NumberState, Record
from continuity.ledger.rules.look import Look

__all__ = ["probable_duplicate"]


def probable_duplicate(look: Look) -> Iterator[BooksException]:
    """Call the customer. One shared way to tell customers apart is enough: names are spelled in many ways."""
    yield from _by_hand(look)
    for (form, source), numbers in look.ledger.stations.elsewhere.items():
        for number, other in numbers.items() if form == look.form_id else ():
            if look.ledger.numbers[number].state is NumberState.USED:
                yield BooksException("R3", number, f"the customer also ordered {other}, says {source}", hint=True)


def _by_hand(look: Look) -> Iterator[BooksException]:
    last: dict[tuple[str, str, str, int], Record] = {}
    told = set()
    identifying = [field.id for field in look.form.fields if field.identifies]
    for record in _by_time(look):
        for key in _keys(identifying, record):
            before = last.get(key)
            last[key] = record
            near = before is not None and record.taken_at - before.taken_at <= NEAR_MS
            if before is not None and near and record.number not in told:
                told.add(record.number)
                detail = f"same customer and same total as {before.number}"
                yield BooksException("R3", record.number, detail, hint=True)


def _by_time(look: Look) -> list[Record]:
    records = [n.record for n in look.numbers if n.record is not None and n.state is NumberState.USED]
    return sorted(records, key=lambda record: (record.taken_at, record.number))


def _keys(identifying: list[str], record: Record) -> list[tuple[str, str, str, int]]:
    plain = ((id, bare(record.text(id))) for id in identifying)
    return [(id, text, record.total.currency, record.total.minor) for id, text in plain if text]
