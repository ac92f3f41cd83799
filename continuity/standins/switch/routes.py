"""The door to a switch: ``GET``, ``PUT`` and ``DELETE /switch``."""

from __future__ import annotations

from continuity.clock import Clock, from_iso
from continuity.standins.switch.switch import Held, Switch
from continuity.standins.web.messages import Answer, HttpProblem, Request, as_json, nothing
from continuity.standins.web.reading import bad_field, read_map, read_text

__all__ = ["answer_switch"]


def answer_switch(switch: Switch, clock: Clock, request: Request) -> Answer:
    """Show, set or heal; a switch that another run holds is a 409 that shows the holder."""
    try:
        return _answer(switch, clock, request)
    except Held as held:
        error = {"code": held.code, "message": held.message, "hint": held.hint}
        return as_json(held.status, {"error": error, "holder": held.holder.as_json()})


def _answer(switch: Switch, clock: Clock, request: Request) -> Answer:
    if request.method == "GET":
        return as_json(200, switch.state().as_json())
    if request.method == "PUT":
        return _put(switch, clock, request)
    if request.method == "DELETE":
        switch.heal(request.query.get("run"))
        return nothing()
    raise HttpProblem(405, "METHOD_NOT_ALLOWED", "/switch takes GET, PUT and DELETE.")


def _put(switch: Switch, clock: Clock, request: Request) -> Answer:
    document = request.document()
    mode = switch.mode(read_text(document, "mode")).name
    run = read_text(document, "run")
    until = 0 if mode == "ok" else _read_until(read_text(document, "until"), clock.now())
    return as_json(200, switch.put(mode, run, until, read_map(document, "settings")).as_json())


def _read_until(text: str, now: int) -> int:
    try:
        until = from_iso(text)
    except (ValueError, OverflowError):
        raise bad_field("until", "an RFC 3339 time with a zone, like 2026-11-22T10:00:00Z") from None
    if until <= now:
        raise bad_field("until", "a time to come; the lease would have passed already")
    return until
