"""The record that an event puts on a form."""

from __future__ import annotations

from sys import intern

from continuity.events import Body, Fact
from continuity.events.ledger import RecordCaptured
from continuity.ledger.comparisons import who_acted
from continuity.ledger.holding import Record

__all__ = ["corrected", "record_of"]


def record_of(fact: Fact[Body], body: RecordCaptured, number: str) -> Record:
    """Records share what they have in common: a text that most of them hold is held once."""
    by = intern(fact.on_behalf_of or fact.actor.id)
    typed_by = intern(fact.actor.id) if fact.actor.id != by else None
    fields = {intern(field): text for field, text in body.fields.items()}
    sealed = {intern(field): (one.text, one.digest) for field, one in body.private.items()}
    content = (number, intern(body.form), fields, sealed, body.total_minor, intern(body.currency))
    saved = (intern(body.device), body.counter, body.approved_by, body.carried_from)
    more = (intern(body.version), body.account, fact.seq, typed_by)
    return Record(*content, fact.at, fact.recorded_at, by, *saved, *more)


def corrected(before: Record, now: Record, fact: Fact[Body]) -> Record:
    """Who took the order, and when, stays: a correction changes what stands on the form, and has hands of its own."""
    hands = tuple(dict.fromkeys((*before.corrected_by, *who_acted(fact))))
    return now._replace(
        taken_at=before.taken_at,
        recorded_at=before.recorded_at,
        taken_by=before.taken_by,
        typed_by=before.typed_by,
        carried_from=before.carried_from,
        corrected_by=hands,
        sheet_before=tuple(before),
    )
