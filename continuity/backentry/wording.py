"""What the answers of a Salesforce-shaped CRM mean.

Sources: the vendor's REST documentation for upsert by external id (201 created, 200 or 204 updated, 300 several
matches and nothing written), for errors, an array of ``{message, errorCode, fields}``, and for collections, whose
results have ``statusCode`` in their errors.
"""

from __future__ import annotations

import json

from continuity.backentry.target import Outcome
from continuity.structure import Json, JsonObject

__all__ = ["meaning", "meaning_of_result", "parse", "trouble"]

_SEVERAL = "DUPLICATE_EXTERNAL_ID"
_ABOUT_THE_CRM = (401, 403, 408, 423, 425, 429)
_LATER = (
    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE",
    "INVALID_SESSION_ID",
    "REQUEST_LIMIT_EXCEEDED",
    "SERVER_UNAVAILABLE",
    "UNABLE_TO_LOCK_ROW",
)
"""Errors that tell of the CRM's state and not of this record: try again later."""


def meaning(status: int, found: Json) -> Outcome:
    """What an answer to an upsert of one record means; what is not the CRM's own word is unknown."""
    if status in (200, 201) and isinstance(found, dict) and found.get("success") is True:
        created = found.get("created", status == 201) is True
        return Outcome("created" if created else "updated", _text(found.get("id")))
    if status == 204:
        return Outcome("updated")
    if status == 300:
        count = len(found) if isinstance(found, list) else "several"
        return Outcome("rejected", detail=f"the CRM holds {count} records with this number; nothing was written")
    words = f"answered {status}{trouble(found)}"
    if status >= 500 or status in _ABOUT_THE_CRM or _code(found) in _LATER:
        return Outcome("unknown", detail=words, not_written=True)
    if 400 <= status < 500:
        return Outcome("rejected", detail=_message(found) or words)
    return Outcome("unknown", detail=f"{words}, but not as the CRM does")


def meaning_of_result(result: Json) -> Outcome:
    """What one result of many means."""
    if not isinstance(result, dict):
        return Outcome("unknown", detail="the CRM said nothing of this record")
    if result.get("success") is True:
        return Outcome("created" if result.get("created") is not False else "updated", _text(result.get("id")))
    code = _text(_error(result.get("errors")).get("statusCode")) or ""
    words = _message(result.get("errors")) or "the CRM refused it and did not say why"
    if code == _SEVERAL:
        return Outcome(
            "rejected", detail=f"the CRM holds several records with this number; nothing was written: {words}"
        )
    if code in _LATER:
        return Outcome("unknown", detail=f"{code}: {words}", not_written=True)
    return Outcome("rejected", detail=words)


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
