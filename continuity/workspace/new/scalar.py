"""Words as they must be written in YAML to be read as they were meant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from continuity.workspace.scalars import Decimal, plain

__all__ = ["listed", "scalar"]

# What needs no quotes in any place: it begins with a letter, and nothing in it means something to YAML.
_PLAIN = re.compile(r"[^\W\d_/][\w .()/&'’;-]*", re.UNICODE)


def scalar(text: str) -> str:
    """One value: plain where that is read back as the same text, else in quotes."""
    if _PLAIN.fullmatch(text) and not text.endswith(" ") and _stays(text):
        return text
    # Line ends that only YAML knows, and other signs that nobody sees, are written as numbers.
    return "".join(
        sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in json.dumps(text, ensure_ascii=False)
    )


def _stays(text: str) -> bool:
    try:
        return plain(text) == text
    except Decimal:
        return False


def listed(texts: Iterable[str]) -> str:
    """Several values in brackets."""
    return f"[{', '.join(scalar(text) for text in texts)}]"
