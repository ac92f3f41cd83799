"""One connection to the journal's file, with SQLite's errors told in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from continuity.errors import ContinuityError, EvidenceDamaged
from continuity.journal.store import JournalUnavailable

__all__ = ["Field", "Session", "damaged", "told"]

Field: TypeAlias = "str | int | bytes"

_PRIMARY = 0xFF
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_LOOK_AGAIN_S = 0.02
_REFUSED = (sqlite3.SQLITE_CONSTRAINT,)


class Session:
    """A connection that knows its file; used by one borrower at a time, whatever the thread."""

    def __init__(self, target: str, path: Path, patience: int) -> None:
        self.path = path
        try:
            self._connection = sqlite3.connect(
                target, uri=True, timeout=patience / 1000, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise told(error, path) from error

    def ask(self, statement: str, values: Sequence[Field] = ()) -> list[tuple[Field, ...]]:
        """Run one statement and fetch all that it gives, so that no read stays open."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise told(error, self.path) from error

    def change(self, statement: str, values: Sequence[Field] = ()) -> int:
        """Run one statement and count the rows it changed."""
        try:
            return self._connection.execute(statement, values).rowcount
        except sqlite3.Error as error:
            raise told(error, self.path) from error

    def insert(self, statement: str, rows: Iterable[Sequence[Field]]) -> None:
        """Run one statement for each row."""
        try:
            self._connection.executemany(statement, rows)
        except sqlite3.Error as error:
            raise told(error, self.path) from error

    def copy_into(self, target: sqlite3.Connection, progress: Callable[[int, int, int], None]) -> None:
        """Copy the whole database in one step, under one lock for reading; ``progress`` may raise to give up."""
        self._connection.backup(target, progress=progress, sleep=_LOOK_AGAIN_S)

    def undo(self) -> None:
        """Leave an open transaction, if SQLite has not already left it by itself."""
        if self._connection.in_transaction:
            self.ask("ROLLBACK")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def damaged(path: Path, what: str) -> EvidenceDamaged:
    """The error for a file that is not, or no longer, a journal."""
    return EvidenceDamaged(
        f"{path} is not a sound journal: {what}",
        "Keep the file as it is (it may be evidence), move it aside, and restore the last backup that verifies.",
    )


def told(error: sqlite3.Error, path: Path) -> ContinuityError:
    """What SQLite says, for people: damaged, locked, refused, or not usable."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    if code in _DAMAGED:
        return damaged(path, str(error))
    if code in _BUSY:
        return JournalUnavailable(
            f"{path} stayed locked by another program; nothing was recorded",
            hint="Try again; if it lasts, find who holds the file open (a backup, a sync program, a stopped process).",
        )
    if code in _REFUSED:
        return EvidenceDamaged(f"{path} refused a change: {error}", "The journal only grows; nothing was changed.")
    return JournalUnavailable(
        f"{path} could not be used: {error}; nothing was recorded",
        hint="Check that the disk is there, has room, and that you may write to the file and its folder.",
    )
