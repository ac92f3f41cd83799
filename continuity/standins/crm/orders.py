"""The orders that the CRM stand-in holds, keyed by form number."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from continuity.clock import to_iso
from continuity.standins.crm.order_ids import order_id
from continuity.standins.store import Store
from continuity.standins.web.messages import Json, parse_json

__all__ = ["SCHEMA", "CrmOrder", "CrmOrders", "Upserted"]

# The form number is not unique: a plain create can double an order, as where nobody ticked the box.
SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    serial INTEGER PRIMARY KEY AUTOINCREMENT, form_number TEXT, fields TEXT NOT NULL,
    created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS orders_by_form_number ON orders (form_number);
"""


@dataclass(frozen=True, slots=True)
class CrmOrder:
    """One order record; times are milliseconds UTC."""

    serial: int
    form_number: str | None
    fields: Mapping[str, Json]
    created_at: int
    modified_at: int

    @property
    def id(self) -> str:
        """The CRM's own id."""
        return order_id(self.serial)

    def record(self, version: str) -> Mapping[str, Json]:
        """The record as the REST interface of that version shows it."""
        return {
            "attributes": {"type": "Order", "url": f"/services/data/{version}/sobjects/Order/{self.id}"},
            "Id": self.id,
            "Form_Number__c": self.form_number,
            **self.fields,
            "CreatedDate": _stamp(self.created_at),
            "LastModifiedDate": _stamp(self.modified_at),
        }


@dataclass(frozen=True, slots=True)
class Upserted:
    """What an upsert did; more than one match means that nothing was written."""

    matches: tuple[CrmOrder, ...]
    created: bool


class CrmOrders:
    """Reads and writes orders; a write is durable when it returns."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def upsert(self, form_number: str, fields: Mapping[str, Json], now: int) -> Upserted:
        """Create the order, or lay the fields over the one that has this number."""
        with self._store.writing() as connection:
            found = _by_form_number(connection, form_number)
            if not found:
                return Upserted((_insert(connection, form_number, fields, now),), created=True)
            if len(found) == 1:
                text = json.dumps({**found[0].fields, **fields}, ensure_ascii=False)
                connection.execute(
                    "UPDATE orders SET fields = ?, modified_at = ? WHERE serial = ?", (text, now, found[0].serial)
                )
            return Upserted(tuple(found), created=False)

    def create(self, form_number: str | None, fields: Mapping[str, Json], now: int) -> CrmOrder:
        """Create an order whatever is there already."""
        with self._store.writing() as connection:
            return _insert(connection, form_number, fields, now)

    def by_form_number(self, form_number: str) -> Sequence[CrmOrder]:
        """Every order with that number, oldest first."""
        with self._store.reading() as connection:
            return _by_form_number(connection, form_number)

    def starting_with(self, prefix: str) -> Sequence[CrmOrder]:
        """Every order whose number starts so, oldest first; all of them for an empty prefix."""
        with self._store.reading() as connection:
            where = "WHERE substr(form_number, 1, ?) = ?" if prefix else ""
            wanted = (len(prefix), prefix) if prefix else ()
            return _orders(connection.execute(f"{_SELECT} {where} ORDER BY serial", wanted))

    def remove(self, wanted: str) -> bool:
        """Take the order with that id (15 or 18 characters) out; says whether there was one."""
        with self._store.writing() as connection:
            serials = [row[0] for row in connection.execute("SELECT serial FROM orders") if _same_id(row[0], wanted)]
            connection.executemany("DELETE FROM orders WHERE serial = ?", [(serial,) for serial in serials])
            return bool(serials)


_SELECT = "SELECT serial, form_number, fields, created_at, modified_at FROM orders"


def _insert(connection: sqlite3.Connection, form_number: str | None, fields: Mapping[str, Json], now: int) -> CrmOrder:
    cursor = connection.execute(
        "INSERT INTO orders (form_number, fields, created_at, modified_at) VALUES (?, ?, ?, ?)",
        (form_number, json.dumps(fields, ensure_ascii=False), now, now),
    )
    return CrmOrder(cursor.lastrowid or 0, form_number, fields, now, now)


def _by_form_number(connection: sqlite3.Connection, form_number: str) -> list[CrmOrder]:
    return _orders(connection.execute(f"{_SELECT} WHERE form_number = ? ORDER BY serial", (form_number,)))


def _orders(rows: sqlite3.Cursor) -> list[CrmOrder]:
    return [
        CrmOrder(serial, number, _fields(text), created, modified) for serial, number, text, created, modified in rows
    ]


def _fields(text: str) -> Mapping[str, Json]:
    found = parse_json(text)
    return found if isinstance(found, dict) else {}


def _same_id(serial: int, wanted: str) -> bool:
    known = order_id(serial)
    return wanted in (known, known[:15])


def _stamp(millis: int) -> str:
    return to_iso(millis).replace("Z", "+0000")
