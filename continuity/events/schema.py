"""The JSON Schema of every event body, made from its type, so that neither can drift from the other."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from enum import Enum
from typing import Union, get_args, get_origin

from continuity.events.kinds import KINDS
from continuity.structure import Duration, Json, JsonObject, Private
from continuity.units import DURATION, Money

__all__ = ["event_schema"]

_SEALED: JsonObject = {
    "type": "object",
    "description": "A private text: the SHA-256 of its salt and itself. The text lies beside the record.",
    "required": ["$sealed"],
    "additionalProperties": False,
    "properties": {"$sealed": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
}


def event_schema() -> JsonObject:
    """One schema (2020-12) for all kinds: ``#/$defs/<kind>`` describes the body of that kind."""
    shared: JsonObject = {"$sealed": _SEALED}
    bodies: JsonObject = {kind: _of_class(cls, shared, closed=False) for kind, cls in sorted(KINDS.items())}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Event",
        "description": "An event of the journal as it lies there. Times are RFC 3339 with three decimals, UTC.",
        "type": "object",
        "required": ["format", "stream", "seq", "kind", "at", "recorded_at", "actor", "body"],
        "properties": {
            "format": {"const": "event/1"},
            "kind": {"type": "string"},
            "seq": {"type": "integer", "minimum": 1},
            "body": {"type": "object"},
        },
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {"properties": {"body": {"$ref": f"#/$defs/{kind}"}}},
            }
            for kind in sorted(KINDS)
        ],
        "$defs": {**bodies, **shared},
    }


def _of_class(cls: type, shared: JsonObject, *, closed: bool) -> JsonObject:
    """A dataclass as an object; bodies stay open, because a later version may say more."""
    hints = typing.get_type_hints(cls)
    properties: JsonObject = {}
    required: list[Json] = []
    for field in dataclasses.fields(cls):
        key = field.name.rstrip("_")
        properties[key] = _of(hints[field.name], shared)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            required.append(key)
    about = (cls.__doc__ or cls.__name__).strip().partition("\n")[0]
    schema: JsonObject = {"type": "object", "description": about, "properties": properties, "required": required}
    return {**schema, "additionalProperties": False} if closed else schema


def _of(hint: object, shared: JsonObject) -> JsonObject:
    plain = _plain(hint, shared)
    if plain is not None:
        return plain
    origin, args = get_origin(hint), get_args(hint)
    if origin is typing.Literal:
        return {"enum": list(args)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(arg, shared) for arg in args]}
    if origin is tuple:
        return {"type": "array", "items": _of(args[0], shared)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of(args[1], shared)}
    raise TypeError(f"no schema for {hint!r}")


def _plain(hint: object, shared: JsonObject) -> JsonObject | None:
    if hint is Duration:
        return {"type": "string", "pattern": DURATION}
    if hint is Private:
        return {"$ref": "#/$defs/$sealed"}
    if hint is Money:
        return {"type": "string", "description": "An amount and its currency, 5000.00 EUR."}
    if hint is object:
        return {}
    if hint is types.NoneType:
        return {"type": "null"}
    if hint in (str, int, bool):
        return {"type": {str: "string", int: "integer", bool: "boolean"}[typing.cast(type, hint)]}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [one.value for one in hint]}
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _shared(hint, shared)
    return None


def _shared(cls: type, shared: JsonObject) -> JsonObject:
    """A class inside bodies is described once."""
    if cls.__name__ not in shared:
        shared[cls.__name__] = {}
        shared[cls.__name__] = _of_class(cls, shared, closed=True)
    return {"$ref": f"#/$defs/{cls.__name__}"}
