"""What a plain word in YAML means: the core schema of YAML 1.2, and nothing cleverer.

``12:30``, ``no``, ``on`` and ``2026-01-05`` stay text; ``010`` is ten (YAML 1.2.2, 10.3.2).
"""

from __future__ import annotations

import re

__all__ = ["LARGEST", "Decimal", "plain"]

LARGEST = 2**53 - 1
"""The largest whole number that every JSON reader keeps exact (RFC 8785 appendix D)."""

_FIRST = frozenset("-+.0123456789~nNtTfF")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {
    "null": None, "Null": None, "NULL": None, "~": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip


class Decimal(ValueError):
    """A number that cannot be kept exactly: with a decimal point, or too large."""


def plain(text: str) -> str | int | bool | None:
    """Read an unquoted scalar; raises ``Decimal`` for numbers that would not stay exact."""
    if not text:
        return None
    if text[0] not in _FIRST:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return _number(text)


def _number(text: str) -> str | int:
    for shape, base in ((_INTEGER, 10), (_OCTAL, 8), (_HEX, 16)):
        if shape.fullmatch(text):
            value = int(text[2:] if base != 10 else text, base) if len(text) <= 40 else LARGEST + 1
            if abs(value) > LARGEST:
                raise Decimal(f"{text[:40]} is too large for a number")
            return value
    if _DECIMAL.fullmatch(text):
        raise Decimal(f"{text[:40]} would be read as a number with a decimal point")
    return text
