"""A record in the words of one CRM, as the plan gives them, and a record of that CRM read back."""

from __future__ import annotations

from collections.abc import Mapping

from continuity.backentry.target import NotRead
from continuity.clock import from_iso, to_iso
from continuity.events.ledger import SystemRecord
from continuity.ledger.entry import Entry
from continuity.plan.organisation import BackEntry
from continuity.structure import JsonObject

__all__ = ["columns_of", "columns_shown", "record_in"]

_CUSTOMER = "AccountName"


def columns_of(plan: BackEntry, entry: Entry) -> JsonObject:
    """CRM field to value, the key left out. The time on the form is kept apart from the time of entry.

    The total is a whole number of minor units; everything else is text, and what is empty stays out.
    """
    found: JsonObject = {**plan.constants, plan.total: entry.total.minor}
    if plan.single_currency is None:
        found[plan.currency] = entry.total.currency
    found |= {plan.taken_at: to_iso(entry.taken_at), plan.form: entry.form}
    told = {entry.labels.get(id, "") for id in plan.fields}
    rest = [f"{label}: {text}" for label, text in entry.others.items() if label not in told]
    found[plan.rest] = "\n".join(rest)
    if entry.customer and entry.customer_field not in plan.fields:
        found[_CUSTOMER] = entry.customer
    for id, column in plan.fields.items():
        if text := entry.text(id):
            found[column] = text
    return found


def columns_shown(plan: BackEntry) -> tuple[str, ...]:
    """The CRM fields that a record is held against, beside its id, key, total and currency."""
    return tuple(dict.fromkeys((plan.taken_at, plan.rest, *plan.fields.values())))


def record_in(plan: BackEntry, found: object, number: str | None = None) -> SystemRecord:
    """A record as the CRM shows it; one without our fields has a total of nought. Raises ``NotRead``.

    Its fields go by the form's label where they were written as a line of text, by the field's id where mapped.
    """
    if not isinstance(found, Mapping):
        raise NotRead("the CRM showed something that is no record")
    key, id = number or _text(found.get(plan.key)), _text(found.get("Id"))
    if not key or not id:
        raise NotRead("the CRM showed a record without its number or id")
    currency = plan.single_currency or _text(found.get(plan.currency)) or ""
    shown = {id: text for id, column in plan.fields.items() if (text := _text(found.get(column))) is not None}
    fields = _lines(_text(found.get(plan.rest)) or "") | shown
    return SystemRecord(key, id, _whole(found.get(plan.total)), currency, fields, _time(found.get(plan.taken_at)))


def _time(value: object) -> str | None:
    """A moment, however the CRM writes its zone; none for what tells no moment, as in a file in local style."""
    try:
        return to_iso(from_iso(value)) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        return None


def _lines(rest: str) -> dict[str, str]:
    """``Label: text`` lines, as they were written with the record."""
    pairs = (line.partition(": ") for line in rest.splitlines())
    return {label: text for label, colon, text in pairs if colon}


def _whole(value: object) -> int:
    """A number field comes back as ``118000.0``, and out of a file as text; what is no whole number is nought."""
    if isinstance(value, bool):
        return 0
    if isinstance(value, float):
        return int(value) if value.is_integer() else 0
    if isinstance(value, str):
        whole, _, fraction = value.strip().partition(".")
        return int(whole) if whole.removeprefix("-").isdecimal() and not fraction.strip("0") else 0
    return value if isinstance(value, int) else 0


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
