"""Plain text for 80 columns and narrower: rules, wrapped paragraphs, lines with something at the right end."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator

__all__ = ["both_ends", "hanging", "rule", "width", "wrapped"]

_WIDEST = 80


def width() -> int:
    """Columns to write in."""
    return max(40, min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns))


def rule() -> str:
    """A line across."""
    return " " + "─" * (width() - 1)


def both_ends(left: str, right: str) -> str:
    """Something at each end of a line; the left one gives way."""
    room = width() - 2 - len(right)
    if len(left) > room:
        left = left[: max(1, room - 1)] + "…"
    return f" {left}{' ' * (width() - 1 - len(left) - len(right))}{right}"


def wrapped(text: str, indent: int = 3) -> Iterator[str]:
    """A paragraph."""
    yield from textwrap.wrap(text, width(), initial_indent=" " * indent, subsequent_indent=" " * indent)


def hanging(label: str, text: str, column: int = 23) -> Iterator[str]:
    """A label, and a text beside it that keeps its own left edge."""
    if width() < 60:
        yield from wrapped(f"{label} {text}")
        return
    start = f"   {label}".ljust(column)
    yield from textwrap.wrap(text, width(), initial_indent=start, subsequent_indent=" " * column)
