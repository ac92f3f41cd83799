"""One copy of a pack as a value: everything that is printed, in words, ready for paper, PDF and the page with script.

Every field is written out, empty or not: two templates and a script read the same JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = [
    "BatchHeader", "Blank", "BlankField", "BlankKind", "Block", "Call", "Card", "Contact", "Edition", "Extract", "Line",
    "Pack", "Part", "RoleCard", "Script", "SheetStep", "SignLine",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edition:
    """What stands in the footer of every page; days and times as people read them where the organisation is."""

    mode: str
    """``drill`` or ``real``."""
    organisation: str
    time_zone: str
    currency: str
    minor_units: int
    """So many minor units make one: 100 cents."""
    runbook: str
    title: str
    version: str
    check: str
    """The first eight characters of ``sha256``, in two groups, to compare by eye."""
    sha256: str
    printed_at: str
    use_until: str
    use_until_day: str
    """``2026-12-20``."""
    copy: int
    custodian: str
    """A name; empty when it is written in by hand."""
    site: str
    role: str
    role_title: str
    large: bool
    stamp: str
    """What this copy's page puts into its log, so that no other workspace takes it."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who can be called."""

    id: str
    name: str
    team: str
    phone: str
    deputy: str
    deputy_phone: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the call tree."""

    caller: str
    name: str
    phone: str
    other: str
    """Whom to call when nobody answers, with the number."""


@dataclass(frozen=True, slots=True)
class RoleCard:
    """What a role is there for, in this runbook."""

    title: str
    mine: bool
    holders: str
    if_absent: str
    """The title of the role that stands in."""
    does: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The first ten minutes."""

    drill: tuple[str, ...]
    """What a drill forbids, and what to do when something is real; empty in a pack for real."""
    signs: tuple[str, ...]
    begin: str
    says_so: str
    does: tuple[Line, ...]
    careful: tuple[str, ...]
    reach: tuple[str, ...]
    fetch: tuple[str, ...]
    """What the lead has brought before anything else; empty in everybody else's pack."""
    over: str


@dataclass(frozen=True, slots=True)
class Line:
    """A label and its text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class BlankField:
    """Something to write down, on a form or in a step; ``type`` as in the plan."""

    id: str
    label: str
    type: str
    required: bool
    options: tuple[str, ...]
    identifies: bool
    total: bool
    hint: str
    area: bool
    some: bool
    """Whether it is a number above nought."""


@dataclass(frozen=True, slots=True)
class SignLine:
    """A name under a step by somebody else."""

    role: str
    role_title: str
    meaning: str
    not_the_doer: bool
    sample: str
    """How many to compare, and with what; empty where whoever signs looks at everything."""


@dataclass(frozen=True, slots=True)
class SheetStep:
    """One step of this role. ``key`` is that of the run, with ``#`` for the round of each repeat in it."""

    number: str
    key: str
    do: str
    expect: str
    if_not: str
    careful: tuple[str, ...]
    wait: str
    """What somebody else has to finish first; empty when it follows the step before."""
    within: str
    until: str
    critical: bool
    never_skipped: bool
    rounds: bool
    fields: tuple[BlankField, ...]
    script: str
    """The letter of the script to read out; empty when nothing is said."""
    acts: tuple[str, ...]
    drill: str
    """What this step must not do in a drill; empty in a pack for real."""
    records: str
    batch: str
    hands_out: bool
    later: bool
    """Done at the terminal once the system works again."""
    signs: bool
    """Somebody else does the step; this role looks and signs."""
    sign: SignLine | None


@dataclass(frozen=True, slots=True)
class Part:
    """Steps under one heading; ``note`` says what runs beside it, or how often it comes round."""

    title: str
    note: str
    steps: tuple[SheetStep, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """What is said, word for word; ``_____`` is filled in by whoever says it."""

    letter: str
    step: str
    audience: str
    text: str
    by: str
    again: str


@dataclass(frozen=True, slots=True)
class BlankKind:
    """A form. ``limits`` are sentences for people; ``above`` maps a field to the amount in minor units."""

    id: str
    title: str
    version: str
    prefix: str
    width: int
    check_digit: bool
    fields: tuple[BlankField, ...]
    limits: tuple[str, ...]
    above: tuple[tuple[str, int, str], ...]
    """Field, highest amount in minor units, role that decides above it."""


@dataclass(frozen=True, slots=True)
class Blank:
    """One numbered blank."""

    number: str
    sequence: int
    form: str


@dataclass(frozen=True, slots=True)
class BatchHeader:
    """What goes with a batch to one receiver; all headers of a batch have its number."""

    number: str
    to: str
    """A title; empty when it is written in by hand."""


@dataclass(frozen=True, slots=True)
class Block:
    """The numbers that are printed in this copy."""

    form: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Extract:
    """A list as it was when the pack was printed; ``stale`` says what is wrong with its age, empty when nothing is."""

    title: str
    as_of: str
    stale: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything in one copy."""

    edition: Edition
    lead: Contact | None
    more_forms: str
    ask: tuple[Line, ...]
    """Whom to ask, on top of each page."""
    card: Card
    roles: tuple[RoleCard, ...]
    contacts: tuple[Contact, ...]
    holders: Mapping[str, tuple[str, ...]]
    """Role -> ids of those who usually have it; on the day it may be others."""
    calls: tuple[Call, ...]
    channels: tuple[Line, ...]
    parts: tuple[Part, ...]
    forms: tuple[BlankKind, ...]
    blocks: tuple[Block, ...]
    blanks: tuple[Blank, ...]
    headers: tuple[BatchHeader, ...]
    extracts: tuple[Extract, ...]
    scripts: tuple[Script, ...]
    end: str
    """What becomes of the pack and its forms when it is over."""
    after: str
    """What holds after its last day, and where a new one comes from."""
    qr_text: str

    @property
    def hands_out(self) -> bool:
        """Whether this role gives forms to others, and so keeps the list of who holds which."""
        return any(step.hands_out for part in self.parts for step in part.steps)
