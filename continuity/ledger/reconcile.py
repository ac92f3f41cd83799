"""Every number against every station: issued, captured, batched, acknowledged, entered, and what the CRM holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from continuity.events.ledger import BooksException, SystemRecord
from continuity.ledger.numbers import series
from continuity.ledger.rules import RULES, Look
from continuity.ledger.rules.duplicate import ours_in_crm
from continuity.ledger.state import Ledger
from continuity.plan.lists import Credit
from continuity.plan.runbook import Form
from continuity.units import Money

__all__ = ["WINDOW_MS", "Comparison", "compare", "kept", "with_count"]

WINDOW_MS = 60 * 60_000
"""How close together two equal orders of one customer look like one order taken twice: an hour, by assumption."""


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
    records: Sequence[SystemRecord],
    *,
    drill: bool,
    receivers: Sequence[str] = (),
    window_ms: int = WINDOW_MS,
    credit: Mapping[str, Credit] | None = None,
    currency: str = "",
) -> Comparison:
    """Apply every rule; ``records`` is what the CRM shows, ``receivers`` who should acknowledge each batch.

    ``credit`` is what each account may owe, in minor units of ``currency``; the ledger knows the other stations.
    """
    look = _look(ledger, form_id, form, records, drill=drill, receivers=tuple(receivers), window_ms=window_ms)
    look = replace(look, credit=credit, currency=currency)
    found = [exception for rule in RULES for exception in rule.find(look)]
    lost = sum(exception.rule == "R4" for exception in found)
    doubled = sum(len(held) - 1 for number, held in look.system.items() if ours_in_crm(look, number))
    return Comparison(_one_each(found), lost, doubled)


def with_count(
    found: Comparison, prefix: str, ours: tuple[int, int], theirs: tuple[int, int], currency: str
) -> Comparison:
    """The same with what a person counted in the CRM and its total in minor units, where no program could read it.

    A count says how many are astray, not which; the exceptions stand under the ``prefix`` of our numbers.
    """
    (count, total), (counted, added) = ours, theirs
    exceptions = []
    if counted < count:
        exceptions.append(BooksException("R4", prefix, f"counted by hand: {counted} in the CRM, {count} entered"))
    if counted > count:
        exceptions.append(BooksException("R5", prefix, f"counted by hand: {counted} in the CRM, {count} entered"))
    if added != total:
        there, here = Money(added, currency), Money(total, currency)
        exceptions.append(BooksException("R6", prefix, f"added up by hand: {there} in the CRM, {here} on the forms"))
    lost, doubled = max(0, count - counted), max(0, counted - count)
    return Comparison((*found.exceptions, *exceptions), found.lost + lost, found.duplicated + doubled)


def kept(form: Form, records: Iterable[SystemRecord]) -> tuple[SystemRecord, ...]:
    """What of the CRM's records may stay in the record of the run: customers' data has no place in it."""
    open_ = [field for field in form.fields if field.means in ("item", "quantity") and not field.private]
    names = {field.label for field in open_} | {field.id for field in open_}
    return tuple(
        replace(one, fields={name: text for name, text in one.fields.items() if name in names}) for one in records
    )


def _look(
    ledger: Ledger,
    form_id: str,
    form: Form,
    records: Sequence[SystemRecord],
    *,
    drill: bool,
    receivers: tuple[str, ...],
    window_ms: int,
) -> Look:
    system: dict[str, tuple[SystemRecord, ...]] = {}
    for record in records:
        system[record.number] = (*system.get(record.number, ()), record)
    return Look(
        ledger=ledger,
        form_id=form_id,
        form=form,
        series=series(form.numbering, drill=drill),
        drill=drill,
        numbers=ledger.of(form_id),
        blocks=tuple(block for block in ledger.blocks.values() if block.form == form_id),
        batches=tuple(batch for batch in ledger.batches.values() if batch.form == form_id),
        system=system,
        receivers=receivers,
        window_ms=window_ms,
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
