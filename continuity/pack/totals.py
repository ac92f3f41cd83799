"""Totals that somebody counted on paper, against the forms that the run has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from continuity.ledger.batch import control
from continuity.ledger.decide import to_batch
from continuity.ledger.holding import Batch, Number
from continuity.ledger.state import Ledger
from continuity.pack.log import Control
from continuity.units import Money

__all__ = ["agree", "closed", "figures_of", "on_header", "waiting_then"]


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


def closed(batches: Iterable[Batch]) -> Control:
    """What the run closed in one step, which is one batch at most."""
    batch = next(iter(batches), None)
    return Control(0, {}, 0) if batch is None else Control(batch.count, batch.totals, batch.hash_total)


def on_header(ledger: Ledger, form: str, stated: Control, at: int) -> tuple[str, ...] | None:
    """The waiting forms that a header of ``at`` was about; none where no choice of them adds up to it.

    They are those that the device had, all that were taken by then, or all that wait.
    """
    return next((_texts(some) for some in _choices(ledger, form, stated, at) if agree(stated, _control(some))), None)


def waiting_then(ledger: Ledger, form: str, at: int) -> Control:
    """What the forms come to that were taken by then and are in no batch."""
    return _control(_by_then(to_batch(ledger, form), at))


def _choices(ledger: Ledger, form: str, stated: Control, at: int) -> Iterator[list[Number]]:
    waiting = to_batch(ledger, form)
    yield [one for one in waiting if one.number in stated.numbers]
    yield _by_then(waiting, at)
    yield list(waiting)


def _by_then(waiting: Iterable[Number], at: int) -> list[Number]:
    return [one for one in waiting if one.record is not None and one.record.taken_at <= at]


def _control(numbers: list[Number]) -> Control:
    ours = control(numbers)
    return Control(ours.count, ours.totals, ours.hash_total)


def _texts(numbers: list[Number]) -> tuple[str, ...]:
    return tuple(one.number for one in numbers)
