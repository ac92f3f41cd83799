"""A writer's turn in the SQLite file, and the reads that a turn shares with everyone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from continuity.journal.bodies import NotRecordable
from continuity.journal.chain import GENESIS
from continuity.journal.envelope import Draft, Event
from continuity.journal.record import decode, encode
from continuity.journal.sqlite_session import Field, Session
from continuity.journal.store import JournalUnavailable, StreamHead

__all__ = ["SqliteTransaction", "events_of", "head_of"]

_INSERT = """
INSERT INTO event (stream, seq, kind, at, recorded_at, actor, prev, hash, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_SEAL = "INSERT INTO sealed (stream, seq, hash, salt, text) VALUES (?, ?, ?, ?, ?)"
_EVENTS = "SELECT seq, prev, hash, data FROM event WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?"
_ALL = -1


def head_of(session: Session, stream: str) -> StreamHead:
    """The last event of the stream, or ``seq`` 0."""
    found = session.ask("SELECT seq, hash FROM event WHERE stream = ? ORDER BY seq DESC LIMIT 1", (stream,))
    for seq, hash_ in found:
        return StreamHead(stream, int(seq), str(hash_))
    return StreamHead(stream, 0, GENESIS)


def events_of(session: Session, stream: str, after: int, most: int) -> list[Event]:
    """At most so many events with a ``seq`` above ``after``."""
    return [
        decode(data if isinstance(data, bytes) else b"", str(prev), str(hash_), stream, int(seq))
        for seq, prev, hash_, data in session.ask(_EVENTS, (stream, after, most))
    ]


class SqliteTransaction:
    """What one writer may do while it is its turn; of no use once the block has ended."""

    def __init__(self, session: Session, stream: str) -> None:
        self._session: Session | None = session
        self._stream = stream
        self._head = head_of(session, stream)
        self.erased = 0

    def events(self, after: int = 0) -> list[Event]:
        """Events with a ``seq`` above ``after``, those appended in this block included."""
        session = self._turn()
        return events_of(session, self._stream, after, _ALL) if after < self._head.seq else []

    def append(self, drafts: Sequence[Draft], recorded_at: int) -> list[Event]:
        """Add the drafts at the end of the stream; all of them or, with ``NotRecordable``, none."""
        session = self._turn()
        events, head = [], self._head
        for draft in drafts:
            event, data = _placed(draft, head, recorded_at)
            events.append((event, data))
            head = StreamHead(head.stream, event.seq, event.hash)
        session.insert(_INSERT, (_row(event, data) for event, data in events))
        if any(draft.sealed for draft in drafts):
            session.insert(_SEAL, _sealed_rows(drafts, [event for event, _ in events]))
        self._head = head
        return [event for event, _ in events]

    def erase(self, hashes: Iterable[str]) -> int:
        """Delete these texts of the stream and count the rows that went."""
        statement = "DELETE FROM sealed WHERE stream = ? AND hash = ?"
        gone = sum(self._turn().change(statement, (self._stream, hash_)) for hash_ in hashes)
        self.erased += gone
        return gone

    def end(self) -> None:
        """Let go of the connection: the turn is over."""
        self._session = None

    def _turn(self) -> Session:
        if self._session is None:
            raise JournalUnavailable(f"the turn to write {self._stream} is over", hint="Begin another block.")
        return self._session


def _placed(draft: Draft, head: StreamHead, recorded_at: int) -> tuple[Event, bytes]:
    seq = head.seq + 1
    try:
        return encode(draft, head.stream, seq, head.hash, recorded_at)
    except NotRecordable as error:
        where = f"{draft.kind} cannot be event {seq} of {head.stream}"
        raise NotRecordable(f"{where}: {error.message}", error.hint) from None


def _row(event: Event, data: bytes) -> tuple[Field, ...]:
    place = (event.stream, event.seq, event.kind, event.at, event.recorded_at, event.actor.id)
    return (*place, event.prev, event.hash, data)


def _sealed_rows(drafts: Sequence[Draft], events: Sequence[Event]) -> Iterable[tuple[Field, ...]]:
    for draft, event in zip(drafts, events, strict=True):
        for hash_, sealed in draft.sealed.items():
            yield event.stream, event.seq, hash_, sealed.salt, sealed.text
