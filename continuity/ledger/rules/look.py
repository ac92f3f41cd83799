"""What every rule looks at: one form's numbers and batches, and what the CRM holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from continuity.events.ledger import BooksException, SystemRecord
from continuity.ledger.holding import Batch, Block, Number
from continuity.ledger.numbers import Series
from continuity.ledger.state import Ledger
from continuity.plan.runbook import Form

__all__ = ["Look", "Rule"]


@dataclass(frozen=True, slots=True)
class Look:
    """``system`` is by number; ``receivers`` are those who should have every batch; ``window_ms`` is for R3."""

    ledger: Ledger
    form: Form
    series: Series
    drill: bool
    numbers: tuple[Number, ...]
    blocks: tuple[Block, ...]
    batches: tuple[Batch, ...]
    system: Mapping[str, tuple[SystemRecord, ...]]
    receivers: tuple[str, ...]
    window_ms: int

    @property
    def known(self) -> frozenset[str]:
        """Every number that the ledger knows."""
        return frozenset(number.number for number in self.numbers)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of reconciliation by its id, what it is called, and the function that finds what breaks it."""

    id: str
    title: str
    find: Callable[[Look], Iterable[BooksException]]
