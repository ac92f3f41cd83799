"""Totals that somebody counted on paper, against the forms that the run has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from math import comb

from continuity.ledger.batch import control
from continuity.ledger.decide import to_batch
from continuity.ledger.holding import Batch, Number
from continuity.ledger.state import Ledger
from continuity.pack.log import Control, Entry
from continuity.run.state import RunState
from continuity.run.steps import StepState, beside
from continuity.units import Money

__all__ = [
    "NOTHING",
    "agree",
    "by_then",
    "closed_in",
    "control_of",
    "figures_of",
    "handed_later",
    "nearest",
    "on_header",
    "taken_back",
]

_TRIES = 20_000
_HOUR_MS = 3_600_000


def figures_of(control: Control | None) -> str:
    """``18 forms, 21 340.00 EUR, sum of the numbers 7 488``."""
    if control is None:
        return "no figures"
    totals = ", ".join(str(Money(minor, currency)) for currency, minor in control.totals.items()) or "nothing"
    return f"{control.count} form{'s' * (control.count != 1)}, {totals}, sum of the numbers {control.hash_total}"


def agree(stated: Control, ours: Control) -> bool:
    """Whether a header says what the forms say; an amount of nought says nothing of its currency."""
    totals = {currency: minor for currency, minor in stated.totals.items() if minor or currency in ours.totals}
    return (stated.count, totals, stated.hash_total) == (ours.count, dict(ours.totals), ours.hash_total)


NOTHING = Control(0, {}, 0)


def closed_in(ledger: Ledger, key: str) -> Control | None:
    """What the run closed in that step; none where it closed nothing."""
    batch = next((one for one in ledger.batches.values() if one.key == key), None)
    return None if batch is None else Control(batch.count, batch.totals, batch.hash_total)


def control_of(numbers: Sequence[Number]) -> Control:
    """What the forms come to."""
    ours = control(numbers)
    return Control(ours.count, ours.totals, ours.hash_total)


def nearest(ledger: Ledger, form: str, stated: Control, at: int) -> tuple[Number, ...]:
    """What a wrong header was most likely about: forms of its count and sum, of its count and total, or all by then."""
    same: tuple[Callable[[Control], bool], ...] = (
        lambda ours: (ours.count, ours.hash_total) == (stated.count, stated.hash_total),
        lambda ours: agree(replace(stated, hash_total=ours.hash_total), ours),
    )
    for fits in same:
        for some in _choices(ledger, form, stated, at, fits):
            if some and fits(control_of(some)):
                return tuple(some)
    return tuple(_by_then(ledger, form, at))


def on_header(
    ledger: Ledger, entry: Entry, form: str, stated: Control, *, settled: bool = False
) -> tuple[str, ...] | None:
    """The waiting forms that a header on paper was about; none where no choice of them adds up to it.

    They are those that the device had, all that were taken by then, all that wait; or, where some lay on a desk still,
    the only ones of them that have this count, this total and this sum. A header that somebody settled is about the
    nearest to it. Where the step has closed a batch already, there is no second one.
    """
    batch = closed_in(ledger, entry.key)
    if batch is not None:
        return () if settled or agree(stated, batch) else None
    choices = _choices(ledger, form, stated, entry.at, lambda ours: agree(stated, ours))
    found = next((_texts(some) for some in choices if agree(stated, control_of(some))), None)
    return _texts(nearest(ledger, form, stated, entry.at)) if found is None and settled else found


def by_then(ledger: Ledger, form: str, at: int) -> tuple[str, ...]:
    """The forms that were taken by then and are in no batch."""
    return _texts(_by_then(ledger, form, at))


def taken_back(entries: Sequence[Entry]) -> frozenset[int]:
    """Headers that were closed and taken up again before anything was handed over, and the taking up, by counter."""
    found: set[int] = set()
    for place, entry in enumerate(entries):
        if entry.kind != "finish" or entry.control is None:
            continue
        after = [one for one in entries[place + 1 :] if one.kind in ("finish", "reopen")]
        if after and (after[0].kind, after[0].key) == ("reopen", entry.key):
            found |= {entry.counter, after[0].counter}
    return frozenset(found)


def handed_later(run: RunState, state: StepState, at: int) -> Batch | None:
    """What this step hands over or counts, where that was closed hours after the paper says that it was done."""
    step, batches = state.step, run.ledger.batches
    if step.hand_off is not None:
        meant = [batches[id] for id in run.unsent(step.hand_off.to, step.hand_off.form)]
    elif step.read_back is not None:
        sent_by = beside(state.key, step.read_back)
        meant = [batches[id] for (id, _), keys in run.sent.items() if sent_by in keys]
    else:
        return None
    return next((batch for batch in meant if batch.closed_at > at + _HOUR_MS), None)


def _choices(
    ledger: Ledger, form: str, stated: Control, at: int, fits: Callable[[Control], bool]
) -> Iterator[Sequence[Number]]:
    waiting = to_batch(ledger, form)
    yield [one for one in waiting if one.number in stated.numbers]
    yield _by_then(ledger, form, at)
    yield waiting
    yield from _without_some(_by_then(ledger, form, at), stated.count, fits)


def _without_some(numbers: Sequence[Number], count: int, fits: Callable[[Control], bool]) -> Iterator[Sequence[Number]]:
    """So many of them, where only one choice of them can be meant."""
    if not 0 < count < len(numbers) or comb(len(numbers), count) > _TRIES:
        return
    fitting = [some for some in combinations(numbers, count) if fits(control_of(some))]
    if len(fitting) == 1:
        yield fitting[0]


def _by_then(ledger: Ledger, form: str, at: int) -> list[Number]:
    return [one for one in to_batch(ledger, form) if one.record is not None and one.record.taken_at <= at]


def _texts(numbers: Sequence[Number]) -> tuple[str, ...]:
    return tuple(one.number for one in numbers)
