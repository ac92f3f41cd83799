"""The in-tray of a receiver: batches with their answers, and documents (invoices, shipments) of accepted records.

One document for each record; none or two only when the switch has the receiver err.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from continuity.standins.receivers.batch import Batch, BatchRecord
from continuity.standins.store import Store
from continuity.standins.web.messages import Json, parse_json

__all__ = ["SCHEMA", "Document", "Filed", "Tray"]

# A batch that was taken and not acknowledged has no answer; one that is not final is judged again when it comes again.
SCHEMA = """
CREATE TABLE IF NOT EXISTS batches (
    id TEXT PRIMARY KEY, process TEXT NOT NULL, run TEXT NOT NULL, drill INTEGER NOT NULL, digest TEXT NOT NULL,
    fingerprint TEXT NOT NULL, answer TEXT, final INTEGER NOT NULL, received_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS documents (
    serial INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL, batch TEXT NOT NULL,
    total_minor INTEGER NOT NULL, currency TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Filed:
    """A batch as it lies in the tray; times are milliseconds UTC."""

    id: str
    process: str
    run: str
    drill: bool
    digest: str
    fingerprint: str
    answer: Mapping[str, Json] | None
    final: bool
    received_at: int


@dataclass(frozen=True, slots=True)
class Document:
    """What was made of one accepted record; ``at`` is milliseconds UTC."""

    serial: int
    number: str
    batch: str
    total_minor: int
    currency: str
    at: int


class Tray:
    """Reads and writes what lies in the tray; a write is durable when it returns."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def filed(self, batch_id: str) -> Filed | None:
        """The batch with that number."""
        with self._store.reading() as connection:
            rows = connection.execute(f"{_BATCHES} WHERE id = ?", (batch_id,)).fetchall()
            return _filed(rows[0]) if rows else None

    def all_filed(self) -> Sequence[Filed]:
        """Every batch, in the order they first came."""
        with self._store.reading() as connection:
            return [_filed(row) for row in connection.execute(f"{_BATCHES} ORDER BY rowid")]

    def documents(self) -> Sequence[Document]:
        """Every document, oldest first."""
        with self._store.reading() as connection:
            return [Document(*row) for row in connection.execute(_DOCUMENTS)]

    def file(
        self, batch: Batch, answer: Mapping[str, Json] | None, final: bool, made: Sequence[BatchRecord], now: int
    ) -> None:
        """Keep a batch, what was answered to it and a document for each record of ``made``: all of it, or nothing."""
        text = None if answer is None else json.dumps(answer, ensure_ascii=False)
        documents = [(record.number, batch.id, record.total_minor, record.currency, now) for record in made]
        with self._store.writing() as connection:
            connection.execute(
                "INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET answer = excluded.answer, final = excluded.final",
                (batch.id, batch.process, batch.run, batch.drill, batch.digest, batch.fingerprint, text, final, now),
            )
            connection.executemany(
                "INSERT INTO documents (number, batch, total_minor, currency, at) VALUES (?, ?, ?, ?, ?)", documents
            )


_BATCHES = "SELECT id, process, run, drill, digest, fingerprint, answer, final, received_at FROM batches"
_DOCUMENTS = "SELECT serial, number, batch, total_minor, currency, at FROM documents ORDER BY serial"


def _filed(row: tuple[str, str, str, int, str, str, str | None, int, int]) -> Filed:
    answer = None if row[6] is None else parse_json(row[6])
    kept = answer if isinstance(answer, dict) else None
    return Filed(row[0], row[1], row[2], bool(row[3]), row[4], row[5], kept, bool(row[7]), row[8])
