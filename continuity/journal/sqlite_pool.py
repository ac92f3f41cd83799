"""Connections to the journal's file: borrowed for one act, by one borrower at a time."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from continuity.journal.folder import sync_folder
from continuity.journal.mode import ModeChoice
from continuity.journal.sqlite_schema import MIGRATIONS, prepare
from continuity.journal.sqlite_session import Session
from continuity.journal.store import JournalUnavailable

__all__ = ["Pool"]

_STRICT_TABLES = (3, 37, 0)


class Pool:
    """Opens connections as they are needed and keeps idle ones for the next borrower.

    SQLite forbids using a connection on the far side of a fork, so each process has idle ones of its own.
    """

    def __init__(self, path: Path, choice: ModeChoice, patience: int, *, read_only: bool) -> None:
        self._path = path
        self._choice = choice
        self._patience = patience
        self._read_only = read_only
        self._idle: dict[int, list[Session]] = {}
        self._guard = threading.Lock()
        self._closed = False

    @contextmanager
    def borrow(self) -> Iterator[Session]:
        """Lend a connection for the time of the block."""
        session = self._take()
        try:
            yield session
        finally:
            self._give_back(session)

    def close(self) -> None:
        """Close the idle connections, and borrowed ones as they come back."""
        with self._guard:
            self._closed = True
            idle = self._idle.pop(os.getpid(), [])
        for session in idle:
            session.close()

    def _take(self) -> Session:
        if self._read_only and not self._path.exists():
            return self._nothing()
        with self._guard:
            if self._closed:
                raise JournalUnavailable(f"{self._path} was already closed", hint="Open the journal again.")
            idle = self._idle.setdefault(os.getpid(), [])
            if idle:
                return idle.pop()
        return self._open()

    def _give_back(self, session: Session) -> None:
        with self._guard:
            keep = not self._closed and session.path is self._path  # and not what stands for a file that is not there
            if keep:
                self._idle.setdefault(os.getpid(), []).append(session)
        if not keep:
            session.close()

    def _open(self) -> Session:
        if sqlite3.sqlite_version_info < _STRICT_TABLES:
            raise JournalUnavailable(f"SQLite {sqlite3.sqlite_version} is too old", hint="3.37 or newer is needed.")
        if not self._read_only and not self._path.exists():
            self._begin()
        mode = "rw" if self._read_only else "rwc"
        session = Session(f"{self._path.absolute().as_uri()}?mode={mode}", self._path, self._patience)
        try:
            self._set_up(session)
        except BaseException:
            session.close()
            raise
        return session

    def _begin(self) -> None:
        """Put a whole journal in its place at once: an empty one that a kill left would look like one that was lost."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}-{threading.get_ident()}.new")
        try:
            session = Session(f"{fresh.absolute().as_uri()}?mode=rwc", self._path, self._patience)
            try:
                session.ask("PRAGMA synchronous = FULL")
                prepare(session, self._path, writable=True)
            finally:
                session.close()
            _put_in_place(fresh, self._path)
        finally:
            fresh.unlink(missing_ok=True)

    def _set_up(self, session: Session) -> None:
        if not self._read_only:
            session.ask("PRAGMA synchronous = FULL")
            session.ask("PRAGMA secure_delete = ON")  # an erased text must not stay readable in the file
            prepare(session, self._path, writable=True)
            session.ask(f"PRAGMA journal_mode = {self._choice.mode}")
            return
        # Opened for writing all the same where that is allowed: only so can SQLite undo what a crash left half done.
        session.ask("PRAGMA query_only = ON")
        if self._path.stat().st_size:
            prepare(session, self._path, writable=False)

    def _nothing(self) -> Session:
        """Stand for a file that is not there, without making one."""
        session = Session("file::memory:", Path(":memory:"), self._patience)
        for statements in MIGRATIONS:
            for statement in statements:
                session.ask(statement)
        return session


def _put_in_place(fresh: Path, path: Path) -> None:
    """Nobody's journal is written over: whoever is first wins, and the others open that one."""
    try:
        os.link(fresh, path)
    except OSError:  # it is there already; or no file has two names here, and whoever opens it next fills it in place
        return
    sync_folder(path.parent)
