"""What another system showed, however much that is: told in parts, and kept on shelves by number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from continuity.events.ledger import SystemRead, SystemRecord
from continuity.events.stations import Payment, PaymentsRead, StationDocument, StationRead
from continuity.ledger.numbers import hundred_of
from continuity.ledger.shelf import Shelf, as_it_is

__all__ = ["Documents", "Held", "Payments", "documents", "held", "in_parts", "payments", "together"]

T = TypeVar("T")

AT_ONCE = 100
"""Records in one event: an event is read in one piece."""

Payments = Shelf[int, Payment]
"""Payments by their place, from 0."""


def in_parts(body: SystemRead | StationRead | PaymentsRead) -> Iterator[SystemRead | StationRead | PaymentsRead]:
    """One reading as events of a bearable size: all but the last say that more follows."""
    name = {SystemRead: "records", StationRead: "documents", PaymentsRead: "payments"}[type(body)]
    read = getattr(body, name)
    if not isinstance(body, PaymentsRead):
        # Another system's order says nothing, and neighbours are laid away together.
        read = tuple(sorted(read, key=lambda one: one.number))
    for start in range(0, len(read) or 1, AT_ONCE):
        changes: dict[str, Any] = {name: read[start : start + AT_ONCE], "more": start + AT_ONCE < len(read)}
        yield replace(body, **changes)


class ByNumber(Shelf[str, tuple[T, ...]]):
    """What there is under each number; ``twice`` are the numbers with more than one."""

    def __init__(self, plain: Callable[[tuple[T, ...]], Any], rich: Callable[[Any], tuple[T, ...]]) -> None:
        super().__init__(hundred_of, plain, rich)
        self.twice: dict[str, None] = {}

    def add(self, number: str, one: T) -> None:
        """One more."""
        before = self.get(number)
        self.put(number, (one,) if before is None else (*before, one))
        if before is not None:
            self.twice[number] = None


Held = ByNumber[SystemRecord]
"""What a CRM holds under each number."""
Documents = ByNumber[str]
"""The ids of the documents that were made for each number."""


def held(records: Iterable[SystemRecord] = (), to: Held | None = None) -> Held:
    """The records by number; with ``to``, beside those that are there."""
    found = Held(_plain, _records) if to is None else to
    for one in records:
        found.add(one.number, one)
    return found


def documents(made: Iterable[StationDocument] = (), to: Documents | None = None) -> Documents:
    """The ids by number; with ``to``, beside those that are there."""
    found = Documents(as_it_is, as_it_is) if to is None else to
    for one in made:
        found.add(one.number, one.id)
    return found


def together(made: Sequence[Documents]) -> Documents:
    """What several have made, by number."""
    if len(made) == 1:
        return made[0]
    return documents(StationDocument(number, id) for one in made for number, ids in one.items() for id in ids)


def payments(came: Iterable[Payment] = (), to: Payments | None = None) -> Payments:
    """The payments in their order; with ``to``, behind those that are there."""
    found: Payments = Shelf(_place, _plain_payment, _payment) if to is None else to
    for one in came:
        found.put(len(found), one)
    return found


def _place(count: int) -> int:
    return count // 100


def _plain(records: tuple[SystemRecord, ...]) -> object:
    return [(one.number, one.system_id, one.total_minor, one.currency, one.fields, one.taken_at) for one in records]


def _records(written: Any) -> tuple[SystemRecord, ...]:
    return tuple([SystemRecord(*one) for one in written])


def _plain_payment(one: Payment) -> object:
    return (one.reference, one.total_minor, one.currency)


def _payment(written: Any) -> Payment:
    return Payment(*written)
