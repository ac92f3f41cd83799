"""Writing on forms, giving numbers back, comparing and settling the books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = [
    "Capture",
    "Compare",
    "Correct",
    "CountByHand",
    "EnterAgain",
    "EnterByHand",
    "MarkMissing",
    "MarkReal",
    "RecordCommand",
    "Return",
    "Settle",
    "Void",
]


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
class Correct:
    """Write a record as it should have been; ``fields`` are those that change, ``corrects`` the event that stands."""

    number: str
    fields: Mapping[str, str]
    why: str
    device: str
    counter: int
    corrects: int
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class Void:
    """Spoil a number, with a witness."""

    number: str
    reason: str
    witness: str


@dataclass(frozen=True, slots=True)
class Return:
    """Give unused numbers of a form back: those that are named, or every one that is out."""

    form: str
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkMissing:
    """Sign for a number that nobody can find."""

    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class MarkReal:
    """Say that a customer's real order stands on a practice form."""

    number: str


@dataclass(frozen=True, slots=True)
class Compare:
    """Have every number compared with every station."""

    key: str


@dataclass(frozen=True, slots=True)
class EnterAgain:
    """Have a record entered once more that the CRM would not take, now that it is mended there."""

    number: str


@dataclass(frozen=True, slots=True)
class EnterByHand:
    """Say what the CRM calls a record that somebody keyed into it; with ``refused``, why it would not take it."""

    number: str
    system_id: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class CountByHand:
    """Say what the CRM shows, where no program can ask it: how many of our numbers, and what they add up to.

    ``total`` is in minor units. ``held`` and ``absent`` are the orders that an app saw accepted, each one looked for;
    ``drill_numbers`` is how many of a drill's numbers a real system shows, none in a drill.
    """

    key: str
    count: int
    total: int
    held: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    drill_numbers: int | None = None


@dataclass(frozen=True, slots=True)
class Settle:
    """Give an exception its reason; not by the one who did the work."""

    rule: str
    number: str
    reason: str


RecordCommand = (
    Capture
    | Correct
    | Void
    | Return
    | MarkMissing
    | MarkReal
    | Compare
    | EnterAgain
    | EnterByHand
    | CountByHand
    | Settle
)
