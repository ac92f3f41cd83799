"""Every kind of event by name, and the way between typed bodies and plain JSON."""

from __future__ import annotations

import dataclasses

from continuity.events import copies, ledger, lifecycle, outage, people, quota, review, stations, steps
from continuity.events.envelope import Body
from continuity.structure import JsonObject, Sealer, Texts, decode, encode

__all__ = ["KINDS", "PRIVATE_KINDS", "Unknown", "body_of", "json_of"]

KINDS: dict[str, type] = {
    cls.KIND: cls
    for module in (lifecycle, outage, steps, ledger, stations, people, review, quota, copies)
    for cls in vars(module).values()
    if isinstance(cls, type) and hasattr(cls, "KIND")
}


PRIVATE_KINDS = frozenset(
    kind for kind, cls in KINDS.items() if any("Private" in str(field.type) for field in dataclasses.fields(cls))
)
"""Kinds whose bodies can hold private texts."""


class Unknown:
    """An event of a kind that this version does not know; it is kept, and no fold reads it."""

    def __init__(self, kind: str, body: JsonObject) -> None:
        self.kind = kind
        self.body = body


def body_of(kind: str, body: JsonObject, texts: Texts) -> Body:
    """The typed body of a stored one; private texts come from ``texts`` by digest."""
    cls = KINDS.get(kind)
    return Unknown(kind, body) if cls is None else decode(cls, body, texts)


def json_of(body: Body, seal: Sealer) -> tuple[str, JsonObject]:
    """Kind and plain JSON of a typed body; ``seal`` takes each private text and gives its digest."""
    written = encode(body, seal)
    if not isinstance(written, dict):
        raise TypeError(f"{body!r} is no event body")
    return type(body).KIND, written  # type: ignore[attr-defined]
