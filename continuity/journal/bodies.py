"""What the body of an event may hold: JSON without floats, in the integers every reader agrees on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from continuity.errors import ContinuityError

__all__ = ["DEEPEST", "LARGEST", "JsonObject", "JsonValue", "NotRecordable", "plain", "plain_object"]

JsonValue: TypeAlias = "bool | int | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
JsonObject: TypeAlias = Mapping[str, JsonValue]

_LISTS = (list, tuple)
LARGEST = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 7493 2.2)."""

DEEPEST = 64
"""Levels of nesting; far more than any event needs, far less than a parser's stack."""


class NotRecordable(ContinuityError):
    """A value was offered to the journal that cannot be recorded exactly; the message names its path."""


def plain(value: object, path: str, depth: int = 0) -> JsonValue:
    """Return the value as plain lists, dicts, texts and integers, or raise ``NotRecordable`` naming the path.

    Keys stand in the order of the canonical bytes (RFC 8785 3.2.3), so that it is what a reader of those gets.
    """
    if isinstance(value, str):
        return _text(value, path)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _whole(value, path)
    if depth >= DEEPEST:
        raise NotRecordable(f"{path} is nested deeper than {DEEPEST} levels", "Record a flatter body.")
    if isinstance(value, Mapping):
        return _plain_items(value, path, depth + 1)
    if isinstance(value, _LISTS):
        return [plain(inner, f"{path}[{place}]", depth + 1) for place, inner in enumerate(value)]
    raise _refusal(value, path)


def plain_object(value: Mapping[str, object], path: str) -> dict[str, JsonValue]:
    """Like ``plain`` for a mapping, one level of which the caller wants to add to."""
    return _plain_items(value, path, 1)


def _plain_items(value: Mapping[str, object], path: str, depth: int) -> dict[str, JsonValue]:
    items = {
        key if type(key) is str and key.isascii() else _key(key, path): inner
        if type(inner) is str and inner.isascii()
        else plain(inner, f"{path}.{key}", depth)
        for key, inner in value.items()
    }
    keys = sorted(items)
    if not "".join(keys).isascii():  # all others are in that order already
        keys.sort(key=lambda key: key.encode("utf-16-be"))
    return {key: items[key] for key in keys}


def _text(value: str, path: str) -> str:
    text = value if type(value) is str else "".join((value,))
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        raise NotRecordable(f"{path} holds a text that is not valid Unicode", "Drop the lone surrogate.") from None
    return text


def _whole(value: int, path: str) -> int:
    if -LARGEST <= value <= LARGEST:
        return int(value)
    raise NotRecordable(f"{path} is {value}, beyond the integers that JSON keeps exactly (2^53)", "Record it as text.")


def _key(key: object, path: str) -> str:
    if isinstance(key, str):
        return _text(key, path)
    raise NotRecordable(f"{path} has the key {key!r}, which is not a text", "Use texts as keys.")


def _refusal(value: object, path: str) -> NotRecordable:
    if isinstance(value, float):
        return NotRecordable(
            f"{path} is the float {value!r}; the journal keeps no floats",
            "Use integer milliseconds for time and minor units for money.",
        )
    return NotRecordable(f"{path} is a {type(value).__name__}, which JSON cannot hold", "Record a text or an integer.")
