"""Where records go home, whatever the CRM: an idempotent upsert by form number, and two ways to look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from continuity.errors import ContinuityError
from continuity.events.ledger import EntryOutcome, SystemRecord
from continuity.ledger.entry import Entry
from continuity.plan.organisation import BackEntry
from continuity.structure import JsonObject

__all__ = ["Kind", "NotRead", "Outcome", "Rules", "Target"]


class NotRead(ContinuityError):
    """The CRM could not be read, or showed only a part: nothing can be said of what it holds."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one upsert.

    ``not_written`` says of an unknown one that nothing can have been written, so it only has to be tried again later.
    """

    outcome: EntryOutcome
    system_id: str | None = None
    detail: str = ""
    not_written: bool = False


class Target(Protocol):
    """A CRM as back-entry and reconciliation see it."""

    def upsert(self, number: str, record: Entry) -> Outcome:
        """Write one record under its number; ``Refused`` when it must not go there at all."""

    def read(self, number: str) -> SystemRecord | None:
        """The record under that number, None when there is none; raises ``NotRead``."""

    def search(self, prefix: str) -> tuple[SystemRecord, ...]:
        """Every record whose number begins so, doubles included; raises ``NotRead``, never gives a part."""

    def close(self) -> None:
        """Let go of connections."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for a target: whether it is marked test, the prefixes of drills, seconds for one call, all of it."""

    test: bool
    drill_prefixes: Sequence[str]
    deadline_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of target: its name, what it needs (JSON Schema), what is wrong with one, and how to make it."""

    name: str
    schema: JsonObject
    check: Callable[[BackEntry], tuple[str, ...]]
    make: Callable[[BackEntry, Rules], Target]
