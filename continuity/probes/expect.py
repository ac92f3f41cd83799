"""Whether an answer is the one that a healthy point gives. Pure."""

from __future__ import annotations

import json

from continuity.clock import from_iso
from continuity.events.outage import ProbeState
from continuity.plan import Expect

__all__ = ["judge_answer", "pointer"]

_MISSING = object()


def judge_answer(status: int, body: bytes, expect: Expect, now: int) -> tuple[ProbeState, str]:
    """The state and why: a wrong status or body is down, an answer that is too old is degraded."""
    if not _is_wanted(status, expect.status):
        return "down", f"status {status}" + (f" instead of {expect.status}" if expect.status else "")
    if expect.contains is not None and expect.contains.encode() not in body:
        return "down", f"the answer does not contain {expect.contains!r}"
    if not expect.json and expect.fresh is None:
        return "ok", f"status {status}"
    return _judge_json(body, expect, now)


def _is_wanted(status: int, wanted: int | None) -> bool:
    return 200 <= status < 300 if wanted is None else status == wanted


def _judge_json(body: bytes, expect: Expect, now: int) -> tuple[ProbeState, str]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return "down", "the answer is not JSON"
    for path, wanted in expect.json.items():
        found = pointer(value, path)
        if found != wanted:
            shown = "nothing" if found is _MISSING else repr(found)
            return "down", f"{path} is {shown} instead of {wanted!r}"
    return ("ok", "as expected") if expect.fresh is None else _judge_age(value, expect.fresh, expect, now)


def _judge_age(value: object, path: str, expect: Expect, now: int) -> tuple[ProbeState, str]:
    try:
        age = now - from_iso(str(pointer(value, path)))
    except ValueError:
        return "down", f"{path} is not a time with a zone"
    if age > expect.fresh_within:
        return "degraded", f"{path} is {age // 1000} s old"
    return "ok", "fresh"


def pointer(value: object, path: str) -> object:
    """What a JSON pointer (RFC 6901) leads to; a marker that equals nothing when it leads nowhere."""
    for part in path.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return _MISSING
    return value
