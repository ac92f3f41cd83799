"""What a journal's storage must do, whatever keeps the bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from continuity.errors import Refused
from continuity.journal.envelope import Draft, Event
from continuity.journal.sealed import Sealed

__all__ = ["PROGRAMME", "Columns", "JournalUnavailable", "Row", "SealedRow", "Store", "StreamHead", "Transaction"]

PROGRAMME = "programme"
"""The stream for everything between runs."""


class JournalUnavailable(Refused):
    """The journal could not be read or written just now; nothing of what was asked has been recorded."""


@dataclass(frozen=True, slots=True)
class StreamHead:
    """The last event of a stream; ``seq`` 0 and 64 zeros where it has none."""

    stream: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Columns:
    """What the storage says of an event beside its bytes, for people who look with another program."""

    seq: int
    kind: str
    at: int
    recorded_at: int
    actor: str


@dataclass(frozen=True, slots=True)
class Row:
    """An event as stored, for verifying: ``data`` is what was hashed; a bundle of files has no columns."""

    prev: str
    data: bytes
    hash: str
    columns: Columns | None = None


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A text beside the chain: the event it belongs to, the hash it must have, the text and its salt."""

    seq: int
    hash: str
    sealed: Sealed


class Transaction(Protocol):
    """One writer's turn on one stream: what it reads stays true until the block ends."""

    def events(self, after: int = 0) -> list[Event]:
        """Events with a ``seq`` above ``after``, those appended in this block included."""

    def append(self, drafts: Sequence[Draft], recorded_at: int) -> list[Event]:
        """Add events at the end; ``NotRecordable`` refuses all of them when one cannot be recorded exactly."""

    def erase(self, hashes: Iterable[str]) -> int:
        """Delete these texts of the stream for good and count them; the caller appends the event that tells of it."""


class Store(Protocol):
    """An append-only store of streams; safe to use from several threads and processes at once."""

    def streams(self) -> list[StreamHead]:
        """The head of every stream, by name."""

    def head(self, stream: str) -> StreamHead:
        """The head of one stream, started or not."""

    def read(self, stream: str, after: int = 0) -> Iterator[Event]:
        """Events with a ``seq`` above ``after``, in order, without keeping writers waiting."""

    def kinds(self, stream: str, after: int = 0) -> list[str]:
        """What the events with a ``seq`` above ``after`` are, in order, without reading what they say."""

    def texts(self, stream: str, first: int, last: int) -> Mapping[str, str]:
        """The sealed texts of the events from ``first`` to ``last`` that are still there, by hash."""

    def write(self, stream: str) -> AbstractContextManager[Transaction]:
        """Take the writer's turn; durable when the block ends, as if never begun when it raises."""

    def rows(self, stream: str) -> Iterator[Row]:
        """Every event as stored, in the order of the storage, for verifying."""

    def sealed_rows(self, stream: str) -> Iterator[SealedRow]:
        """Every sealed text that is still there, for verifying."""

    def copy(self, path: Path) -> None:
        """Write everything, as it stood at one moment, into a new journal file at ``path``; others may go on writing.

        Raises ``JournalUnavailable``, nothing left at ``path``, when it cannot be written.
        """

    def close(self) -> None:
        """Let go of files and connections."""
