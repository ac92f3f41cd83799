"""What a ledger holds: blocks, numbers, records, batches, and the books as they were last compared.

Times are milliseconds UTC, amounts integer minor units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

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


_STATES = {state.value: state for state in NumberState}
_USED = NumberState.USED.value
_new = tuple.__new__


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


class Record(NamedTuple):
    """A form as it was filled in; ``taken_at`` is the time on the paper, ``recorded_at`` when we got to know.

    It holds nothing but plain values, so that a hundred thousand of them can be laid away: money, private texts and the
    record before it are made when somebody asks.
    """

    number: str
    form: str
    fields: Mapping[str, str]
    sealed: Mapping[str, tuple[str | None, str | None]]
    """The private texts, each with what is left of it when it is erased."""
    total_minor: int
    currency: str
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
    sheet_before: tuple[Any, ...] | None = None
    """``before``, in plain values."""

    @property
    def total(self) -> Money:
        """What the form adds up to."""
        return Money(self.total_minor, self.currency)

    @property
    def private(self) -> dict[str, Private]:
        """What may be erased."""
        return {field: Private(*one) for field, one in self.sealed.items()}

    @property
    def before(self) -> Record | None:
        """What stood there before it was last put right."""
        return None if self.sheet_before is None else _new(Record, self.sheet_before)

    def text(self, field: str) -> str | None:
        """What stands in a field; None when it was left empty or has been erased."""
        if field in self.sealed:
            return self.sealed[field][0]
        return self.fields.get(field)


class Number(NamedTuple):
    """One form number and all that is known of it, in plain values; without a block it was never issued."""

    number: str
    form: str
    standing: str = NumberState.ISSUED.value
    """``state``, as its text."""
    block: str | None = None
    sequence: int = 0
    sheet: tuple[Any, ...] | None = None
    """``record``, in plain values."""
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
    def state(self) -> NumberState:
        """Where it is."""
        return _STATES[self.standing]

    @property
    def record(self) -> Record | None:
        """What stands on it; none on a blank."""
        return None if self.sheet is None else _new(Record, self.sheet)

    @property
    def order(self) -> Record | None:
        """The order that stands: what was spoiled is none."""
        return None if self.sheet is None or self.standing != _USED else _new(Record, self.sheet)

    def issued(self, form: str, block: str, sequence: int) -> Number:
        """The same as one of a block."""
        return _new(Number, (self.number, form, self.standing, block, sequence, *self[5:]))

    def filled_in(self, form: str, state: NumberState, record: Record) -> Number:
        """The same with a record on it."""
        return _new(Number, (self.number, form, state.value, *self[3:5], tuple(record), *self[6:]))

    def in_batch(self, batch: str) -> Number:
        """The same, gone with one more batch."""
        return _new(Number, (*self[:7], (*self.batches, batch), *self[8:]))

    def answered(
        self, outcome: EntryOutcome, system_id: str | None, detail: str, at: int | None, by: tuple[str, ...]
    ) -> Number:
        """The same with what the CRM said to it."""
        return _new(Number, (*self[:8], outcome, system_id, detail, at, by, *self[13:]))

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
    left_out: frozenset[str] | None = None
    """What of the batch it has not taken, in whatever sending; none before it took anything."""
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
        """The receivers that took this number, one of the batch."""
        handed = self.handed.values()
        return tuple(one.receiver for one in handed if one.left_out is not None and number not in one.left_out)


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
