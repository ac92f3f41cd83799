"""R12: count, totals, hash total or content of a batch are not the same at every station."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from continuity.events.ledger import BooksException
from continuity.ledger.batch import Controls, ReadBack, differences, is_superseded, recompute
from continuity.ledger.holding import Batch, Handed, HandedState, Number, Record
from continuity.ledger.rules.look import Look, There

__all__ = ["add_to_batches", "batch_totals"]


def add_to_batches(look: Look, number: Number, _: There) -> Iterable[BooksException]:
    """Add it up for ``batch_totals``; and tell a receiver what the form says since, for it goes by what it has."""
    record = number.record
    for id in dict.fromkeys(number.batches):
        look.sums[id].add(number)
        if record is not None and record.seq > look.ledger.batches[id].seq:
            yield from _corrected(look, look.ledger.batches[id], record)


def batch_totals(look: Look) -> Iterator[BooksException]:
    """Resend it or correct it. The header is one station, each receiver that answered is another."""
    for batch in (one for one in look.batches if not is_superseded(look.ledger, one)):
        ours = look.sums[batch.id].controls()
        if ours != Controls(batch.count, batch.totals, batch.hash_total):
            ours = recompute(look.ledger, batch)  # before that is said: there may be numbers of another form in it
        header = ReadBack(batch.count, batch.totals, batch.hash_total)
        for words in differences(ours, header):
            yield BooksException("R12", batch.id, f"header: {words}")
        for handed in batch.handed.values():
            yield from _at_receiver(batch, handed, ours)


def _corrected(look: Look, batch: Batch, record: Record) -> Iterator[BooksException]:
    """Nobody but people tells a receiver that the form says something else now."""
    taken = batch.acknowledged_by(record.number)
    if taken and not is_superseded(look.ledger, batch):
        times = _corrections(record, batch)
        often = "" if times == 1 else f" {times} times"
        words = f"corrected{often} since {batch.id}, which {' and '.join(taken)} took as it was: tell them"
        yield BooksException("R12", record.number, words)


def _corrections(record: Record, batch: Batch) -> int:
    times, before = 1, record.before
    while before is not None and before.seq > batch.seq:
        times, before = times + 1, before.before
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
