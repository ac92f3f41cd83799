"""Every number against every station: issued, captured, batched, acknowledged, entered, and what the CRM holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from continuity.events.ledger import BooksException, SystemCounted, SystemRecord
from continuity.ledger.cards import without_cards
from continuity.ledger.numbers import series
from continuity.ledger.readings import Held
from continuity.ledger.rules import RULES, Look
from continuity.ledger.rules.duplicate import held_twice
from continuity.ledger.state import Ledger
from continuity.plan.lists import Credit
from continuity.plan.runbook import Form
from continuity.units import Money

__all__ = ["Comparison", "compare", "kept", "with_count"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``lost`` counts captured orders that the CRM does not hold, ``duplicated`` those it holds once too often."""

    exceptions: tuple[BooksException, ...]
    lost: int
    duplicated: int


def compare(
    ledger: Ledger,
    form_id: str,
    form: Form,
    system: Held,
    *,
    drill: bool,
    receivers: Sequence[str] = (),
    credit: Mapping[str, Credit] | None = None,
    currency: str = "",
    forgotten: Sequence[tuple[str, SystemRecord]] | None = None,
    on_packs: Mapping[str, str] | None = None,
) -> Comparison:
    """Apply every rule; ``system`` is what the CRM shows, ``receivers`` who should acknowledge each batch.

    ``credit`` is what each account may owe, in minor units of ``currency``; the ledger knows the other stations.
    ``forgotten`` is what the CRM does not hold of that which the order app saw accepted: source and record; none for
    what the ledger knows of it. ``on_packs`` is what logs of packs have on numbers that was not taken.
    """
    look = _look(ledger, form_id, form, system, drill=drill, receivers=tuple(receivers))
    look = replace(look, credit=credit, currency=currency, on_packs=on_packs or {})
    if forgotten is not None:
        look = replace(look, forgotten=tuple(forgotten), unheld=())
    found = _found(look)
    lost = sum(exception.rule == "R4" for exception in found)
    doubled = sum(len(records) - 1 for _, records in held_twice(look))
    return Comparison(_one_each(found), lost, doubled)


def _found(look: Look) -> list[BooksException]:
    """What the rules find, rule by rule, in one walk over the numbers for all that judge each by itself."""
    found: dict[str, list[BooksException]] = {rule.id: [] for rule in RULES}
    of_numbers = [(found[rule.id], rule.number) for rule in RULES if rule.number]
    of_orders = [(found[rule.id], rule.order) for rule in RULES if rule.order]
    met = 0
    for number in look.numbers():
        there, order = look.system.get(number.number, ()), number.order
        met += bool(there)
        for told, judge in of_numbers:
            told += judge(look, number, there)
        if order is not None:
            for told, weigh in of_orders:
                told += weigh(look, order, there)
    look = replace(look, strangers=met < len(look.system))
    for rule in RULES:
        found[rule.id] += rule.at_the_end(look) if rule.at_the_end else ()
    return [one for rule in RULES for one in found[rule.id]]


def with_count(
    found: Comparison, theirs: SystemCounted, ours: tuple[int, int], currency: str, drill_prefix: str | None
) -> Comparison:
    """The same with what a person counted in the CRM, where no program could read it.

    ``ours`` is how many were entered, and their total in minor units. A count says how many are astray, not which; the
    exceptions stand under the prefix of our numbers. ``drill_prefix`` is that of numbers which may not be there at all.
    """
    (count, total), counted, added = ours, theirs.count, theirs.totals.get(currency, 0)
    exceptions = []
    if counted != count:
        rule = "R4" if counted < count else "R5"
        words = f"counted by hand: {counted} in the CRM, {count} entered"
        exceptions.append(BooksException(rule, theirs.prefix, words))
    if added != total:
        there, here = Money(added, currency), Money(total, currency)
        words = f"added up by hand: {there} in the CRM, {here} on the forms"
        exceptions.append(BooksException("R6", theirs.prefix, words))
    if drill_prefix is not None and theirs.drill_numbers:
        words = f"counted by hand: {theirs.drill_numbers} of a drill's numbers in a real system"
        exceptions.append(BooksException("R17", drill_prefix, words))
    lost, doubled = max(0, count - counted), max(0, counted - count)
    return Comparison((*found.exceptions, *exceptions), found.lost + lost, found.duplicated + doubled)


def kept(form: Form, records: Iterable[SystemRecord]) -> tuple[SystemRecord, ...]:
    """What of the CRM's records may stay in the record of the run: customers' data has no place in it."""
    open_ = [field for field in form.fields if field.means in ("item", "quantity") and not field.private]
    names = {field.label for field in open_} | {field.id for field in open_}
    return tuple(
        replace(one, fields={name: without_cards(text) for name, text in one.fields.items() if name in names})
        for one in records
    )


def _look(
    ledger: Ledger,
    form_id: str,
    form: Form,
    system: Held,
    *,
    drill: bool,
    receivers: tuple[str, ...],
) -> Look:
    ours = series(form.numbering, drill=drill)
    return Look(
        ledger=ledger,
        form_id=form_id,
        form=form,
        series=ours,
        drill=drill,
        blocks=tuple(block for block in ledger.blocks.values() if block.form == form_id),
        batches=tuple(batch for batch in ledger.batches.values() if batch.form == form_id),
        lines=tuple(field for field in form.fields if field.means in ("item", "quantity") and not field.private),
        payment=paid.id if (paid := form.field_that_means("payment")) else None,
        identifying=tuple(field.id for field in form.fields if field.identifies),
        system=system,
        receivers=receivers,
        forgotten=ledger.stations.forgotten(form_id),
        unheld=ledger.stations.unheld(form_id),
        invoices=ledger.stations.made(form_id, "invoices"),
        shipments=ledger.stations.made(form_id, "shipments"),
    )


def _one_each(found: Iterable[BooksException]) -> tuple[BooksException, ...]:
    """One exception per rule and number, so that one reason settles it: what else is wrong joins the first."""
    joined: dict[tuple[str, str], BooksException] = {}
    for one in found:
        before = joined.get((one.rule, one.number))
        detail = f"{before.detail}; {one.detail}" if before else one.detail
        hint = one.hint and (before is None or before.hint)
        joined[one.rule, one.number] = BooksException(one.rule, one.number, detail, hint)
    return tuple(joined.values())
