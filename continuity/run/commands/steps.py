"""Taking steps on, finishing them, leaving them out, signing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = [
    "Block",
    "Fail",
    "Finish",
    "Improvise",
    "RefuseSkip",
    "Reopen",
    "SignOff",
    "Skip",
    "Start",
    "StepCommand",
    "Unblock",
]


@dataclass(frozen=True, slots=True)
class Start:
    """Take a step on."""

    key: str


@dataclass(frozen=True, slots=True)
class Finish:
    """Say that a step is done, with its answers as people typed them."""

    key: str
    answers: Mapping[str, str] = field(default_factory=dict)
    on_paper: tuple[str, ...] | None = None
    """Done on paper, with printed forms: a batch is over exactly these numbers, and no blanks are issued."""


@dataclass(frozen=True, slots=True)
class Fail:
    """Say that a step was tried and did not work."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    """Say that one is stuck."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unblock:
    """Say that the way is free again."""

    key: str


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave a step out; a critical one needs a second person."""

    key: str
    reason: str
    second: str | None = None


@dataclass(frozen=True, slots=True)
class RefuseSkip:
    """Want a step done all the same, though somebody asked to leave it out."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reopen:
    """Take a finished step up again."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class SignOff:
    """Put one's name under a step that another has done."""

    key: str


@dataclass(frozen=True, slots=True)
class Improvise:
    """Write down what was done that no step asks for; ``after`` is the step it followed."""

    after: str
    do: str
    role: str
    expect: str = ""


StepCommand = Start | Finish | Fail | Block | Unblock | Skip | RefuseSkip | Reopen | SignOff | Improvise
