"""The tables of the journal's file, and how a file of an older version becomes one of this version."""

from __future__ import annotations

from pathlib import Path

from continuity.errors import Refused
from continuity.journal.sqlite_session import Session, damaged

__all__ = ["APPLICATION", "LATEST", "MIGRATIONS", "prepare"]

APPLICATION = 0x434F4E54
"""``CONT``, in the file's header, so that ``file`` and we can tell a journal from any other database."""

_FIRST = (
    """CREATE TABLE event (
        stream TEXT NOT NULL,
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL,
        at INTEGER NOT NULL,
        recorded_at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        prev TEXT NOT NULL,
        hash TEXT NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (stream, seq)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sealed (
        stream TEXT NOT NULL,
        seq INTEGER NOT NULL,
        hash TEXT NOT NULL,
        salt BLOB NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (stream, seq, hash)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER event_follows BEFORE INSERT ON event
        WHEN NEW.seq <> 1 + (SELECT coalesce(max(seq), 0) FROM event WHERE stream = NEW.stream)
        BEGIN SELECT raise(ABORT, 'an event is added only at the end of its stream'); END""",
    """CREATE TRIGGER event_stays BEFORE UPDATE ON event
        BEGIN SELECT raise(ABORT, 'an event is never changed'); END""",
    """CREATE TRIGGER event_remains BEFORE DELETE ON event
        BEGIN SELECT raise(ABORT, 'an event is never deleted'); END""",
    """CREATE TRIGGER sealed_stays BEFORE UPDATE ON sealed
        BEGIN SELECT raise(ABORT, 'a sealed text is never changed, only erased'); END""",
    f"PRAGMA application_id = {APPLICATION}",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST,)
"""Statements that lead from each version to the next; the version is the file's ``user_version``."""

LATEST = len(MIGRATIONS)


def prepare(session: Session, path: Path, *, writable: bool) -> None:
    """Bring the file to this version; foreign files are ``EvidenceDamaged``, newer ones ``Refused``."""
    version = _recognised(session, path)
    if version == LATEST:
        return
    if not writable:
        raise Refused(f"{path} has schema {version}, this program reads {LATEST}", hint="Run any command that writes.")
    session.ask("BEGIN IMMEDIATE")
    try:
        _migrate(session, _recognised(session, path))  # another process may have been first
        session.ask("COMMIT")
    except BaseException:
        session.undo()
        raise


def _migrate(session: Session, version: int) -> None:
    for statements in MIGRATIONS[version:]:
        for statement in statements:
            session.ask(statement)
    session.ask(f"PRAGMA user_version = {LATEST}")


def _recognised(session: Session, path: Path) -> int:
    version = _number(session, "PRAGMA user_version")
    application = _number(session, "PRAGMA application_id")
    if application != APPLICATION:
        if application or version or _number(session, "SELECT count(*) FROM sqlite_master"):
            raise damaged(path, "it is a database of another program")
        return 0
    if version > LATEST:
        raise Refused(
            f"{path} was written by a newer Continuity (schema {version}; this program knows up to {LATEST})",
            hint="Update Continuity, or use the newer one; nothing was changed.",
        )
    return version


def _number(session: Session, statement: str) -> int:
    return int(session.ask(statement)[0][0])
