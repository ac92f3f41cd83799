"""Reading JSON that others wrote (a disk, a server) into typed values, and nothing taken on trust."""

from __future__ import annotations

import json
from collections.abc import Mapping

__all__ = ["Misshapen", "Scalar", "flag", "listing", "maybe_number", "maybe_text", "number", "parse", "table", "text"]

Scalar = int | str | bool | None


class Misshapen(ValueError):
    """A JSON value is not what its place calls for."""


def parse(raw: bytes | str) -> object:
    """Read JSON; raises ``Misshapen`` for anything else, half a document included."""
    try:
        value: object = json.loads(raw)
    except ValueError as problem:
        raise Misshapen(f"not JSON ({problem})") from None
    return value


def table(value: object) -> Mapping[str, object]:
    """Take an object."""
    if isinstance(value, dict):
        return value
    raise Misshapen(f"an object was expected, not {_kind(value)}")


def listing(value: object) -> list[object]:
    """Take an array."""
    if isinstance(value, list):
        return value
    raise Misshapen(f"an array was expected, not {_kind(value)}")


def text(record: Mapping[str, object], key: str) -> str:
    """Take a text that must be there."""
    value = record.get(key)
    if isinstance(value, str):
        return value
    raise Misshapen(f"{key!r}: a text was expected, not {_kind(value)}")


def maybe_text(record: Mapping[str, object], key: str) -> str | None:
    """Take a text that may be absent."""
    return None if record.get(key) is None else text(record, key)


def number(record: Mapping[str, object], key: str) -> int:
    """Take a whole number that must be there."""
    value = record.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise Misshapen(f"{key!r}: a whole number was expected, not {_kind(value)}")


def maybe_number(record: Mapping[str, object], key: str) -> int | None:
    """Take a whole number that may be absent."""
    return None if record.get(key) is None else number(record, key)


def flag(record: Mapping[str, object], key: str) -> bool:
    """Take true or false."""
    value = record.get(key)
    if isinstance(value, bool):
        return value
    raise Misshapen(f"{key!r}: true or false was expected, not {_kind(value)}")


def _kind(value: object) -> str:
    return "nothing" if value is None else type(value).__name__
