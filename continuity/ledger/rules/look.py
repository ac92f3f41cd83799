"""What every rule looks at: one form's numbers and batches, and what the CRM holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from continuity.events.ledger import BooksException, SystemRecord
from continuity.ledger.batch import Sums
from continuity.ledger.fingerprints import Fingerprints
from continuity.ledger.holding import Batch, Block, Number, Record
from continuity.ledger.numbers import Series
from continuity.ledger.readings import Documents, Held
from continuity.ledger.state import Ledger
from continuity.plan.lists import Credit
from continuity.plan.runbook import Field, Form

__all__ = ["Look", "Rule", "There"]

There = tuple[SystemRecord, ...]
"""What the CRM holds under one number."""


@dataclass(frozen=True, slots=True)
class Look:
    """``system`` is by number; ``receivers`` are those who should have every batch.

    ``forgotten`` is what an order app saw accepted and the CRM does not hold: source and record; ``unheld`` are logs
    that were not held against the CRM: source, and how many it saw accepted. ``on_packs`` says of numbers what a pack's
    log has on them that the run has not taken. ``credit`` is by account, none where the
    form is held against no list. ``invoices`` and ``shipments`` are ids of documents by our number; none while nobody's
    were read.
    """

    ledger: Ledger
    form_id: str
    form: Form
    series: Series
    drill: bool
    blocks: tuple[Block, ...]
    batches: tuple[Batch, ...]
    system: Held
    receivers: tuple[str, ...]
    forgotten: tuple[tuple[str, SystemRecord], ...] = ()
    unheld: tuple[tuple[str, int], ...] = ()
    on_packs: Mapping[str, str] = field(default_factory=dict)
    credit: Mapping[str, Credit] | None = None
    currency: str = ""
    invoices: Documents | None = None
    shipments: Documents | None = None
    lines: tuple[Field, ...] = ()
    """The fields that say what was ordered, and how much."""
    payment: str | None = None
    """The field that names the payment."""
    identifying: tuple[str, ...] = ()
    """The fields that tell the customer apart."""
    strangers: bool = True
    """Whether the CRM may hold numbers that the ledger does not know."""
    noted: defaultdict[str, Fingerprints] = field(default_factory=lambda: defaultdict(Fingerprints))
    """What rules keep of each order for the end, by what it is."""
    sums: defaultdict[str, Sums] = field(default_factory=lambda: defaultdict(Sums))
    """What the forms of each batch come to as they stand now, by the batch."""

    def numbers(self) -> Iterator[Number]:
        """Every number of the form."""
        return self.ledger.of(self.form_id)

    def orders(self) -> Iterator[Record]:
        """Every order that stands."""
        return self.ledger.orders(self.form_id)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of reconciliation: its id, what it is called, and what finds what breaks it.

    ``number`` is asked of every number in turn and ``order`` of every order that stands, each with what the CRM holds
    under it; ``at_the_end`` is asked of all at once. What any of them finds counts. There may be very many
    orders, so that one walk over them is shared.
    """

    id: str
    title: str
    number: Callable[[Look, Number, There], Iterable[BooksException]] | None = None
    order: Callable[[Look, Record, There], Iterable[BooksException]] | None = None
    at_the_end: Callable[[Look], Iterable[BooksException]] | None = None
