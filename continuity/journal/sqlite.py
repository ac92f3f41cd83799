"""The journal in one SQLite file, by the standard library alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from continuity.journal.envelope import Event
from continuity.journal.mode import JournalMode, ModeChoice, choose, mounts_here
from continuity.journal.sealed import Sealed
from continuity.journal.sqlite_copy import copy_database
from continuity.journal.sqlite_pool import Pool
from continuity.journal.sqlite_session import Field
from continuity.journal.sqlite_write import SqliteTransaction, events_of, head_of
from continuity.journal.store import Columns, JournalUnavailable, Row, SealedRow, StreamHead

__all__ = ["PATIENCE", "SqliteStore", "mode_here"]

PATIENCE = 10_000
"""Milliseconds to wait for another writer's turn to end."""

_BATCH = 100
"""Events that are read at once: few enough to stay in a processor's cache until they are folded."""

# One index look-up per stream, instead of a walk over all events.
_HEADS = """
WITH RECURSIVE name(stream) AS (
    SELECT min(stream) FROM event
    UNION ALL
    SELECT (SELECT min(stream) FROM event WHERE stream > name.stream) FROM name WHERE name.stream IS NOT NULL
)
SELECT stream, seq, hash FROM event
JOIN (SELECT stream AS s, (SELECT max(seq) FROM event WHERE event.stream = name.stream) AS q FROM name)
ON stream = s AND seq = q ORDER BY stream
"""
_ROWS = """
SELECT seq, kind, at, recorded_at, actor, prev, hash, data FROM event
WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?
"""
_KINDS = "SELECT kind FROM event WHERE stream = ? AND seq > ? ORDER BY seq"
_TEXTS = "SELECT hash, text FROM sealed WHERE stream = ? AND seq BETWEEN ? AND ?"
_SEALED = "SELECT seq, hash, salt, text FROM sealed WHERE stream = ? ORDER BY seq, hash"


def mode_here(path: Path) -> ModeChoice:
    """How a journal at ``path`` commits with the SQLite of this machine, and why."""
    return choose(sqlite3.sqlite_version_info[:3], path, mounts_here())


class SqliteStore:
    """A ``Store`` in one file, for any number of threads and processes at once.

    Threads share the object: each act borrows a connection of its own (see ``sqlite_pool``), and reading fetches in
    batches, so that no reader keeps a writer waiting between them. A writer's turn is ``BEGIN IMMEDIATE``; others wait
    up to ``patience`` milliseconds, then ``JournalUnavailable``. With ``read_only`` nothing is created or written, and
    a file that is not there reads as a journal without streams. ``EvidenceDamaged`` for a corrupt or foreign file.
    """

    def __init__(
        self, path: Path, *, read_only: bool = False, patience: int = PATIENCE, mode: ModeChoice | None = None
    ) -> None:
        self.path = path
        self.mode = mode or mode_here(path)
        self._read_only = read_only
        self._patience = patience
        self._pool = Pool(path, self.mode, patience, read_only=read_only)

    def streams(self) -> list[StreamHead]:
        """The head of every stream, by name."""
        with self._pool.borrow() as session:
            return [StreamHead(str(stream), int(seq), str(hash_)) for stream, seq, hash_ in session.ask(_HEADS)]

    def head(self, stream: str) -> StreamHead:
        """The head of one stream; ``seq`` 0 where it has none."""
        with self._pool.borrow() as session:
            return head_of(session, stream)

    def read(self, stream: str, after: int = 0) -> Iterator[Event]:
        """Events with a ``seq`` above ``after``, in order."""
        while True:
            with self._pool.borrow() as session:
                events = events_of(session, stream, after, _BATCH)
            yield from events
            if len(events) < _BATCH:
                return
            after = events[-1].seq

    def kinds(self, stream: str, after: int = 0) -> list[str]:
        """What the events with a ``seq`` above ``after`` are, in order."""
        with self._pool.borrow() as session:
            return [str(kind) for (kind,) in session.ask(_KINDS, (stream, after))]

    def texts(self, stream: str, first: int, last: int) -> Mapping[str, str]:
        """The sealed texts of the events from ``first`` to ``last`` that are still there, by hash."""
        with self._pool.borrow() as session:
            return {str(hash_): str(text) for hash_, text in session.ask(_TEXTS, (stream, first, last))}

    @contextmanager
    def write(self, stream: str) -> Iterator[SqliteTransaction]:
        """Take the writer's turn on the stream; committed durably when the block ends without an exception."""
        if self._read_only:
            raise JournalUnavailable(f"{self.path} was opened for reading only", hint="Open it for writing.")
        with self._pool.borrow() as session:
            session.ask("BEGIN IMMEDIATE")
            try:
                transaction = SqliteTransaction(session, stream)
                yield transaction
                transaction.end()
                session.ask("COMMIT")
            except BaseException:
                session.undo()
                raise
            if transaction.erased and self.mode.mode is JournalMode.WAL:
                session.ask("PRAGMA wal_checkpoint(TRUNCATE)")  # the erased text must leave that file, too

    def rows(self, stream: str) -> Iterator[Row]:
        """Every event as stored, by ``seq``."""
        after = 0
        while True:
            with self._pool.borrow() as session:
                found = session.ask(_ROWS, (stream, after, _BATCH))
            for *columns, prev, hash_, data in found:
                yield Row(str(prev), _bytes(data), str(hash_), _columns(columns))
            if len(found) < _BATCH:
                return
            after = int(found[-1][0])

    def sealed_rows(self, stream: str) -> Iterator[SealedRow]:
        """Every sealed text that is still there, by ``seq``."""
        with self._pool.borrow() as session:
            found = session.ask(_SEALED, (stream,))
        for seq, hash_, salt, text in found:
            yield SealedRow(int(seq), str(hash_), Sealed(_bytes(salt), str(text)))

    def copy(self, path: Path) -> None:
        """Write everything, as it stood at one moment, into a new journal file at ``path``."""
        with self._pool.borrow() as session:
            copy_database(session, path, self._patience)

    def close(self) -> None:
        """Close the connections; borrowed ones as they come back."""
        self._pool.close()

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _columns(values: list[Field]) -> Columns:
    seq, kind, at, recorded_at, actor = values
    return Columns(int(seq), str(kind), int(at), int(recorded_at), str(actor))


def _bytes(value: Field) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
