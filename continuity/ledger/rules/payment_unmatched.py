"""R11: a payment without an order, an order marked paid without a reference, or one reference on two orders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from continuity.events.ledger import BooksException
from continuity.events.stations import Payment
from continuity.ledger.fields import bare
from continuity.ledger.fingerprints import Fingerprints, unpaired
from continuity.ledger.holding import Record
from continuity.ledger.rules.look import Look, There
from continuity.units import Money

__all__ = ["note_payment", "payment_unmatched"]


def note_payment(look: Look, order: Record, _: There) -> Iterable[BooksException]:
    """For ``payment_unmatched``; and an order that says it is paid names its payment."""
    if look.payment is None:
        return ()
    reference = bare(order.text(look.payment))
    if reference:
        look.noted["reference"].add(reference)
        look.noted["reference and amount"].add((reference, order.total_minor, order.currency))
    elif _needs_one(look, order):
        return (BooksException("R11", order.number, "marked paid, without a payment reference"),)
    return ()


def payment_unmatched(look: Look) -> Iterator[BooksException]:
    """Ask treasury. Payments are only missed where the gateway's list of them was read."""
    if look.payment is None:
        return
    payments = look.ledger.stations.paid(look.form_id)
    open = _open(look, payments)
    if not open:
        return
    orders: dict[str, list[str]] = {}
    for order in look.orders():
        reference = bare(order.text(look.payment))
        if reference and _is_open(open, reference, order.total_minor, order.currency):
            orders.setdefault(reference, []).append(order.number)
    for numbers in orders.values():
        for number in numbers[1:]:
            yield BooksException("R11", number, f"the same payment reference as {numbers[0]}")
    if payments is not None:
        left = ((bare(one.reference), one) for one in payments)
        paid = {text: one for text, one in left if _is_open(open, text, one.total_minor, one.currency)}
        yield from _against(look, paid, orders)


def _open(look: Look, payments: Iterable[Payment] | None) -> frozenset[int]:
    """Fingerprints of references that are there twice, and of references with amounts that have no counterpart.

    Nearly all orders and payments fit, and of those nothing more is held.
    """
    twice = look.noted["reference"].twice()
    if payments is None:
        return twice
    references, amounts = Fingerprints(), Fingerprints()
    for one in payments:
        reference = bare(one.reference)
        references.add(reference)
        amounts.add((reference, one.total_minor, one.currency))
    return twice | references.twice() | unpaired(look.noted["reference and amount"], amounts)


def _is_open(open: frozenset[int], reference: str, minor: int, currency: str) -> bool:
    return hash(reference) in open or hash((reference, minor, currency)) in open


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


def _needs_one(look: Look, record: Record) -> bool:
    method = look.form.field_that_means("method")
    return method is not None and record.text(method.id) in method.referenced
