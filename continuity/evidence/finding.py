"""What verifying says: what is wrong, where, and in which way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from continuity.evidence.held import Head

__all__ = ["Finding", "Trouble", "Verification"]


class Trouble(StrEnum):
    """In which way evidence is not what it was."""

    CHANGED = "changed"
    REORDERED = "reordered"
    INSERTED = "inserted"
    MISSING = "missing"
    REWRITTEN = "rewritten"
    """The chain holds in itself, but not against a head held elsewhere."""
    TEXT = "text"
    """A text beside the chain is not the one that was sealed."""
    SERIES = "series"
    """A series file is not, or no longer wholly, what was sealed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, at an event (``kind`` is None where nothing tells it), in plain words."""

    trouble: Trouble
    seq: int | None
    kind: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The result for one stream; ``notes`` tells what an auditor should know but is no damage.

    ``erased`` counts sealed texts that are gone, ``untold`` those of them that no later event names.
    """

    stream: str
    events: int
    head: Head
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    erased: int
    untold: int

    @property
    def ok(self) -> bool:
        """Whether all that could be checked is as it was recorded."""
        return not self.findings
