"""Order entry's own durable log: every order that it took, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from continuity.clock import to_iso
from continuity.standins.store import Store
from continuity.standins.web.messages import Json

__all__ = ["SCHEMA", "Counts", "OrderLog", "Outcome", "TakenOrder"]

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    serial INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL UNIQUE,
    prefix TEXT NOT NULL, sequence INTEGER NOT NULL, customer TEXT NOT NULL,
    total_minor INTEGER NOT NULL, currency TEXT NOT NULL, at INTEGER NOT NULL, fields TEXT NOT NULL,
    outcome TEXT NOT NULL, decided_at INTEGER NOT NULL, accepted_at INTEGER,
    tries INTEGER NOT NULL, detail TEXT NOT NULL
) STRICT;
"""


class Outcome(Enum):
    """What became of sending an order."""

    ACCEPTED = "accepted"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TakenOrder:
    """One order in the log; ``fields`` is the JSON text that is sent, times are milliseconds UTC."""

    number: str
    sequence: int
    customer: str
    total_minor: int
    currency: str
    at: int
    fields: str
    outcome: Outcome = Outcome.UNKNOWN
    decided_at: int = 0
    accepted_at: int | None = None
    tries: int = 0
    detail: str = "not sent yet"

    def as_json(self) -> Mapping[str, Json]:
        """The order as the log shows it."""
        return {
            "number": self.number,
            "customer": self.customer,
            "total_minor": self.total_minor,
            "currency": self.currency,
            "at": to_iso(self.at),
            "outcome": self.outcome.value,
            "accepted_at": None if self.accepted_at is None else to_iso(self.accepted_at),
            "tries": self.tries,
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True)
class Counts:
    """How many orders ended how, and the order whose outcome came last."""

    by_outcome: Mapping[Outcome, int]
    last: TakenOrder | None


class OrderLog:
    """Reads and writes the log; a write is durable when it returns."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def take(self, prefix: str, make: Callable[[int], TakenOrder]) -> TakenOrder:
        """Write the next order of that prefix down, before anything is sent; ``make`` gets its sequence number."""
        with self._store.writing() as connection:
            row = connection.execute("SELECT max(sequence) FROM orders WHERE prefix = ?", (prefix,)).fetchone()
            order = make((row[0] or 0) + 1)
            kept = (order.number, prefix, order.sequence, order.customer, order.total_minor, order.currency, order.at)
            connection.execute(
                f"INSERT INTO orders (number, prefix, {_REST})"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'unknown', ?, NULL, 0, ?)",
                (*kept, order.fields, order.at, order.detail),
            )
        return order

    def settle(self, number: str, outcome: Outcome, detail: str, now: int) -> None:
        """Write an outcome down; an order that was accepted stays so, whatever a late answer to an earlier try says."""
        accepted_at = now if outcome is Outcome.ACCEPTED else None
        with self._store.writing() as connection:
            connection.execute(
                "UPDATE orders SET outcome = ?, decided_at = ?, accepted_at = ?, detail = ?, tries = tries + 1"
                " WHERE number = ? AND outcome <> 'accepted'",
                (outcome.value, now, accepted_at, detail, number),
            )

    def orders(self, outcome: Outcome | None = None) -> Sequence[TakenOrder]:
        """The orders, oldest first."""
        with self._store.reading() as connection:
            where, wanted = ("WHERE outcome = ?", (outcome.value,)) if outcome else ("", ())
            return [_order(row) for row in connection.execute(f"{_SELECT} {where} ORDER BY serial", wanted)]

    def waiting(self) -> Sequence[TakenOrder]:
        """The orders that the CRM has not accepted, oldest first."""
        with self._store.reading() as connection:
            rows = connection.execute(f"{_SELECT} WHERE outcome <> 'accepted' ORDER BY serial")
            return [_order(row) for row in rows]

    def counts(self) -> Counts:
        """How many ended how."""
        with self._store.reading() as connection:
            found = {Outcome(word): count for word, count in connection.execute(_COUNT)}
            rows = connection.execute(f"{_SELECT} WHERE tries > 0 ORDER BY decided_at DESC, serial DESC LIMIT 1")
            last = [_order(row) for row in rows]
        return Counts({outcome: found.get(outcome, 0) for outcome in Outcome}, last[0] if last else None)


_REST = "sequence, customer, total_minor, currency, at, fields, outcome, decided_at, accepted_at, tries, detail"
_SELECT = f"SELECT number, {_REST} FROM orders"
_COUNT = "SELECT outcome, count(*) FROM orders GROUP BY outcome"

_Row = tuple[str, int, str, int, str, int, str, str, int, int | None, int, str]


def _order(row: _Row) -> TakenOrder:
    return TakenOrder(*row[:7], Outcome(row[7]), *row[8:])
