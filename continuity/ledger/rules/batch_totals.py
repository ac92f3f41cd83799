"""R12: count, totals or hash total of a batch are not the same at every station."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.batch import Controls, ReadBack, differences, recompute
from continuity.ledger.holding import Batch, Handed, HandedState
from continuity.ledger.rules.look import Look

__all__ = ["batch_totals"]


def batch_totals(look: Look) -> Iterator[BooksException]:
    """Resend it or correct it. The header is one station, each receiver that answered is another."""
    for batch in look.batches:
        ours = recompute(look.ledger, batch)
        header = ReadBack(batch.count, batch.totals, batch.hash_total)
        for words in differences(ours, header):
            yield BooksException("R12", batch.id, f"header: {words}")
        for handed in batch.handed.values():
            yield from _at_receiver(batch, handed, ours)


def _at_receiver(batch: Batch, handed: Handed, ours: Controls) -> Iterator[BooksException]:
    if handed.state is HandedState.REJECTED:
        yield BooksException("R12", batch.id, f"{handed.receiver} rejected it: {handed.reason}")
    elif handed.state is HandedState.ACKNOWLEDGED:
        for words in differences(ours, ReadBack(handed.count, handed.totals, handed.hash_total)):
            yield BooksException("R12", batch.id, f"{handed.receiver}: {words}")
        for number in handed.refused:
            why = f": {handed.reasons[number]}" if number in handed.reasons else ""
            yield BooksException("R12", number, f"{handed.receiver} did not take it from {batch.id}{why}")
