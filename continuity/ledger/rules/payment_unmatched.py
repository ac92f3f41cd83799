"""R11: a payment without an order, an order marked paid without a reference, or one reference on two orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from continuity.events.ledger import BooksException
from continuity.events.stations import Payment
from continuity.ledger.fields import bare
from continuity.ledger.holding import NumberState, Record
from continuity.ledger.rules.look import Look
from continuity.units import Money

__all__ = ["payment_unmatched"]


def payment_unmatched(look: Look) -> Iterator[BooksException]:
    """Ask treasury. Payments are only missed where the gateway's list of them was read."""
    field = look.form.field_that_means("payment")
    if field is None:
        return
    orders: dict[str, list[str]] = {}
    for record in _in_use(look):
        reference = bare(record.text(field.id))
        if reference:
            orders.setdefault(reference, []).append(record.number)
        elif _needs_one(look, record):
            yield BooksException("R11", record.number, "marked paid, without a payment reference")
    for numbers in orders.values():
        for number in numbers[1:]:
            yield BooksException("R11", number, f"the same payment reference as {numbers[0]}")
    paid = look.ledger.stations.paid(look.form_id)
    if paid is not None:
        yield from _against(look, {bare(one.reference): one for one in paid}, orders)


def _against(look: Look, paid: Mapping[str, Payment], orders: Mapping[str, list[str]]) -> Iterator[BooksException]:
    for reference, payment in paid.items():
        amount = Money(payment.total_minor, payment.currency)
        if reference not in orders:
            yield BooksException("R11", payment.reference, f"{amount} paid, and no order carries this reference")
            continue
        record = look.ledger.numbers[orders[reference][0]].record
        if record is not None and record.total != amount:
            yield BooksException("R11", record.number, f"{amount} paid, {record.total} on the form")
    for reference, numbers in orders.items():
        if reference not in paid:
            yield BooksException("R11", numbers[0], "its payment reference is not on the list of payments")


def _in_use(look: Look) -> Iterator[Record]:
    for number in look.numbers:
        if number.record is not None and number.state is NumberState.USED:
            yield number.record


def _needs_one(look: Look, record: Record) -> bool:
    method = look.form.field_that_means("method")
    return method is not None and record.text(method.id) in method.referenced
