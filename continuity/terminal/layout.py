"""Plain text for 80 columns and narrower: rules, wrapped paragraphs, lines with something at the right end.

In plain mode, for screen readers, nothing is drawn and nothing stands beside anything else.
"""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Layout"]

_WIDEST = 80


@dataclass(frozen=True, slots=True)
class Layout:
    """How lines are laid out; ``plain`` is for those who hear the screen."""

    plain: bool = False

    @property
    def width(self) -> int:
        """Columns to write in."""
        return max(40, min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns))

    def rule(self) -> Iterator[str]:
        """A line across; nothing where it would only be read out."""
        if not self.plain:
            yield " " + "─" * (self.width - 1)

    def both_ends(self, left: str, right: str) -> Iterator[str]:
        """Something at each end of a line; the left one gives way. In plain mode two lines."""
        if self.plain:
            yield from (f" {text}." for text in (left, right) if text)
            return
        room = self.width - 2 - len(right)
        if len(left) > room:
            left = left[: max(1, room - 1)] + "…"
        yield f" {left}{' ' * (self.width - 1 - len(left) - len(right))}{right}"

    def wrapped(self, text: str, indent: int = 3) -> Iterator[str]:
        """A paragraph."""
        yield from textwrap.wrap(text, self.width, initial_indent=" " * indent, subsequent_indent=" " * indent)

    def hanging(self, label: str, text: str, column: int = 23) -> Iterator[str]:
        """A label, and a text beside it that keeps its own left edge."""
        if self.plain or self.width < 60:
            yield from self.wrapped(f"{label} {text}".strip())
            return
        start = f"   {label}".ljust(column)
        yield from textwrap.wrap(text, self.width, initial_indent=start, subsequent_indent=" " * column)

    def hanging_number(self, number: int, text: str) -> Iterator[str]:
        """One of several to choose from."""
        start = f"     {number}  "
        yield from textwrap.wrap(text, self.width, initial_indent=start, subsequent_indent=" " * len(start))

    def choices(self, words: Sequence[str]) -> list[str]:
        """Keys and what they do, words kept whole, as many on a line as fit."""
        if self.plain:
            return [*(f" {word}" for word in words), " Your answer"]
        lines = [""]
        for word in words:
            longer = f"{lines[-1]}   {word}" if lines[-1] else word
            lines[-1:] = [longer] if len(longer) <= self.width - 4 else [lines[-1], word]
        return [f" {line}" for line in lines]
