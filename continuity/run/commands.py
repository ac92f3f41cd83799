"""What people and drivers can ask of a run. The desk decides; refusals come back with every reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from continuity.events import Actor

__all__ = [
    "Abort",
    "Block",
    "Capture",
    "Command",
    "Compare",
    "Fail",
    "Finish",
    "MarkMissing",
    "Note",
    "Pause",
    "Reopen",
    "Resume",
    "Return",
    "Settle",
    "SignOff",
    "Skip",
    "Start",
    "Unblock",
    "Void",
    "Who",
]


@dataclass(frozen=True, slots=True)
class Who:
    """Who acts, in which role, for whom."""

    actor: Actor
    role: str | None = None
    duty: str | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """Take a step on."""

    key: str


@dataclass(frozen=True, slots=True)
class Finish:
    """Say that a step is done, with its answers as people typed them."""

    key: str
    answers: Mapping[str, str] = field(default_factory=dict)


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
class Reopen:
    """Take a finished step up again."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class SignOff:
    """Put one's name under a step that another has done."""

    key: str


@dataclass(frozen=True, slots=True)
class Note:
    """Write a remark into the record."""

    text: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """Write a record on the next free number, or on ``number``.

    ``device`` and ``counter`` make a repeated save the same record.
    """

    form: str
    fields: Mapping[str, str]
    device: str
    counter: int
    number: str | None = None
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class Void:
    """Spoil a number, with a witness."""

    number: str
    reason: str
    witness: str


@dataclass(frozen=True, slots=True)
class Return:
    """Give every unused number of a form back."""

    form: str


@dataclass(frozen=True, slots=True)
class MarkMissing:
    """Sign for a number that nobody can find."""

    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class Compare:
    """Have every number compared with every station."""

    key: str


@dataclass(frozen=True, slots=True)
class Settle:
    """Give an exception its reason; not by the one who did the work."""

    rule: str
    number: str
    reason: str


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


Command = (
    Start
    | Finish
    | Fail
    | Block
    | Unblock
    | Skip
    | Reopen
    | SignOff
    | Note
    | Capture
    | Void
    | Return
    | MarkMissing
    | Compare
    | Settle
    | Pause
    | Resume
    | Abort
)
