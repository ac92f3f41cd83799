"""What was done and what came of it: faults, steps, records, batches, messages, notes.

Every ``_ms`` is scenario time in integer milliseconds since the zero of the timeline, unless it is a length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from continuity.events.envelope import Known
from continuity.reporting.verdicts import Effect, ReviewWord, StepWord

__all__ = [
    "BatchAck",
    "BatchRow",
    "BooksExceptionRow",
    "BooksFigure",
    "CarriedOrder",
    "Deviation",
    "FaultProof",
    "MessageRow",
    "Note",
    "PlannedRow",
    "RealOrder",
    "Received",
    "Records",
    "StepRow",
]


@dataclass(frozen=True, slots=True)
class FaultProof:
    """One fault, from going in to proven out. A fault injected again after a pause has a row of its own.

    ``seen_by`` are the probes that saw it; the three counts are their readings. ``fired_by`` and ``cleared_by`` are
    controllers who wanted it in, or out, at another time than planned.
    """

    id: str
    point: str
    label: str
    words: str
    effect: Effect
    injected_ms: int
    seen_ms: int | None
    removed_ms: int | None
    verified_ms: int | None
    seen_by: tuple[str, ...]
    removed_how: str
    good_before: int
    bad_during: int
    good_after: int
    fired_by: str | None = None
    cleared_by: str | None = None


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as it went. ``late_by_ms`` is past its target, ``None`` when it was not late."""

    key: str
    title: str
    role: str
    role_title: str
    person: str | None
    known: Known | None
    ready_ms: int | None
    started_ms: int | None
    done_ms: int | None
    target_ms: int | None
    late_by_ms: int | None
    state: StepWord
    answer: str = ""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """Something that the plan said would happen, and when it did; ``actual_ms`` is ``None`` when it did not.

    ``planned_ms`` is ``None`` for what nobody had planned; ``by`` is the person who played it, empty for the program.
    """

    kind: Literal["phase", "fault", "inject"]
    id: str
    title: str
    planned_ms: int | None
    actual_ms: int | None
    to: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where the run left its runbook or its plan; ``type`` is a short word such as skipped or late.

    ``id`` is that by which the review names it; ``verdict`` is ``None`` while nobody has judged it.
    """

    type: str
    what: str
    step: str | None
    who: str | None
    at_ms: int | None = None
    id: str = ""
    verdict: ReviewWord | None = None
    verdict_by: str | None = None
    verdict_why: str = ""


@dataclass(frozen=True, slots=True)
class RealOrder:
    """A customer's real order on a practice form; ``carried_to`` is the run and number under which it goes on."""

    number: str
    carried_to: str | None


@dataclass(frozen=True, slots=True)
class Received:
    """How many records a receiver holds."""

    receiver: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class BooksExceptionRow:
    """One thing that does not agree; ``settled`` is the reason that closed it."""

    rule: str
    number: str
    detail: str
    settled: str | None


@dataclass(frozen=True, slots=True)
class CarriedOrder:
    """A real order that came out of a drill, and ``RUN NUMBER`` of where it was written down."""

    number: str
    carried_from: str


@dataclass(frozen=True, slots=True)
class BooksFigure:
    """One figure of the orders by hand, in words: what it is, and how much; ``34 of 35``, never a percentage alone."""

    title: str
    value: str


@dataclass(frozen=True, slots=True)
class Records:
    """Every number of one form, accounted for.

    ``in_system`` is ``None`` when the system was never read back, ``lost`` and ``doubled`` when the books were never
    compared; ``totals`` are money as text (``21 340.00 EUR``); ``open`` numbers are still out, neither used nor back.
    """

    form: str
    title: str
    issued: int
    used: int
    void: int
    returned: int
    missing: int
    system_title: str
    in_system: int | None
    lost: int | None
    doubled: int | None
    agree: bool | None
    receivers: tuple[Received, ...] = ()
    totals: tuple[str, ...] = ()
    exceptions: tuple[BooksExceptionRow, ...] = ()
    open: int = 0
    real: tuple[RealOrder, ...] = ()
    carried: tuple[CarriedOrder, ...] = ()
    figures: tuple[BooksFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchAck:
    """A receiver's answer to a batch; ``at_ms`` is ``None`` while there is none."""

    receiver: str
    at_ms: int | None
    by: str | None
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch: what was counted when it was closed, and who took it."""

    batch: str
    closed_ms: int
    count: int
    totals: tuple[str, ...]
    hash_total: int
    acks: tuple[BatchAck, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageRow:
    """What was said to whom. ``estimate`` is what was said of restoration; ``next_update`` is RFC 3339."""

    at_ms: int
    audience: str
    text: str
    sender: str | None
    estimate: str | None = None
    estimate_source: str | None = None
    confidence: str | None = None
    next_update: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A remark made during the run."""

    at_ms: int
    who: str
    text: str
    step: str | None = None
