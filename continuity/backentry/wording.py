"""A record in a Salesforce-shaped CRM's words, and its answers read back.

Sources: the vendor's REST documentation for upsert by external id (201 created, 200 or 204 updated, 300 several
matches and nothing written) and for errors, an array of ``{message, errorCode, fields}``. Fields ending in ``__c`` are
the organisation's own.
"""

from __future__ import annotations

import json

from continuity.backentry.line import Reply
from continuity.backentry.target import NotRead, Outcome
from continuity.clock import to_iso
from continuity.events.ledger import SystemRecord
from continuity.ledger.entry import Entry
from continuity.structure import Json, JsonObject

__all__ = ["body_of", "outcome_of", "parse", "record_of", "trouble"]

_ABOUT_THE_CRM = (401, 403, 408, 423, 425, 429)
_LATER = (
    "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE",
    "INVALID_SESSION_ID",
    "REQUEST_LIMIT_EXCEEDED",
    "SERVER_UNAVAILABLE",
    "UNABLE_TO_LOCK_ROW",
)
"""Errors that tell of the CRM's state and not of this record: try again later."""


def body_of(entry: Entry) -> bytes:
    """The fields of the order. The time on the form is kept apart from the time of entry, which the CRM sets."""
    fields: JsonObject = {
        "Total_Minor__c": entry.total.minor,
        "CurrencyIsoCode": entry.total.currency,
        "Taken_At__c": to_iso(entry.taken_at),
        "Entered_From_Form__c": entry.form,
        "Description": "\n".join(f"{label}: {text}" for label, text in entry.others.items()),
    }
    if entry.customer:
        fields["AccountName"] = entry.customer
    return json.dumps(fields, ensure_ascii=False).encode()


def outcome_of(reply: Reply) -> Outcome:
    """What an answer to an upsert means; what is not the CRM's own word is unknown."""
    found = parse(reply.body)
    if reply.status in (200, 201) and isinstance(found, dict) and found.get("success") is True:
        created = found.get("created", reply.status == 201) is True
        return Outcome("created" if created else "updated", _text(found.get("id")))
    if reply.status == 204:
        return Outcome("updated")
    if reply.status == 300:
        count = len(found) if isinstance(found, list) else "several"
        return Outcome("rejected", detail=f"the CRM holds {count} records with this number; nothing was written")
    words = f"answered {reply.status}{trouble(found)}"
    if reply.status >= 500 or reply.status in _ABOUT_THE_CRM or _code(found) in _LATER:
        return Outcome("unknown", detail=words, not_written=True)
    if 400 <= reply.status < 500:
        return Outcome("rejected", detail=_message(found) or words)
    return Outcome("unknown", detail=f"{words}, but not as the CRM does")


def record_of(found: Json, number: str | None = None) -> SystemRecord:
    """A record as the CRM shows it; one without our fields has a total of nought in no currency."""
    if not isinstance(found, dict):
        raise NotRead("the CRM showed something that is no record")
    key, id = number or _text(found.get("Form_Number__c")), _text(found.get("Id"))
    if not key or not id:
        raise NotRead("the CRM showed a record without its number or id")
    total = found.get("Total_Minor__c")
    whole = total if isinstance(total, int) and not isinstance(total, bool) else 0
    fields = _lines(_text(found.get("Description")) or "")
    currency = _text(found.get("CurrencyIsoCode")) or ""
    return SystemRecord(key, id, whole, currency, fields, _text(found.get("Taken_At__c")))


def _lines(description: str) -> dict[str, str]:
    """``Label: text`` lines, as they were written with the record."""
    pairs = (line.partition(": ") for line in description.splitlines())
    return {label: text for label, colon, text in pairs if colon}


def trouble(found: Json) -> str:
    """Code and message of an error, to follow ``answered 503``; nothing when the body is no error of the CRM's."""
    code, message = _code(found), _message(found)
    return f" {code}: {message}" if code and message else ""


def parse(body: bytes) -> Json:
    """The body as JSON; None when it is none, a maintenance page say."""
    try:
        found: Json = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found


def _error(found: Json) -> JsonObject:
    first = found[0] if isinstance(found, list) and found else None
    return first if isinstance(first, dict) else {}


def _code(found: Json) -> str | None:
    return _text(_error(found).get("errorCode"))


def _message(found: Json) -> str | None:
    return _text(_error(found).get("message"))


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None
