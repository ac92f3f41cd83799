"""A form was filled in: is the number ours and free, is everything there, may it be promised, may it be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from continuity.errors import Refused
from continuity.events.ledger import RecordCaptured
from continuity.ledger.batch import is_untaken
from continuity.ledger.cards import card_reasons
from continuity.ledger.credit import account_key, credit_reasons
from continuity.ledger.fields import field_reasons, is_written
from continuity.ledger.holding import HandedState, NumberState, Record
from continuity.ledger.state import Ledger
from continuity.plan.lists import Credit
from continuity.plan.runbook import Field, Form, Limit
from continuity.structure import Private
from continuity.units import Money, parse_money

__all__ = ["Approval", "Draft", "capture", "correct"]


@dataclass(frozen=True, slots=True)
class Approval:
    """Who said yes to an order over the limit, and the roles that this person has in the run."""

    by: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it comes in; ``device`` and ``counter`` name the saving, so that saving twice is one record."""

    number: str
    values: Mapping[str, str]
    device: str
    counter: int
    approval: Approval | None = None


def capture(
    ledger: Ledger,
    form_id: str,
    form: Form,
    draft: Draft,
    *,
    currency: str,
    credit: Mapping[str, Credit] | None = None,
) -> RecordCaptured | None:
    """The record to append; None when this very saving is in the ledger already.

    ``credit`` is what each account may owe, where the form is held against a credit list. ``Refused`` holds every
    reason, and none of them repeats what stood in a field that looks like a card number.
    """
    body, reasons = _written(ledger, form_id, form, draft, currency)
    if body is not None and _is_saved(ledger, body):
        return None
    reasons += _credit_reasons(ledger, form, draft, body, credit)
    reasons += _number_reasons(ledger, form_id, draft)
    if reasons or body is None:
        raise Refused(f"{draft.number} was not saved", reasons)
    return body


def correct(
    ledger: Ledger,
    form_id: str,
    form: Form,
    draft: Draft,
    *,
    why: str,
    currency: str,
    credit: Mapping[str, Credit] | None = None,
) -> RecordCaptured | None:
    """The record as it should have been; the event that says so points at the old one, so that both stay.

    ``draft`` holds what changes; an empty text empties a field. None when the record says so already. Once the number
    has left with a batch its total stays, because the receiver added it up, until everybody has turned that batch away;
    once the CRM holds it, it is mended there.
    """
    record = _correctable(ledger, draft.number)
    _refuse_cards({"the reason": why})
    if not why.strip():
        raise Refused(f"{draft.number} stays as it was", ("say why",))
    values = {name: record.text(name) or "" for name in (*record.fields, *record.private)} | dict(draft.values)
    draft = replace(draft, values=values)
    body, reasons = _written(ledger, form_id, form, draft, currency)
    if body is not None and _same(record, body):
        return None
    if body is not None and draft.approval is None and _asks_for_no_more(form, record, body):
        # Who said yes to the order as it was has said yes to this one.
        draft = replace(draft, approval=_before(form, record))
        body, reasons = _written(ledger, form_id, form, draft, currency)
    left = ledger.numbers[draft.number].batches[-1:]
    stays = any(not is_untaken(ledger.batches[id]) for id in left)
    if stays and body is not None and Money(body.total_minor, body.currency) != record.total:
        reasons.append(f"it has left with {left[0]}, whose total stays: mend it in the CRM, and settle R6")
    else:
        reasons += _credit_reasons(ledger, form, draft, body, credit, instead_of=record)
    reasons += _saving_reasons(ledger, draft)
    if reasons or body is None:
        raise Refused(f"{draft.number} stays as it was", reasons)
    return replace(body, why=Private(why.strip()), carried_from=record.carried_from)


def _asks_for_no_more(form: Form, record: Record, body: RecordCaptured) -> bool:
    """Whether nothing that somebody has to say yes to has changed or grown: the account, the total, limited fields."""
    if body.account != record.account or body.total_minor > record.total.minor:
        return False
    for limit in form.limits:
        before, now = record.text(limit.field) or "", _text(body, limit.field)
        if before != now and not _is_less(now, before, body.currency):
            return False
    return True


def _text(body: RecordCaptured, field: str) -> str:
    return body.private[field].text or "" if field in body.private else body.fields.get(field, "")


def _is_less(now: str, before: str, currency: str) -> bool:
    try:
        return parse_money(now or "0", currency).minor <= parse_money(before or "0", currency).minor
    except ValueError:
        return False


def _before(form: Form, record: Record) -> Approval | None:
    """Who said yes to the order as it was, for all that somebody has to say yes to on this form."""
    roles = [limit.approval for limit in form.limits] + ([form.credit.approval] if form.credit else [])
    return Approval(record.approved_by, tuple(roles)) if record.approved_by else None


def _correctable(ledger: Ledger, number: str) -> Record:
    known = ledger.numbers.get(number)
    if known is None or known.record is None or known.state is not NumberState.USED:
        raise Refused(f"no order stands on {number}", hint="Say the number of the form that the order is on.")
    if known.entered:
        raise Refused(f"the CRM holds {number} already", hint="Mend it there; the books will ask for the reason.")
    if known.outcome == "unknown":
        hint = "It is looked up again by its number; correct it when that is settled."
        raise Refused(f"nobody knows yet whether the CRM holds {number}", hint=hint)
    for id in known.batches:
        handed = ledger.batches[id].handed.values()
        waiting = [one.receiver for one in handed if one.state is HandedState.SENT]
        if waiting:
            hint = "Wait for the answer: they count what was sent."
            raise Refused(f"{id} is still with {', '.join(waiting)}", hint=hint)
    return known.record


def _written(
    ledger: Ledger, form_id: str, form: Form, draft: Draft, currency: str
) -> tuple[RecordCaptured | None, list[str]]:
    """The record as far as the form itself goes, and what is wrong with it."""
    values = {name: text.strip() for name, text in draft.values.items() if is_written(text)}
    _refuse_cards({**_labelled(form, values), **_handles(ledger, draft)})
    reasons = _form_reasons(form, values, currency)
    if reasons:
        return None, reasons
    return _body(form_id, form, draft, values, currency), _limit_reasons(form, values, draft.approval, currency)


def _refuse_cards(texts: Mapping[str, str]) -> None:
    cards = card_reasons(texts)
    if cards:
        raise Refused("The form was not saved", cards, "Keep the payment's reference, or the last four digits at most.")


def _credit_reasons(
    ledger: Ledger,
    form: Form,
    draft: Draft,
    body: RecordCaptured | None,
    credit: Mapping[str, Credit] | None,
    instead_of: Record | None = None,
) -> list[str]:
    if body is None or form.credit is None or credit is None:
        return []
    roles = draft.approval.roles if draft.approval else ()
    return [*credit_reasons(ledger, body, form.credit, credit, roles, instead_of=instead_of)]


def _labelled(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    labels = {field.id: field.label for field in form.fields}
    # A name that is not on the form may itself hold a number, so it is looked at and never repeated.
    strange = " ".join(f"{name}; {text}" for name, text in values.items() if name not in labels)
    known = {labels[name]: text for name, text in values.items() if name in labels}
    return {**known, "a field that is not on this form": strange}


def _handles(ledger: Ledger, draft: Draft) -> dict[str, str]:
    """What comes with the form; a number that we issued ourselves is no card, whatever its digits."""
    number = {} if draft.number in ledger.numbers else {"the form number": draft.number}
    approver = {"the approver": draft.approval.by} if draft.approval else {}
    return {**number, **approver, "the name of the device": draft.device}


def _form_reasons(form: Form, values: Mapping[str, str], currency: str) -> list[str]:
    known = {field.id for field in form.fields}
    reasons = [f"this form has no field {name!r}" for name in values if name not in known]
    for field in form.fields:
        reasons += field_reasons(field, values.get(field.id, ""), currency)
    identifying = [field for field in form.fields if field.identifies]
    if len(identifying) >= 2 and sum(field.id in values for field in identifying) < 2:
        labels = ", ".join(field.label for field in identifying)
        reasons.append(f"two ways to tell the customer apart are needed; this form has {labels}")
    return reasons


def _limit_reasons(form: Form, values: Mapping[str, str], approval: Approval | None, currency: str) -> list[str]:
    reasons = []
    for limit in form.limits:
        if _is_over(limit, values, currency) and not (approval and limit.approval in approval.roles):
            wrong = f"; {approval.by} is not one" if approval else ""
            reasons.append(f"over {limit.max} a {limit.approval} must approve{wrong}")
    return reasons


def _is_over(limit: Limit, values: Mapping[str, str], currency: str) -> bool:
    """An amount in another currency cannot be compared, so it counts as over."""
    amount = parse_money(values[limit.field], currency) if limit.field in values else Money(0, currency)
    return amount.minor != 0 if currency != limit.max.currency else amount.minor > limit.max.minor


def _body(form_id: str, form: Form, draft: Draft, values: Mapping[str, str], currency: str) -> RecordCaptured:
    private = {field.id for field in form.fields if field.private}
    total = _total(form.fields, values, currency)
    account = form.field_that_means("account")
    return RecordCaptured(
        number=draft.number,
        form=form_id,
        fields={name: text for name, text in values.items() if name not in private},
        private={name: Private(text) for name, text in values.items() if name in private},
        total_minor=total.minor,
        currency=currency,
        device=draft.device,
        counter=draft.counter,
        approved_by=draft.approval.by if draft.approval else None,
        version=form.version,
        account=account_key(values[account.id]) if account is not None and account.id in values else None,
    )


def _total(fields: tuple[Field, ...], values: Mapping[str, str], currency: str) -> Money:
    amounts = (parse_money(values[field.id], currency) for field in fields if field.total and field.id in values)
    return sum(amounts, Money(0, currency))


def _is_saved(ledger: Ledger, body: RecordCaptured) -> bool:
    known = ledger.numbers.get(body.number)
    if known is None or ledger.saved.get((body.device, body.counter)) != body.number:
        return False
    first = known.record
    while first is not None and first.before is not None:
        first = first.before  # what was put right later is still that saving
    return first is not None and _same(first, body)


def _same(record: Record, body: RecordCaptured) -> bool:
    """Whether both say the same, as far as it has not been erased."""
    if (dict(record.fields), record.total) != (dict(body.fields), Money(body.total_minor, body.currency)):
        return False
    pairs = ((record.private.get(name), text) for name, text in body.private.items())
    return record.private.keys() == body.private.keys() and all(
        kept is not None and kept.text in (None, text.text) for kept, text in pairs
    )


def _saving_reasons(ledger: Ledger, draft: Draft) -> list[str]:
    """Why this saving cannot be: the device has used its counter for something else."""
    saved = ledger.saved.get((draft.device, draft.counter))
    if saved is None:
        return []
    other = "with other content" if saved == draft.number else f"as {saved}"
    return [f"{draft.device} has saved its form {draft.counter} {other}; count on by one and save again"]


def _number_reasons(ledger: Ledger, form_id: str, draft: Draft) -> list[str]:
    if reasons := _saving_reasons(ledger, draft):
        return reasons
    known = ledger.numbers.get(draft.number)
    if known is None or known.block is None or known.form != form_id:
        return [f"{draft.number} was issued to nobody in this run; use a number from a block"]
    if known.state is NumberState.USED:
        return [f"{draft.number} is used already; an order that is not the one on it goes on the next blank"]
    if known.state is NumberState.VOID:
        return [f"{draft.number} is void; take the next blank"]
    return []
