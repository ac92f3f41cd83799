"""Numbers, records, batches and their way home.

Amounts are integer minor units; ``form`` is the form's id; ``number`` is the key everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from continuity.structure import Private

EntryOutcome = Literal["created", "updated", "rejected", "unknown"]


@dataclass(frozen=True, slots=True)
class BlockIssued:
    """Numbered blanks went to a custodian at a site: ``first`` and ``last`` are sequence numbers, both included."""

    KIND: ClassVar[str] = "block.issued"

    block: str
    form: str
    prefix: str
    width: int
    check_digit: bool
    first: int
    last: int
    custodian: str
    drill: bool
    site: str = ""


@dataclass(frozen=True, slots=True)
class BlockHandedOver:
    """The unused blanks of a block went to another custodian."""

    KIND: ClassVar[str] = "block.handed-over"

    block: str
    from_: str
    to: str


@dataclass(frozen=True, slots=True)
class RecordCaptured:
    """A form was filled in. ``fields`` holds what may be kept, ``private`` what must be erasable; together every field.

    ``device`` and ``counter`` make saving twice one record. The event's ``at`` is when the form was filled in.
    """

    KIND: ClassVar[str] = "record.captured"

    number: str
    form: str
    fields: Mapping[str, str]
    private: Mapping[str, Private]
    total_minor: int
    currency: str
    device: str
    counter: int
    approved_by: str | None = None
    carried_from: str | None = None
    """``RUN NUMBER`` of the drill in which a real order was written down, when it was carried over."""
    version: str = ""
    """The version of the form that was filled in."""
    account: str | None = None
    """The customer's account, where the form asks for one."""
    why: Private | None = None
    """Why it says something else than before, in a correction; the event then points at the one that it corrects."""


@dataclass(frozen=True, slots=True)
class RecordMarkedReal:
    """A customer's real order stands on a practice form."""

    KIND: ClassVar[str] = "record.marked-real"

    number: str


@dataclass(frozen=True, slots=True)
class RecordCarriedOver:
    """A real order left the drill: the practice number ends void, the order goes on as ``as`` in the run ``run``."""

    KIND: ClassVar[str] = "record.carried-over"

    number: str
    run: str
    as_: str


@dataclass(frozen=True, slots=True)
class RecordVoided:
    """A number was spoiled; it keeps its number, a reason and a witness."""

    KIND: ClassVar[str] = "record.voided"

    number: str
    reason: Private
    witness: str


@dataclass(frozen=True, slots=True)
class NumbersReturned:
    """Unused numbers came back from the custodian."""

    KIND: ClassVar[str] = "numbers.returned"

    form: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberMissing:
    """Nobody knows where the form is; somebody signed for that."""

    KIND: ClassVar[str] = "number.missing"

    number: str
    reason: Private


@dataclass(frozen=True, slots=True)
class BatchClosed:
    """Records counted and added up. ``hash_total`` adds the sequence numbers of the forms."""

    KIND: ClassVar[str] = "batch.closed"

    batch: str
    form: str
    key: str
    numbers: tuple[str, ...]
    totals: Mapping[str, int]
    hash_total: int
    digest: str


@dataclass(frozen=True, slots=True)
class BatchSent:
    """The batch is on its way to a receiver; sending again is safe."""

    KIND: ClassVar[str] = "batch.sent"

    batch: str
    receiver: str
    key: str


@dataclass(frozen=True, slots=True)
class BatchAcknowledged:
    """The receiver recomputed count and totals, and took the batch, all but the ``refused`` numbers."""

    KIND: ClassVar[str] = "batch.acknowledged"

    batch: str
    receiver: str
    by: str
    count: int
    totals: Mapping[str, int]
    hash_total: int | None = None
    refused: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    """What the receiver says of each number that it did not take."""


@dataclass(frozen=True, slots=True)
class BatchRejected:
    """The receiver did not take the batch, or part of it."""

    KIND: ClassVar[str] = "batch.rejected"

    batch: str
    receiver: str
    by: str
    reason: str
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryBegan:
    """Back-entry began; ``target`` is where records go home."""

    KIND: ClassVar[str] = "entry.began"

    key: str
    form: str
    target: str


@dataclass(frozen=True, slots=True)
class CanaryChecked:
    """The first few records were read back; the rest follows only when they are as they should be."""

    KIND: ClassVar[str] = "entry.canary-checked"

    key: str
    numbers: tuple[str, ...]
    good: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RecordEntered:
    """One upsert by number, and what came of it; unknown is read again, never created again."""

    KIND: ClassVar[str] = "record.entered"

    number: str
    outcome: EntryOutcome
    system_id: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ComparisonRequested:
    """Somebody asked for every number to be compared with every station."""

    KIND: ClassVar[str] = "books.comparison-requested"

    key: str
    form: str


@dataclass(frozen=True, slots=True)
class SystemRecord:
    """A record as the CRM holds it; ``fields`` by label or id and ``taken_at`` (RFC 3339) where it shows them."""

    number: str
    system_id: str
    total_minor: int
    currency: str
    fields: Mapping[str, str] = field(default_factory=dict)
    taken_at: str | None = None


@dataclass(frozen=True, slots=True)
class SystemRead:
    """What the CRM holds in our number range, read at one moment; with ``more`` the rest follows in other events."""

    KIND: ClassVar[str] = "system.read"

    form: str
    prefix: str
    records: tuple[SystemRecord, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class SystemCounted:
    """What a person counted in the CRM in our number range, where no program can read it; totals by currency."""

    KIND: ClassVar[str] = "system.counted"

    form: str
    prefix: str
    count: int
    totals: Mapping[str, int]
    drill_numbers: int = 0
    """How many numbers of a drill a real system shows."""


@dataclass(frozen=True, slots=True)
class BooksException:
    """What does not agree: the rule, the form or batch it is about, what is wrong. A hint keeps no books open."""

    rule: str
    number: str
    detail: str
    hint: bool = False


@dataclass(frozen=True, slots=True)
class BooksCompared:
    """Every number against every station. The books agree when no exception is open."""

    KIND: ClassVar[str] = "books.compared"

    key: str
    form: str
    exceptions: tuple[BooksException, ...]
    lost: int
    duplicated: int
    agree: bool
    seen: int | None = None
    """The event that last changed something of what was compared; none: all that came before."""


@dataclass(frozen=True, slots=True)
class ExceptionSettled:
    """An exception got a reason, from somebody other than the doer."""

    KIND: ClassVar[str] = "books.exception-settled"

    rule: str
    number: str
    reason: Private
