"""Send one order to the CRM by upsert, and say what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.standins.order_entry.call import NoAnswer, NotSent, Place, Reply, call
from continuity.standins.order_entry.log import Outcome, TakenOrder
from continuity.standins.web.messages import HttpProblem, parse_json

__all__ = ["DEADLINE_MS", "Sent", "send"]

DEADLINE_MS = 2_000
"""The longest that one call may take, all of it."""

_PATH = "/services/data/v60.0/sobjects/Order/Form_Number__c/"
_HEADERS = {"Authorization": "Bearer order-entry", "Content-Type": "application/json"}
_ABOUT_THE_ORDER = (300, 400, 404, 409, 413, 422)


@dataclass(frozen=True, slots=True)
class Sent:
    """An outcome, why, and whether it tells of this order alone rather than of the CRM."""

    outcome: Outcome
    detail: str
    about_the_order: bool = False


def send(order: TakenOrder, place: Place) -> Sent:
    """Upsert by form number: sending it again does no harm."""
    try:
        reply = call(place, "PATCH", _PATH + order.number, order.fields.encode(), _HEADERS, DEADLINE_MS)
    except NotSent as problem:
        return Sent(Outcome.FAILED, problem.message)
    except NoAnswer as problem:
        return Sent(Outcome.UNKNOWN, problem.message)
    return _judge(reply)


def _judge(reply: Reply) -> Sent:
    if reply.status == 204 or (reply.status in (200, 201) and _says_success(reply.body)):
        return Sent(Outcome.ACCEPTED, f"answered {reply.status}")
    if reply.status < 300:
        # A maintenance page with status 200, say: nobody can tell whether the order is in.
        return Sent(Outcome.UNKNOWN, f"answered {reply.status}, but not as the CRM does")
    return Sent(Outcome.FAILED, f"answered {reply.status}{_error_code(reply.body)}", reply.status in _ABOUT_THE_ORDER)


def _says_success(body: bytes) -> bool:
    try:
        found = parse_json(body)
    except HttpProblem:
        return False
    return isinstance(found, dict) and found.get("success") is True


def _error_code(body: bytes) -> str:
    try:
        found = parse_json(body)
    except HttpProblem:
        return ""
    first = found[0] if isinstance(found, list) and found else None
    code = first.get("errorCode") if isinstance(first, dict) else None
    return f" {code}" if isinstance(code, str) else ""
