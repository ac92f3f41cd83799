"""Every number of every form, the batches they went in, and the counts over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from continuity.ledger.figures import Figures, figures
from continuity.ledger.holding import Batch, Handed, HandedState
from continuity.reporting.account import (
    BatchAck,
    BatchRow,
    BooksExceptionRow,
    BooksFigure,
    CarriedOrder,
    RealOrder,
    Received,
    Records,
)
from continuity.reporting.of_run.axis import Axis
from continuity.reporting.of_run.nouns import many_of
from continuity.reporting.texts import _
from continuity.reporting.timeline import Count
from continuity.reporting.times import hourly, length
from continuity.run.balance import Balance, balance
from continuity.run.state import RunState
from continuity.run.steps import outline
from continuity.units import Money

__all__ = ["batch_rows", "by_hand", "in_crm", "record_rows"]


def record_rows(run: RunState) -> tuple[Records, ...]:
    """One for each form of which numbers were issued or filled in."""
    forms = [form for form in run.plan.forms() if run.ledger.has(form)]
    return tuple(_records(run, form, figures(run.ledger, form)) for form in forms)


def _records(run: RunState, form: str, found: Figures) -> Records:
    held, counted = run.ledger.stations.system.get(form), run.ledger.counted(form)
    compared = form in run.ledger.books
    used = (number.number for number in run.ledger.of(form) if number.record and number.state.value == "used")
    return Records(
        form=form,
        title=many_of(form),
        issued=found.issued,
        used=found.used,
        void=found.void,
        returned=found.returned,
        missing=found.missing,
        system_title=_("the CRM") if counted is None or held is not None else _("the CRM, counted by hand"),
        in_system=counted if held is None else sum(number in held for number in used),
        lost=found.lost,
        doubled=found.duplicated,
        agree=run.ledger.agree(form) if compared else None,
        receivers=tuple(
            Received(id, id.replace("-", " "), found.in_receiver[id])
            for id in _receivers(run, form, found.in_receiver)
            if id in found.in_receiver
        ),
        totals=_money(found.totals),
        exceptions=tuple(_exceptions(run, form)),
        open=found.open,
        figures=tuple(_figures(balance(run, form))),
        real=tuple(RealOrder(one.number, one.carried_to) for one in run.ledger.of(form) if one.real),
        carried=tuple(_carried(run, form)),
    )


def _carried(run: RunState, form: str) -> Iterator[CarriedOrder]:
    for number in run.ledger.of(form):
        if number.record is not None and number.record.carried_from is not None:
            yield CarriedOrder(number.number, number.record.carried_from)


def _figures(one: Balance) -> Iterator[BooksFigure]:
    """What auditors ask of orders by hand; what nobody can know yet is left out."""
    if one.complete is not None:
        yield BooksFigure(_("Complete: taken by hand, and in the CRM"), str(one.complete))
    if one.accurate is not None:
        yield BooksFigure(_("Accurate: in the CRM as the form says"), str(one.accurate))
    if one.form_errors.of:
        yield BooksFigure(_("Forms spoiled, corrected or found to differ"), str(one.form_errors))
    if one.per_hour is not None:
        yield BooksFigure(_("Orders by hand in an hour, first to last"), hourly(one.per_hour))
    if one.to_reconciled is not None:
        yield BooksFigure(_("From the all-clear to books that agree"), length(one.to_reconciled))


def _exceptions(run: RunState, form: str) -> Iterator[BooksExceptionRow]:
    books = run.ledger.books.get(form)
    for one in books.exceptions if books else ():
        reason = run.ledger.reason(one)
        settled = str(reason) if reason is not None else _("a hint only, keeps nothing open") if one.hint else None
        yield BooksExceptionRow(one.rule, one.number, one.detail, settled)


def _money(totals: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(str(Money(minor, currency)) for currency, minor in totals.items())


def batch_rows(run: RunState, axis: Axis) -> tuple[BatchRow, ...]:
    """Every batch in the order of closing, with every receiver that the plan wants to have it."""
    return tuple(
        BatchRow(
            batch.id,
            axis.ms(batch.closed_at),
            batch.count,
            _money(batch.totals),
            batch.hash_total,
            tuple(_ack(axis, batch, receiver) for receiver in _receivers(run, batch.form, batch.handed)),
        )
        for batch in run.ledger.batches.values()
    )


def _receivers(run: RunState, form: str, known: Iterable[str]) -> tuple[str, ...]:
    """Those whom the plan wants to have a form's batches, in its order, and any others who got one."""
    wanted = [item.step.hand_off for item in outline(run.plan) if item.step.hand_off]
    return tuple(dict.fromkeys([*(one.to for one in wanted if one.form == form), *known]))


def _ack(axis: Axis, batch: Batch, receiver: str) -> BatchAck:
    handed = batch.handed.get(receiver)
    if handed is None or handed.state is HandedState.SENT:
        return BatchAck(receiver, None, None, None)
    return BatchAck(receiver, axis.maybe(handed.answered_at), handed.by, _agrees(batch, handed))


def _agrees(batch: Batch, handed: Handed) -> bool:
    """Whether the receiver took all of it and came to the same figures; people leave out the hash total."""
    return (
        handed.state is HandedState.ACKNOWLEDGED
        and not handed.refused
        and handed.count == batch.count
        and dict(handed.totals) == dict(batch.totals)
        and handed.hash_total in (None, batch.hash_total)
    )


def by_hand(run: RunState, axis: Axis) -> tuple[Count, ...]:
    """How many records of the main form there were on paper, by the time that stands on them."""
    numbers = run.ledger.of(run.main_form) if run.main_form else ()
    return _counted(axis, (one.record.taken_at for one in numbers if one.record and one.state.value == "used"))


def in_crm(run: RunState, axis: Axis) -> tuple[Count, ...]:
    """How many of them the CRM said it holds."""
    numbers = run.ledger.of(run.main_form) if run.main_form else ()
    return _counted(axis, (one.entered_at for one in numbers if one.entered and one.entered_at is not None))


def _counted(axis: Axis, times: Iterable[int]) -> tuple[Count, ...]:
    counts = {axis.ms(at): number for number, at in enumerate(sorted(times), 1)}
    return tuple(Count(at, count) for at, count in counts.items())
