"""The records that the CRM stand-in holds, by object and external id, and what each change replaced."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from continuity.clock import to_iso
from continuity.standins.crm.objects import OBJECTS, SObject
from continuity.standins.crm.record_ids import record_id, serial_of
from continuity.standins.store import Store
from continuity.standins.web.messages import Json, parse_json

__all__ = ["SCHEMA", "CrmRecord", "CrmRecords", "Upserted"]

# The external id is not unique: a plain create can double a record, as where nobody ticked the box.
# `orders` holds every object; it had orders alone at first, and files of that time are still read.
SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    serial INTEGER PRIMARY KEY AUTOINCREMENT, form_number TEXT, fields TEXT NOT NULL,
    created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS orders_by_form_number ON orders (form_number);
CREATE TABLE IF NOT EXISTS changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, serial INTEGER NOT NULL, object TEXT NOT NULL,
    form_number TEXT, fields TEXT, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS changes_by_time ON changes (at);
"""
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class CrmRecord:
    """One record; ``key`` is its external id, times are milliseconds UTC."""

    object: SObject
    serial: int
    key: str | None
    fields: Mapping[str, Json]
    created_at: int
    modified_at: int

    @property
    def id(self) -> str:
        """The CRM's own id."""
        return record_id(self.object.prefix, self.serial)

    def shown(self, version: str) -> Mapping[str, Json]:
        """The record as the REST interface of that version shows it."""
        return {
            "attributes": {"type": self.object.name, "url": self.place(version)},
            "Id": self.id,
            self.object.key: self.key,
            **self.fields,
            "CreatedDate": _stamp(self.created_at),
            "LastModifiedDate": _stamp(self.modified_at),
        }

    def place(self, version: str) -> str:
        """Its path."""
        return f"/services/data/{version}/sobjects/{self.object.name}/{self.id}"


@dataclass(frozen=True, slots=True)
class Upserted:
    """What an upsert did; more than one match means that nothing was written."""

    matches: tuple[CrmRecord, ...]
    created: bool


class CrmRecords:
    """Reads and writes records; a write is durable when it returns."""

    def __init__(self, store: Store, now: int) -> None:
        self._store = store
        with store.writing() as connection:
            if "object" not in {row[1] for row in connection.execute("PRAGMA table_info(orders)")}:
                connection.execute("ALTER TABLE orders ADD COLUMN object TEXT NOT NULL DEFAULT 'Order'")
            connection.execute("DELETE FROM changes WHERE at < ?", (now - _DAY_MS,))

    def together(self) -> AbstractContextManager[object]:
        """All writes of the block, or none of them."""
        return self._store.writing()

    def upsert(self, object: SObject, key: str, fields: Mapping[str, Json], now: int, update_only: bool) -> Upserted:
        """Create the record unless ``update_only``, or lay the fields over the one that has this external id."""
        with self._store.writing() as connection:
            found = _by_key(connection, object, key)
            if not found and not update_only:
                return Upserted((_insert(connection, object, key, fields, now),), created=True)
            if len(found) == 1:
                _lay_over(connection, found[0], found[0].key, fields, now)
            return Upserted(tuple(found), created=False)

    def create(self, object: SObject, key: str | None, fields: Mapping[str, Json], now: int) -> CrmRecord:
        """Create a record whatever is there already."""
        with self._store.writing() as connection:
            return _insert(connection, object, key, fields, now)

    def update(self, record: CrmRecord, key: str | None, fields: Mapping[str, Json], now: int) -> None:
        """Lay the fields over a record, and give it this external id."""
        with self._store.writing() as connection:
            _lay_over(connection, record, key, fields, now)

    def remove(self, record: CrmRecord, now: int) -> None:
        """Take a record out."""
        with self._store.writing() as connection:
            _remember(connection, record, now)
            connection.execute("DELETE FROM orders WHERE serial = ?", (record.serial,))

    def by_key(self, object: SObject, key: str) -> Sequence[CrmRecord]:
        """Every record with that external id, oldest first."""
        with self._store.reading() as connection:
            return _by_key(connection, object, key)

    def by_id(self, object: SObject, wanted: str) -> CrmRecord | None:
        """The record with that id of 15 or 18 characters."""
        serial = serial_of(object.prefix, wanted)
        with self._store.reading() as connection:
            where = "WHERE serial = ? AND object = ?"
            return next(iter(_records(connection.execute(f"{_SELECT} {where}", (serial, object.name)))), None)

    def starting_with(self, object: SObject, prefix: str) -> Sequence[CrmRecord]:
        """Every record whose external id starts so, oldest first; all of them for an empty prefix."""
        with self._store.reading() as connection:
            where = "AND substr(form_number, 1, ?) = ?" if prefix else ""
            wanted = (len(prefix), prefix) if prefix else ()
            return _records(
                connection.execute(f"{_SELECT} WHERE object = ? {where} ORDER BY serial", (object.name, *wanted))
            )

    def forget(self, since: int) -> None:
        """Undo every change from that time on, as a CRM does that was brought back from an older copy."""
        with self._store.writing() as connection:
            changes = connection.execute(
                "SELECT serial, object, form_number, fields, created_at, modified_at FROM changes"
                " WHERE at >= ? ORDER BY number DESC",
                (since,),
            ).fetchall()
            for change in changes:
                connection.execute("DELETE FROM orders WHERE serial = ?", change[:1])
                if change[3] is not None:
                    connection.execute(_RESTORE, change)
            connection.execute("DELETE FROM changes WHERE at >= ?", (since,))


_SELECT = "SELECT object, serial, form_number, fields, created_at, modified_at FROM orders"
_RESTORE = "INSERT INTO orders (serial, object, form_number, fields, created_at, modified_at) VALUES (?, ?, ?, ?, ?, ?)"


def _insert(
    connection: sqlite3.Connection, object: SObject, key: str | None, fields: Mapping[str, Json], now: int
) -> CrmRecord:
    cursor = connection.execute(
        "INSERT INTO orders (object, form_number, fields, created_at, modified_at) VALUES (?, ?, ?, ?, ?)",
        (object.name, key, _text(fields), now, now),
    )
    made = CrmRecord(object, cursor.lastrowid or 0, key, fields, now, now)
    _remember(connection, made, now, was_there=False)
    return made


def _lay_over(
    connection: sqlite3.Connection, record: CrmRecord, key: str | None, fields: Mapping[str, Json], now: int
) -> None:
    _remember(connection, record, now)
    connection.execute(
        "UPDATE orders SET form_number = ?, fields = ?, modified_at = ? WHERE serial = ?",
        (key, _text({**record.fields, **fields}), now, record.serial),
    )


def _remember(connection: sqlite3.Connection, record: CrmRecord, now: int, was_there: bool = True) -> None:
    text = _text(record.fields) if was_there else None
    connection.execute(
        "INSERT INTO changes (at, serial, object, form_number, fields, created_at, modified_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (now, record.serial, record.object.name, record.key, text, record.created_at, record.modified_at),
    )


def _by_key(connection: sqlite3.Connection, object: SObject, key: str) -> list[CrmRecord]:
    where = "WHERE form_number = ? AND object = ? ORDER BY serial"
    return _records(connection.execute(f"{_SELECT} {where}", (key, object.name)))


def _records(rows: sqlite3.Cursor) -> list[CrmRecord]:
    return [
        CrmRecord(OBJECTS[name], serial, key, _fields(text), created, modified)
        for name, serial, key, text, created, modified in rows
    ]


def _fields(text: str) -> Mapping[str, Json]:
    found = parse_json(text)
    return found if isinstance(found, dict) else {}


def _text(fields: Mapping[str, Json]) -> str:
    return json.dumps(fields, ensure_ascii=False)


def _stamp(millis: int) -> str:
    return to_iso(millis).replace("Z", "+0000")
