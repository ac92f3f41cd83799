"""How long a receiver may take with a batch, and which batches want somebody with command."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.ledger.batch import is_withdrawn
from continuity.ledger.holding import Batch, Handed, HandedState
from continuity.run.state import RunState

__all__ = ["overdue", "overdue_after", "turned_away"]


def overdue_after(run: RunState, batch: str, receiver: str) -> int | None:
    """Milliseconds of scenario time that the hand-over gives the receiver; none where no step handed it over."""
    steps = (run.step(key) for key in run.sent.get((batch, receiver), ()))
    given = [step.step.hand_off.ack_within for step in steps if step is not None and step.step.hand_off is not None]
    return min(given, default=None)


def overdue(run: RunState) -> Iterator[tuple[Batch, Handed]]:
    """Batches without an answer in time that nobody with command has taken up yet."""
    for batch in run.ledger.batches.values():
        for handed in batch.handed.values():
            if handed.state is HandedState.SENT and handed.overdue_at is not None and handed.taken_up_at is None:
                yield batch, handed


def turned_away(run: RunState) -> Iterator[tuple[Batch, Handed]]:
    """Batches that a receiver did not take: find out which figure is wrong, then send the same batch again."""
    for batch in run.ledger.batches.values():
        for handed in batch.handed.values():
            if handed.state is HandedState.REJECTED and not is_withdrawn(run.ledger, batch):
                yield batch, handed
