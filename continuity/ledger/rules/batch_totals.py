"""R12: count, totals, hash total or content of a batch are not the same at every station."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.batch import Controls, ReadBack, batch_records, differences, is_superseded, recompute
from continuity.ledger.holding import Batch, Handed, HandedState, Number, Record
from continuity.ledger.rules.look import Look

__all__ = ["batch_totals"]


def batch_totals(look: Look) -> Iterator[BooksException]:
    """Resend it or correct it. The header is one station, each receiver that answered is another."""
    for batch in (one for one in look.batches if not is_superseded(look.ledger, one)):
        ours = recompute(look.ledger, batch)
        header = ReadBack(batch.count, batch.totals, batch.hash_total)
        for words in differences(ours, header):
            yield BooksException("R12", batch.id, f"header: {words}")
        for handed in batch.handed.values():
            yield from _at_receiver(batch, handed, ours)
        for number in batch_records(look.ledger, batch):
            yield from _corrected(batch, number)


def _corrected(batch: Batch, number: Number) -> Iterator[BooksException]:
    """A receiver goes by what it has, and nobody but people tells it that the form says something else now."""
    taken = batch.acknowledged_by(number.number) if number.record and number.record.seq > batch.seq else ()
    if taken:
        times = _corrections(number.record, batch)
        often = "" if times == 1 else f" {times} times"
        words = f"corrected{often} since {batch.id}, which {' and '.join(taken)} took as it was: tell them"
        yield BooksException("R12", number.number, words)


def _corrections(record: Record | None, batch: Batch) -> int:
    times = 0
    while record is not None and record.seq > batch.seq:
        times, record = times + 1, record.before
    return times


def _at_receiver(batch: Batch, handed: Handed, ours: Controls) -> Iterator[BooksException]:
    if handed.state is HandedState.REJECTED:
        yield BooksException("R12", batch.id, f"{handed.receiver} rejected it: {handed.reason}")
    elif handed.state is HandedState.ACKNOWLEDGED:
        for words in differences(ours, ReadBack(handed.count, handed.totals, handed.hash_total)):
            yield BooksException("R12", batch.id, f"{handed.receiver}: {words}")
        for number in handed.refused:
            why = f": {handed.reasons[number]}" if number in handed.reasons else ""
            yield BooksException("R12", number, f"{handed.receiver} did not take it from {batch.id}{why}")
