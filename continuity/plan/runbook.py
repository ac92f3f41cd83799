"""A fallback procedure: nested blocks of steps, forms with numbered blanks, hand-offs, sign-offs.

Block-structured on purpose: lanes, cases and repeats nest, so a runbook prints as an outline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from continuity.structure import Duration
from continuity.units import Money

Mark = Literal["detected", "activated", "all_clear", "stood_down"]
Until = Literal["restored", "all_clear"]
Means = Literal["account", "item", "quantity", "method", "new_customer", "payment"]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to write down; ``identifiers`` counts how many ways to tell a customer apart."""

    id: str
    label: str
    type: Literal["text", "number", "money", "choice", "datetime", "phone"] = "text"
    required: bool = True
    options: tuple[str, ...] = ()
    private: bool = False
    identifies: bool = False
    """One of the two identifiers by which a customer is told apart."""
    total: bool = False
    """The money field that batches add up."""
    means: Means | None = None
    """What reconciliation may take it for: the customer's account, what is ordered and how many, how it is paid."""
    referenced: tuple[str, ...] = ()
    """Answers of a ``method`` field with which a payment reference must stand on the form."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Authority: above ``max`` in ``field`` the role ``approval`` decides."""

    field: str
    max: Money
    approval: str


@dataclass(frozen=True, slots=True)
class CreditCheck:
    """Orders of one account are held against a credit list; beyond it the role ``approval`` decides."""

    list: str
    approval: str


@dataclass(frozen=True, slots=True)
class Numbering:
    """How blanks are numbered; practice numbers have a prefix of their own, so they can never be shipped."""

    prefix: str
    drill_prefix: str
    width: int = 4
    check_digit: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """A numbered blank."""

    title: str
    numbering: Numbering
    fields: tuple[Field, ...]
    limits: tuple[Limit, ...] = ()
    version: str = "1"
    credit: CreditCheck | None = None

    def field_that_means(self, means: Means) -> Field | None:
        """The field that has this meaning; none when the form has no such field."""
        return next((field for field in self.fields if field.means == means), None)


@dataclass(frozen=True, slots=True)
class HandOff:
    """A batch goes to a receiver, who must acknowledge it within a time."""

    to: str
    form: str
    ack_within: Duration


@dataclass(frozen=True, slots=True)
class Message:
    """What is said to whom; ``next_update`` is the promise of when they hear again."""

    audience: str
    says: str
    next_update: Duration | None = None
    estimate: bool = False
    """Asks for a restoration estimate with its source and confidence; "no estimate yet" is an answer."""
    by: tuple[str, ...] = ()
    """Channels of the organisation, the first choice first."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Numbered blanks issued to a custodian."""

    form: str
    count: int
    to: str


@dataclass(frozen=True, slots=True)
class First:
    """Records that go home before others: by one of some answers, by an amount, or the soonest date first."""

    field: str
    is_: tuple[str, ...] = ()
    over: Money | None = None
    soonest: bool = False


@dataclass(frozen=True, slots=True)
class Enter:
    """Back-entry: wait out the hold, enter a canary, look, then the rest at a limited rate."""

    form: str
    hold: Duration
    canary: int = 5
    per_minute: int = 60
    sample: int = 0
    """How many records whoever signs off compares with the forms."""
    first: tuple[First, ...] = ()
    """What goes before the rest, after what a receiver has acknowledged; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who confirms, and what the name under it means."""

    role: str
    meaning: str
    not_the_doer: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One act of one role; ``expect`` states the wanted result, never "checked"."""

    KEY: ClassVar[str] = "do"

    id: str
    do: str
    role: str
    expect: str = ""
    if_not: str = ""
    careful: tuple[str, ...] = ()
    target: Duration | None = None
    critical: bool = False
    skip: Literal["with-reason", "never"] = "with-reason"
    marks: Mark | None = None
    inputs: tuple[Field, ...] = ()
    records: str | None = None
    """Form to capture while the step is open."""
    until: Until | None = None
    """The step ends when this holds."""
    issue: Blocks | None = None
    batch: str | None = None
    """Form whose captured records are closed into a batch."""
    hand_off: HandOff | None = None
    read_back: str | None = None
    """The hand-over step before it in this list, whose count and total are counted again."""
    message: Message | None = None
    enter: Enter | None = None
    reconcile: str | None = None
    """Form whose numbers must all be accounted for."""
    return_numbers: str | None = None
    """Form whose unused numbers go back."""
    sign_off: SignOff | None = None


@dataclass(frozen=True, slots=True)
class Lanes:
    """Blocks side by side; what follows waits for all of them."""

    KEY: ClassVar[str] = "lanes"

    id: str
    lanes: Mapping[str, tuple[Block, ...]]


@dataclass(frozen=True, slots=True)
class Decide:
    """Goes on with the case that an earlier answer names: ``decide: declare.scope``."""

    KEY: ClassVar[str] = "decide"

    id: str
    decide: str
    cases: Mapping[str, tuple[Block, ...]]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Goes round every ``every`` until the condition held when a round began."""

    KEY: ClassVar[str] = "repeat_until"

    id: str
    repeat_until: Until
    steps: tuple[Block, ...]
    every: Duration = Duration(0)


@dataclass(frozen=True, slots=True)
class Follow:
    """Another runbook, in this place."""

    KEY: ClassVar[str] = "follow"

    id: str
    follow: str


Block = Step | Lanes | Decide | Repeat | Follow


@dataclass(frozen=True, slots=True)
class Role:
    """A part in a runbook."""

    title: str
    min: int = 1
    backup: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """When somebody last read the runbook, and how long that holds."""

    last: str
    every: Duration


@dataclass(frozen=True, slots=True)
class Activation:
    """When to begin, who may say so, and when it is over."""

    trigger: str
    authority: tuple[str, ...]
    stand_down: str


@dataclass(frozen=True, slots=True)
class Runbook:
    """The content of one file in ``runbooks/``."""

    format: str
    id: str
    title: str
    version: str
    owner: str
    process: str
    activation: Activation
    roles: Mapping[str, Role]
    steps: tuple[Block, ...]
    review: Review | None = None
    symptoms: tuple[str, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    pack: tuple[str, ...] = ()
