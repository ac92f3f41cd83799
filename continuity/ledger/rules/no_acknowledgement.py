"""R13: a batch, or an order that never went into one, has not been acknowledged by everybody who should have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.batch import is_superseded
from continuity.ledger.holding import Batch, HandedState, Number, NumberState
from continuity.ledger.rules.look import Look, There

__all__ = ["in_no_batch", "no_acknowledgement"]


def in_no_batch(look: Look, number: Number, _there: There) -> Iterable[BooksException]:
    """Close a batch over it, or carry it there."""
    if number.batches or not look.receivers or number.state is not NumberState.USED:
        return ()
    return (BooksException("R13", number.number, "in no batch, so no receiver has it"),)


def no_acknowledgement(look: Look) -> Iterator[BooksException]:
    """Telephone; then go there. What a receiver rejected is R12."""
    for batch in (one for one in look.batches if not is_superseded(look.ledger, one)):
        for receiver in dict.fromkeys((*look.receivers, *batch.handed)):
            words = _missing(batch, receiver)
            if words:
                yield BooksException("R13", batch.id, words)


def _missing(batch: Batch, receiver: str) -> str | None:
    handed = batch.handed.get(receiver)
    if handed is None:
        return f"never sent to {receiver}"
    return f"{receiver} has not acknowledged it" if handed.state is HandedState.SENT else None
