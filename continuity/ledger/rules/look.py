"""What every rule looks at: one form's numbers and batches, and what the CRM holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from continuity.events.ledger import BooksException, SystemRecord
from continuity.ledger.holding import Batch, Block, Number
from continuity.ledger.numbers import Series
from continuity.ledger.state import Ledger
from continuity.plan.lists import Credit
from continuity.plan.runbook import Form

__all__ = ["Look", "Rule"]


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
    numbers: tuple[Number, ...]
    blocks: tuple[Block, ...]
    batches: tuple[Batch, ...]
    system: Mapping[str, tuple[SystemRecord, ...]]
    receivers: tuple[str, ...]
    forgotten: tuple[tuple[str, SystemRecord], ...] = ()
    unheld: tuple[tuple[str, int], ...] = ()
    on_packs: Mapping[str, str] = field(default_factory=dict)
    credit: Mapping[str, Credit] | None = None
    currency: str = ""
    invoices: Mapping[str, tuple[str, ...]] | None = None
    shipments: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of reconciliation by its id, what it is called, and the function that finds what breaks it."""

    id: str
    title: str
    find: Callable[[Look], Iterable[BooksException]]
