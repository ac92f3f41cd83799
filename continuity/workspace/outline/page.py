"""Lines of plain text, 80 columns wide: headings, labelled paragraphs, tables, bars on a time axis."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from itertools import zip_longest

__all__ = ["WIDTH", "bar", "heading", "labelled", "listed", "paragraph", "table"]

WIDTH = 80
LABEL = 14


def heading(kind: str, title: str, right: str = "") -> list[str]:
    """The first lines of a page: what it is, what it is called, and something short at the right."""
    head = f" {kind.upper():<{LABEL - 1}}"
    lines = _wrap(title, WIDTH - LABEL - len(right) - 2) or [""]
    first = f"{head}{lines[0]}"
    gap = " " * max(1, WIDTH - len(first) - len(right))
    rest = [f"{'':<{LABEL}}{line}" for line in lines[1:]]
    return [f"{first}{gap}{right}".rstrip(), *rest, " " + "─" * (WIDTH - 1)]


def labelled(label: str, text: str, indent: int = 1, width: int = LABEL - 1) -> list[str]:
    """A short label and its text, which hangs beside it; nothing when there is no text."""
    if not text:
        return []
    start = " " * indent + f"{label:<{width}}"
    return _wrap(text, WIDTH, start, " " * (indent + width))


def listed(label: str, texts: Iterable[str], indent: int = 1, width: int = LABEL - 1) -> list[str]:
    """Several texts under one label, a line or more for each."""
    lines: list[str] = []
    for text in texts:
        lines.extend(labelled("" if lines else label, text, indent, width))
    return lines


def paragraph(text: str, indent: int = 1, first: str = "") -> list[str]:
    """Wrapped text; ``first`` stands before its first line, at the left edge, inside the indent."""
    start = f"{first:<{indent}}"
    return _wrap(text, WIDTH, start, " " * indent)


def table(rows: Sequence[Sequence[str]], indent: int = 1) -> list[str]:
    """Columns as wide as what is in them; the widest gives way when the page is too narrow."""
    if not rows:
        return []
    widths = [max(1, *(len(row[column]) for row in rows)) for column in range(len(rows[0]))]
    over = sum(widths) + 2 * (len(widths) - 1) + indent - WIDTH
    if over > 0:
        widest = widths.index(max(widths))
        widths[widest] = max(12, widths[widest] - over)
    return [line for row in rows for line in _row(row, widths, indent)]


def _row(row: Sequence[str], widths: Sequence[int], indent: int) -> list[str]:
    cells = [_wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
    lines = zip_longest(*cells, fillvalue="")
    return [" " * indent + "  ".join(f"{c:<{w}}" for c, w in zip(line, widths, strict=True)).rstrip() for line in lines]


def _wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def bar(spans: Iterable[tuple[int, int]], total: int, width: int) -> str:
    """Where on the time axis something is: full blocks in it, light ones beside; a short span is at least one block."""
    cells = ["░"] * width
    for begin, end in spans:
        first = begin * width // max(total, 1)
        last = max(first + 1, -(-end * width // max(total, 1)))
        cells[first:last] = "█" * (min(last, width) - first)
    return "".join(cells)[:width]
