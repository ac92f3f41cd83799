"""Stopping a run and letting it go on, remarks, and what people state of a real outage."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Abort",
    "CodeWord",
    "LifeCommand",
    "Note",
    "Pause",
    "Resume",
    "StateOutage",
    "StateRestored",
]


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop the clock; every fault comes out."""

    reason: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Let the clock run again."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Abort:
    """End early; every fault comes out."""

    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """Write a remark into the record."""

    text: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class CodeWord:
    """Say that something real is happening; a drill ends at once."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class StateOutage:
    """Say since when a real outage lasts, and who says so; the time is that of the command."""

    source: str


@dataclass(frozen=True, slots=True)
class StateRestored:
    """Say that it works again, and how one knows, where no probe can; ``overrule`` those that say otherwise."""

    source: str
    overrule: bool = False


LifeCommand = Pause | Resume | Abort | Note | CodeWord | StateOutage | StateRestored
