"""The durable state of one stand-in: one small SQLite file that loses nothing that was acknowledged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from continuity.errors import UsageProblem

__all__ = ["Store"]

_OUTER = ("BEGIN IMMEDIATE", ("ROLLBACK",), "COMMIT")
_INNER = ("SAVEPOINT inner", ("ROLLBACK TO inner", "RELEASE inner"), "RELEASE inner")


class Store:
    """One connection, one lock; a write is on disk when `writing` ends (``synchronous=FULL``)."""

    def __init__(self, path: Path, schema: str) -> None:
        self._lock = RLock()
        try:
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as problem:
            raise _unusable(path, problem) from None
        try:
            self._connection.execute("PRAGMA synchronous=FULL")
            self._connection.executescript(schema)
        except sqlite3.Error as problem:
            self._connection.close()
            raise _unusable(path, problem) from None

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All of the block in one transaction, or nothing of it; one inside another can fail by itself."""
        with self._lock:
            begin, undo, end = _INNER if self._connection.in_transaction else _OUTER
            self._connection.execute(begin)
            try:
                yield self._connection
            except BaseException:
                for statement in undo:
                    self._connection.execute(statement)
                raise
            self._connection.execute(end)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A view that no write of ours changes while the block lasts."""
        with self._lock:
            yield self._connection

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


def _unusable(path: Path, problem: sqlite3.Error) -> UsageProblem:
    return UsageProblem(f"{path} cannot be used as a store: {problem}.", "Free the file, or start with another --dir.")
