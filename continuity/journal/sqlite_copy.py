"""A copy of the journal's file while others write: whole, of one moment, and one file only."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from continuity.errors import ContinuityError, EvidenceDamaged, Refused
from continuity.journal.sqlite_session import Session, told
from continuity.journal.store import JournalUnavailable

__all__ = ["copy_database"]

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def copy_database(session: Session, path: Path, patience: int) -> None:
    """Copy with SQLite's online backup (sqlite.org/backup.html); ``patience`` is milliseconds to wait for a writer.

    Raises ``Refused`` when ``path`` is there already; of a copy that fails nothing is left.
    """
    if path.exists():
        raise Refused(f"{path} is there already", hint="Name a file that is not there yet.")
    try:
        with closing(sqlite3.connect(path)) as target:
            session.copy_into(target, _patient(session.path, patience))
            # One plain file: a stranger hashes it, and reading it leaves nothing beside it.
            target.execute("PRAGMA journal_mode = DELETE")
        _sync(path)
    except BaseException as error:
        for left in (path, path.with_name(f"{path.name}-journal")):
            left.unlink(missing_ok=True)
        if isinstance(error, sqlite3.Error | OSError):
            raise _said(error, session.path, path) from error
        raise


def _patient(source: Path, patience: int) -> Callable[[int, int, int], None]:
    until = time.monotonic() + patience / 1000

    def look(status: int, *_: int) -> None:
        if status in _BUSY and time.monotonic() > until:
            raise JournalUnavailable(
                f"{source} stayed locked by another program; it was not copied",
                hint="Try again; if it lasts, find who holds the file open (a sync program, a stopped process).",
            )

    return look


def _said(error: sqlite3.Error | OSError, source: Path, target: Path) -> ContinuityError:
    if isinstance(error, sqlite3.Error) and isinstance(damage := told(error, source), EvidenceDamaged):
        return damage
    return JournalUnavailable(
        f"{source} could not be copied to {target}: {error}", hint="Check that there is room, and that you may write."
    )


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
