"""Forms: numbers that cannot be mixed up, fields that can be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from continuity.plan import Form, Runbook
from continuity.workspace.document import pointer
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding
from continuity.workspace.rules.card_fields import card_field


def rule(draft: Draft) -> Iterator[Finding]:
    """Prefixes over all forms, fields and limits of each."""
    currency = draft.organisation.value.currency if draft.organisation else None
    owners: dict[str, str] = {}
    for written in draft.runbooks.values():
        for id, form in written.value.forms.items():
            at = pointer("forms", id)
            first = owners.setdefault(id, written.document.file)
            if first != written.document.file:
                yield written.error(
                    at, "id-twice", f"{first} has a form {id!r} too", "Give it another id, or use that one.", key=True
                )
            yield from _fields(written, form, at)
            yield from _limits(written, form, at, currency)
    yield from _prefixes(draft)


@dataclass(frozen=True, slots=True)
class _Prefix:
    text: str
    written: Written[Runbook]
    at: str
    name: str


def _prefixes(draft: Draft) -> Iterator[Finding]:
    """In alphabetical order, whatever begins with a prefix stands directly behind it."""
    first: _Prefix | None = None
    for prefix in sorted(_all_prefixes(draft), key=lambda it: it.text.upper()):
        if first is None or not prefix.text.upper().startswith(first.text.upper()):
            first = prefix
            continue
        message = (
            f"numbers that begin with {prefix.text!r} can be taken for those of {first.name}, "
            f"which begin with {first.text!r}"
        )
        hint = "Let no prefix be the beginning of another."
        yield prefix.written.error(prefix.at, "form-prefix", message, hint)


def _all_prefixes(draft: Draft) -> Iterator[_Prefix]:
    for written in draft.runbooks.values():
        for id, form in written.value.forms.items():
            at = pointer("forms", id, "numbering")
            yield _Prefix(form.numbering.prefix, written, f"{at}/prefix", f"{id} (prefix)")
            yield _Prefix(form.numbering.drill_prefix, written, f"{at}/drill_prefix", f"{id} (drill_prefix)")


def _fields(written: Written[Runbook], form: Form, at: str) -> Iterator[Finding]:
    seen: set[str] = set()
    totals = 0
    for number, field in enumerate(form.fields):
        here = f"{at}/fields/{number}"
        if field.id in seen:
            yield written.error(
                f"{here}/id", "id-twice", f"{field.id!r} stands twice in this form", "Give it another id."
            )
        seen.add(field.id)
        yield from card_field(written, field, here)
        totals += field.total
        if field.total and (field.type != "money" or totals > 1):
            why = "is no money" if field.type != "money" else "is the second total"
            yield written.error(
                f"{here}/total",
                "form-total",
                f"{field.id!r} {why}; batches add up one money field",
                "Write total: true at one field of type: money.",
            )
    if sum(field.identifies for field in form.fields) == 1:
        yield written.warning(
            f"{at}/fields",
            "form-one-identifier",
            "one field alone tells customers apart",
            "Write identifies: true at a second one, such as the phone number.",
        )


def _limits(written: Written[Runbook], form: Form, at: str, currency: str | None) -> Iterator[Finding]:
    money = {field.id for field in form.fields if field.type == "money"}
    for number, limit in enumerate(form.limits):
        here = f"{at}/limits/{number}"
        yield from written.unknown(f"{here}/field", "money field", limit.field, money)
        yield from written.unknown(f"{here}/approval", "role", limit.approval, written.value.roles)
        if currency and limit.max.currency != currency:
            yield written.error(
                f"{here}/max",
                "form-currency",
                f"the limit is in {limit.max.currency}, the organisation counts in {currency}",
                f"Write the amount in {currency}.",
            )
