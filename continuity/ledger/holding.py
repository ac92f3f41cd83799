"""What a ledger holds: blocks, numbers, records, batches, and the books as they were last compared.

Times are milliseconds UTC, amounts integer minor units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from continuity.events.ledger import BooksException, EntryOutcome
from continuity.ledger.numbers import Series, format_number
from continuity.structure import Private
from continuity.units import Money

__all__ = ["Batch", "Block", "Books", "Handed", "HandedState", "Number", "NumberState", "Record"]


class NumberState(Enum):
    """Where a number is; it ends used, void, returned or missing."""

    ISSUED = "issued"
    USED = "used"
    VOID = "void"
    RETURNED = "returned"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Block:
    """Blanks ``first`` to ``last``, both included, in the hands of one custodian."""

    id: str
    form: str
    series: Series
    first: int
    last: int
    custodian: str
    drill: bool
    site: str = ""

    @property
    def with_whom(self) -> str:
        """The custodian, and where as far as it is known: ``jonas, Lyon``."""
        return f"{self.custodian}, {self.site}" if self.site else self.custodian

    def numbers(self) -> tuple[str, ...]:
        """Every number of the block, in order."""
        return tuple(format_number(self.series, sequence) for sequence in range(self.first, self.last + 1))


@dataclass(frozen=True, slots=True)
class Record:
    """A form as it was filled in; ``taken_at`` is the time on the paper, ``recorded_at`` when we got to know."""

    number: str
    form: str
    fields: Mapping[str, str]
    private: Mapping[str, Private]
    total: Money
    taken_at: int
    recorded_at: int
    taken_by: str
    device: str
    counter: int
    approved_by: str | None = None
    carried_from: str | None = None
    """``RUN NUMBER`` of the drill in which it was written down."""
    version: str = ""
    """The version of the form."""
    account: str | None = None
    """The customer's account, where the form asks for it."""
    seq: int = 0
    """The event that says it; a correction points at it."""
    typed_by: str | None = None
    """Who typed it in, where that was somebody else."""
    corrected_by: tuple[str, ...] = ()
    """Who has put something right on it since."""
    before: Record | None = None
    """What stood there before it was last put right."""

    def text(self, field: str) -> str | None:
        """What stands in a field; None when it was left empty or has been erased."""
        if field in self.private:
            return self.private[field].text
        return self.fields.get(field)


class Number(NamedTuple):
    """One form number and all that is known of it; without a block it was never issued.

    A named tuple, because a run changes them by the hundred thousand, and a changed one is made in no time.
    """

    number: str
    form: str
    state: NumberState = NumberState.ISSUED
    block: str | None = None
    sequence: int = 0
    record: Record | None = None
    again: int = 0
    """How many other forms came with the same number."""
    batches: tuple[str, ...] = ()
    outcome: EntryOutcome | None = None
    system_id: str | None = None
    detail: str = ""
    entered_at: int | None = None
    entered_by: tuple[str, ...] = ()
    """Who brought it into the CRM, and for whom."""
    real: bool = False
    """A real order on a practice form."""
    carried_to: str | None = None
    """``RUN NUMBER`` under which the order goes on in a real outage."""

    @property
    def entered(self) -> bool:
        """Whether the CRM has said that it holds it."""
        return self.outcome in ("created", "updated")


class HandedState(Enum):
    """Where a batch is with one receiver."""

    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Handed:
    """A batch on its way to one receiver; times are of the last sending, ``refused`` are the numbers not taken."""

    receiver: str
    state: HandedState
    sent_at: int
    answered_at: int | None = None
    by: str | None = None
    count: int | None = None
    totals: Mapping[str, int] = field(default_factory=dict)
    hash_total: int | None = None
    refused: tuple[str, ...] = ()
    reason: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why single numbers were not taken, as far as the receiver said."""
    taken: frozenset[str] = frozenset()
    """The numbers that it has acknowledged; sending the batch again takes none of them back."""
    tries: int = 1
    overdue_at: int | None = None
    """When its time had passed without an answer."""
    taken_up_at: int | None = None
    """When somebody with command took that up."""
    silent_before: tuple[tuple[int, int | None], ...] = ()
    """The same two times of each earlier sending that had no answer in its time."""

    @property
    def silences(self) -> tuple[tuple[int, int | None], ...]:
        """When each time without an answer was up, and when somebody with command took that up."""
        now = () if self.overdue_at is None else ((self.overdue_at, self.taken_up_at),)
        return (*self.silent_before, *now)


@dataclass(frozen=True, slots=True)
class Batch:
    """A closed batch with its control figures; ``handed`` is by receiver."""

    id: str
    form: str
    key: str
    numbers: tuple[str, ...]
    totals: Mapping[str, int]
    hash_total: int
    digest: str
    drill: bool
    closed_at: int
    closed_by: str
    closed_for: str | None = None
    seq: int = 0
    """The event that closed it: a record that was changed later is not as it left."""
    handed: Mapping[str, Handed] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many records."""
        return len(self.numbers)

    def acknowledged_by(self, number: str) -> tuple[str, ...]:
        """The receivers that took this number with the batch."""
        return tuple(one.receiver for one in self.handed.values() if number in one.taken)


@dataclass(frozen=True, slots=True)
class Books:
    """A comparison of one form's numbers with the CRM: what it found, when, and who compared, or asked for it."""

    form: str
    exceptions: tuple[BooksException, ...]
    lost: int
    duplicated: int
    at: int
    by: tuple[str, ...]
    seen: int
    """The last event that it has seen; whatever changed later was not compared."""
