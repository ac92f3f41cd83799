"""The durable state of one stand-in: one small SQLite file that loses nothing that was acknowledged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from continuity.errors import UsageProblem

__all__ = ["Store"]


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
        """All of the block in one transaction, or nothing of it."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

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
