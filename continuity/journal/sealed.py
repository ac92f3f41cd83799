"""Texts that can be erased: the chain holds a salted hash, the text lies beside it.

A body holds ``{"$sealed": "<sha256 hex of salt + UTF-8 text>"}`` where the text stood. The salt keeps anyone
from guessing a short text (a name, an amount) from its hash; erasing deletes text and salt together.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import NoneType

from continuity.journal.bodies import JsonObject, JsonValue, NotRecordable

__all__ = ["MARK", "SALT_BYTES", "Sealed", "marker", "markers", "sealed_hash", "unsealed"]

MARK = "$sealed"
SALT_BYTES = 16
_HASH = re.compile(r"[0-9a-f]{64}")
_LISTS = (list, tuple)
_LEAVES = (str, int, NoneType)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A text and the salt (``SALT_BYTES`` random bytes at least) that its hash was taken with."""

    salt: bytes
    text: str
    hash: str = field(init=False)
    """What the body holds in place of the text: always worked out from the two, never taken over."""

    def __post_init__(self) -> None:
        """Work the hash out, once."""
        object.__setattr__(self, "hash", sealed_hash(self.salt, self.text))


def sealed_hash(salt: bytes, text: str) -> str:
    """SHA-256 of the salt followed by the text in UTF-8, in hex."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def marker(hash_: str) -> JsonObject:
    """What stands in a body where the text of that hash stood."""
    return {MARK: hash_}


def markers(value: JsonValue, path: str = "body") -> Iterator[str]:
    """Every hash that a body refers to; raises ``NotRecordable`` where ``$sealed`` is used for anything else."""
    if isinstance(value, (dict, Mapping)):  # nearly always a dict, which is sooner seen
        if MARK in value:
            yield _marked(value, path)
            return
        for key, inner in value.items():
            if not isinstance(inner, _LEAVES):  # most are, and none is a marker
                yield from markers(inner, f"{path}.{key}")
    elif isinstance(value, _LISTS):
        for place, inner in enumerate(value):
            yield from markers(inner, f"{path}[{place}]")


def unsealed(value: JsonValue, texts: Mapping[str, str], erased: str) -> JsonValue:
    """Return the body with texts in place of markers, and ``erased`` where the text is gone."""
    if isinstance(value, Mapping):
        if MARK in value:
            return texts.get(str(value[MARK]), erased)
        return {key: unsealed(inner, texts, erased) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [unsealed(inner, texts, erased) for inner in value]
    return value


def _marked(value: JsonObject, path: str) -> str:
    hash_ = value[MARK]
    if len(value) == 1 and isinstance(hash_, str) and _HASH.fullmatch(hash_):
        return hash_
    raise NotRecordable(
        f"{path} uses the reserved key {MARK!r} for something that is not a sealed text",
        f"Use another key, or exactly {{{MARK!r}: <64 hex digits>}}.",
    )
