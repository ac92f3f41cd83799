"""Reading a lease: ``30000``, or ``{"millis": 30000, "holder": "run 2026-q4-01"}``."""

from __future__ import annotations

from continuity.embedded.api.fields import Fields
from continuity.embedded.json_read import Json, Number, Object, read_json
from continuity.embedded.lease import LEASE_MAX, Wish
from continuity.embedded.problem import ApiProblem

__all__ = ["read_lease", "read_lease_body"]

_HOLDER_MAX = 500
_WRONG = f"lease must be a whole number of milliseconds from 1 to {LEASE_MAX}, or an object with millis and holder"


def read_lease(found: Fields) -> Wish | None:
    """Take the optional lease out of a toxic's body; None when there is none. Raises ``ApiProblem`` (400)."""
    value = found.any("lease")
    return None if value is None else _wish(value)


def read_lease_body(body: bytes) -> Wish:
    """Read a body that is a lease and nothing else."""
    return _wish(read_json(body))


def _wish(value: Json) -> Wish:
    if not isinstance(value, Object):
        return Wish(_millis(value))
    found = Fields(value, "lease", "lease")
    holder = found.any("holder")
    if not isinstance(holder, str | None) or len(holder or "") > _HOLDER_MAX:
        raise ApiProblem(400, f"the holder of a lease must be a text of at most {_HOLDER_MAX} characters")
    return Wish(_millis(found.any("millis")), holder or "")


def _millis(value: Json) -> int:
    if not isinstance(value, Number) or not value.text.isdecimal() or len(value.text) > 15:
        raise ApiProblem(400, _WRONG)
    millis = int(value.text)
    if not 1 <= millis <= LEASE_MAX:
        raise ApiProblem(400, _WRONG)
    return millis
