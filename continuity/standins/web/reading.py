"""Take typed values out of a JSON object; what does not fit is a 400 that names the field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from continuity.standins.web.messages import HttpProblem, Json

__all__ = ["NAME", "bad_field", "read_int", "read_list", "read_map", "read_name", "read_text"]

NAME = re.compile(r"[A-Za-z0-9_-]+")
"""What form numbers, prefixes and batch numbers are made of: safe in a URL without encoding."""


def read_text(document: Mapping[str, Json], key: str) -> str:
    """A text that is not empty."""
    value = document.get(key)
    if not isinstance(value, str) or not value:
        raise bad_field(key, "a text that is not empty")
    return value


def read_name(document: Mapping[str, Json], key: str) -> str:
    """A text of letters, digits, ``-`` and ``_``."""
    value = read_text(document, key)
    if not NAME.fullmatch(value):
        raise bad_field(key, "letters, digits, - and _ only")
    return value


def read_int(document: Mapping[str, Json], key: str, low: int | None = None, high: int | None = None) -> int:
    """A whole number, within bounds where they are given."""
    value = document.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise bad_field(key, "a whole number")
    if (low is not None and value < low) or (high is not None and value > high):
        raise bad_field(key, f"between {low} and {high}" if high is not None else f"at least {low}")
    return value


def read_map(document: Mapping[str, Json], key: str) -> Mapping[str, Json]:
    """A JSON object; an absent one is empty."""
    value = document.get(key, {})
    if not isinstance(value, dict):
        raise bad_field(key, "a JSON object")
    return value


def read_list(document: Mapping[str, Json], key: str) -> Sequence[Json]:
    """A JSON array."""
    value = document.get(key)
    if not isinstance(value, list):
        raise bad_field(key, "a JSON array")
    return value


def bad_field(key: str, wanted: str) -> HttpProblem:
    """The 400 for a field that is absent or of another shape."""
    return HttpProblem(400, "INVALID_FIELD", f"{key} must be {wanted}.", (key,))
