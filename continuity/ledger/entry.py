"""Back-entry: which record goes home when, and what of it the CRM is told.

What has been paid, and what a receiver has acknowledged, goes first: money is taken, and goods may be on their way.
Then what the runbook says (promises due, large customers, large amounts). Then by the time on the paper. Within one
customer the order of taking is kept, because credit and price breaks depend on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from continuity.ledger.holding import Number, Record
from continuity.ledger.state import Ledger
from continuity.plan.runbook import First, Form
from continuity.units import Money, parse_money

__all__ = ["Entry", "canary", "entry_of", "entry_order", "how_many_wait", "is_new", "newcomers", "of_known_customers"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as any CRM is told: ``others`` are the remaining fields by label; ``taken_at`` milliseconds UTC."""

    number: str
    form: str
    customer: str | None
    total: Money
    taken_at: int
    others: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)
    """Label by field id, of the customer's field too."""
    customer_field: str | None = None
    seq: int = 0
    """The event that says what stands here."""

    def text(self, id: str) -> str | None:
        """What stands in the field with that id; none for the total, or when it is empty."""
        return self.customer if id == self.customer_field else self.others.get(self.labels.get(id, ""))


def entry_of(form: Form, record: Record) -> Entry:
    """What goes home of a record; the customer is the form's first identifying field. Erased texts stay out."""
    customer = next((field.id for field in form.fields if field.identifies), None)
    rest = [field for field in form.fields if field.id != customer and not field.total]
    others = {field.label: text for field in rest if (text := record.text(field.id))}
    labels = {field.id: field.label for field in form.fields if not field.total}
    name = record.text(customer) if customer else None
    return Entry(record.number, record.form, name, record.total, record.taken_at, others, labels, customer, record.seq)


def entry_order(ledger: Ledger, form_id: str, form: Form, first: Sequence[First] = ()) -> tuple[Record, ...]:
    """Every record that the CRM has neither confirmed nor refused, first things first."""
    waiting = [number for number in ledger.of(form_id) if _is_waiting(number)]
    ranks = _ranks(ledger, form, waiting, first)
    records = [number.record for number in waiting if number.record]
    return tuple(sorted(records, key=lambda record: (ranks[record.number], record.taken_at, record.number)))


def is_new(form: Form, record: Record) -> bool:
    """Whether the form says that the CRM does not know the customer: anything that is no "no" says so."""
    field = form.field_that_means("new_customer")
    return field is not None and (record.text(field.id) or "no").strip().casefold() not in _NOT_NEW


def newcomers(ledger: Ledger, form: Form, order: Iterable[Record]) -> tuple[Record, ...]:
    """Those of the records whose customer somebody has to make in the CRM first, and has not said so yet."""
    return tuple(one for one in order if is_new(form, one) and one.number not in ledger.stations.customers)


def how_many_wait(ledger: Ledger, form_id: str) -> int:
    """How many the CRM has neither confirmed nor refused, without putting them in order."""
    return ledger.remembered(("waiting", form_id), lambda: sum(map(_is_waiting, ledger.of(form_id))))


def of_known_customers(ledger: Ledger, form: Form, order: Sequence[Record]) -> tuple[Record, ...]:
    """The records without those of customers who are to be made first, and without what these ordered later."""
    if form.field_that_means("new_customer") is None:
        return tuple(order)
    waiting = {_customer(form, record) for record in newcomers(ledger, form, order)}
    return tuple(record for record in order if _customer(form, record) not in waiting)


def canary(order: Iterable[Record], form: Form, count: int) -> tuple[Record, ...]:
    """The first few to enter and look at downstream: the first order of each customer, then whatever comes first.

    Taken in the order of entry, so that entering them first breaks nothing within a customer.
    """
    records = tuple(order)
    firsts: dict[str, Record] = {}
    for record in records:
        firsts.setdefault(_customer(form, record), record)
    chosen = list(firsts.values())[:count]
    chosen += [record for record in records if record not in chosen][: count - len(chosen)]
    return tuple(chosen)


def _is_waiting(number: Number) -> bool:
    return number.order is not None and not number.entered and number.outcome != "rejected"


_NOT_NEW = ("", "-", "no", "non", "nein")

_Rank = tuple[int, str, int, str]
"""Place among what goes first, date where the soonest counts, time on the paper, number."""


def _ranks(ledger: Ledger, form: Form, waiting: list[Number], first: Sequence[First]) -> dict[str, _Rank]:
    """The urgency of each number: its own, or that of a later order of the same customer that waits for it."""
    ranks: dict[str, _Rank] = {}
    urgent: dict[str, _Rank] = {}
    paid = form.field_that_means("payment")
    for number in sorted(waiting, key=_taken, reverse=True):
        if number.record is None:
            continue
        gone = ledger.acknowledged_by(number) or (paid is not None and number.record.text(paid.id))
        place, date = (0, "") if gone else _place(form, number.record, first)
        own = (place, date, number.record.taken_at, number.number)
        customer = _customer(form, number.record)
        ranks[number.number] = urgent[customer] = min(own, urgent.get(customer, own))
    return ranks


def _place(form: Form, record: Record, first: Sequence[First]) -> tuple[int, str]:
    """Which of what goes first fits, counted from 1, and the date that counts; the rest comes after them all."""
    for place, one in enumerate(first, 1):
        date = _date(record.text(one.field)) if one.soonest else ""
        if one.soonest and date:
            return place, date
        if record.text(one.field) in one.is_ or (one.over and _is_over(form, record, one)):
            return place, ""
    return len(first) + 1, ""


def _date(text: str | None) -> str:
    """A form that sorts; nothing for what is no date. Dates without a zone are all of the same one."""
    try:
        return datetime.fromisoformat(text or "").isoformat()
    except ValueError:
        return ""


def _is_over(form: Form, record: Record, first: First) -> bool:
    if first.over is None:
        return False
    if any(field.id == first.field and field.total for field in form.fields):
        return record.total.currency == first.over.currency and record.total.minor > first.over.minor
    try:
        return parse_money(record.text(first.field) or "", first.over.currency).minor > first.over.minor
    except ValueError:
        return False


def _taken(number: Number) -> tuple[int, str]:
    return (number.record.taken_at if number.record else 0, number.number)


def _customer(form: Form, record: Record) -> str:
    """Who ordered, as far as it can be told; without a name every record is a customer of its own."""
    names = (record.text(field.id) for field in form.fields if field.identifies)
    return next((name.casefold() for name in names if name), record.number)
