"""The control figures of a batch: count, total per currency, hash total, digest.

Batch control is an old bookkeeping control: every station works the figures out again, and a batch that disagrees is
not taken. The hash total adds the sequence numbers of the forms: a sum that means nothing, so that it moves when a
form is lost or swapped for another of the same amount.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from continuity.ledger.holding import Batch, HandedState, Number, NumberState, Record
from continuity.ledger.state import Ledger
from continuity.units import Money

__all__ = [
    "Controls",
    "ReadBack",
    "Sums",
    "as_left",
    "batch_records",
    "control",
    "differences",
    "digest",
    "is_superseded",
    "is_untaken",
    "is_withdrawn",
    "recompute",
]


@dataclass(frozen=True, slots=True)
class Controls:
    """Count, totals in minor units by currency, and the sum of the sequence numbers."""

    count: int
    totals: Mapping[str, int]
    hash_total: int


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What a receiver counted and added up; a person leaves out the hash total and what was not asked."""

    count: int | None = None
    totals: Mapping[str, int] | None = None
    hash_total: int | None = None


class Sums:
    """Numbers counted and added up as they pass; what is void does not count."""

    def __init__(self) -> None:
        self._count = self._hash_total = 0
        self._totals: dict[str, int] = {}

    def add(self, number: Number) -> None:
        """One more."""
        if number.state is NumberState.USED:
            self._count += 1
            self._hash_total += number.sequence
            order = number.order
            if order is not None:
                self._totals[order.currency] = self._totals.get(order.currency, 0) + order.total_minor

    def controls(self) -> Controls:
        """The figures so far; currencies in alphabetical order."""
        return Controls(self._count, dict(sorted(self._totals.items())), self._hash_total)


def control(numbers: Iterable[Number]) -> Controls:
    """Work the figures out from the numbers and their records; what is void does not count."""
    sums = Sums()
    for number in numbers:
        sums.add(number)
    return sums.controls()


def recompute(ledger: Ledger, batch: Batch) -> Controls:
    """The figures of a batch as its records stand now, whatever its header says."""
    return control(ledger.numbers[number] for number in batch.numbers)


def batch_records(ledger: Ledger, batch: Batch) -> tuple[Number, ...]:
    """The numbers of a batch, in its order; each carries its record."""
    return tuple(ledger.numbers[number] for number in batch.numbers)


def as_left(record: Record, batch: Batch) -> Record:
    """The record as it left with the batch, whatever was corrected since: its number stands for one content only."""
    while record.seq > batch.seq and record.before is not None:
        record = record.before
    return record


def is_untaken(batch: Batch) -> bool:
    """Whether everybody to whom it was handed has answered, and nobody took anything of it."""
    handed = batch.handed.values()
    return bool(handed) and all(one.state is not HandedState.SENT and one.left_out is None for one in handed)


def is_withdrawn(ledger: Ledger, batch: Batch) -> bool:
    """Whether its forms go with the next batch instead: nobody took any, and one of them was corrected since."""
    return is_untaken(batch) and any(n.record and n.record.seq > batch.seq for n in batch_records(ledger, batch))


def is_superseded(ledger: Ledger, batch: Batch) -> bool:
    """Whether all its forms went with later batches, so that nobody has to answer to this one."""
    return all(ledger.numbers[number].batches[-1] != batch.id for number in batch.numbers)


def digest(batch: str, form: str, numbers: Sequence[Number]) -> str:
    """SHA-256 over one line of JSON per record, after a line ``["batch/1", batch, form]``; each ends in LF, UTF-8.

    A record's line is ``[number, sequence, total_minor, currency, {field: text}]``, fields by name, no blanks; private
    fields stay out, so that the digest still holds after they have been erased.
    """
    lines: list[object] = [["batch/1", batch, form]]
    lines += [_line(number, number.record) for number in numbers if number.record is not None]
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n" for line in lines)
    return hashlib.sha256(text.encode()).hexdigest()


def _line(number: Number, record: Record) -> list[object]:
    return [number.number, number.sequence, record.total.minor, record.total.currency, dict(record.fields)]


def differences(ours: Controls, theirs: ReadBack) -> tuple[str, ...]:
    """What a receiver read back that is not so, in plain words; nothing when all agrees."""
    told = []
    if theirs.count is not None and theirs.count != ours.count:
        told.append(f"{_forms(theirs.count)} counted, the batch has {ours.count}")
    for currency in sorted({*ours.totals, *theirs.totals}) if theirs.totals is not None else ():
        added, stated = ours.totals.get(currency, 0), (theirs.totals or {}).get(currency, 0)
        if added != stated:
            told.append(f"{Money(stated, currency)} added up, the batch says {Money(added, currency)}")
    if theirs.hash_total is not None and theirs.hash_total != ours.hash_total:
        told.append(f"the form numbers add up to {theirs.hash_total}, the batch says {ours.hash_total}")
    return tuple(told)


def _forms(count: int) -> str:
    return "1 form" if count == 1 else f"{count} forms"
