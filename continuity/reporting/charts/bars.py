"""Bars of one row: those that overlap get sub-rows, and each says what it can without leaving its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from continuity.reporting.charts.shapes import Box, Mark, Shape, Text
from continuity.reporting.charts.width import fit, text_width

__all__ = ["HEIGHT", "PITCH", "Bar", "Sign", "draw_bars"]

Sign = Literal["diamond", "triangle", "cross", "ring", ""]
HEIGHT = 16.0
PITCH = 19.0
SIZE = 11.0
PAD = 4.0
SIGN = 11.0
"""Room for the sign before the words."""
NARROWEST = 3.0
TOUCH = 2.0
"""Bars that overlap by less than this are neighbours: a fault goes in a moment before the last one is out."""
ROWS = 3
"""Up to so many sub-rows are spent on room for words; beyond that only bars themselves are kept apart."""


@dataclass(frozen=True, slots=True)
class Bar:
    """From ``x`` to ``right``, with words and perhaps a sign before them."""

    x: float
    right: float
    words: str
    kind: str
    title: str
    sign: Sign = ""
    bold: bool = False
    light: bool = False
    """Whether words inside are white."""

    @property
    def end(self) -> float:
        """Its drawn end: a bar is never too thin to see."""
        return max(self.right, self.x + NARROWEST)

    @property
    def need(self) -> float:
        """Room that sign and words take."""
        sign = SIGN if self.sign else 0.0
        return sign + text_width(self.words, SIZE, self.bold) + 2 * PAD

    @property
    def reach(self) -> float:
        """Where the bar ends with its words inside or beside it."""
        return self.end if self.need <= self.end - self.x else self.end + self.need


def draw_bars(bars: Sequence[Bar], top: float, limit: float) -> tuple[tuple[Shape, ...], int]:
    """Shapes of a row whose first sub-row starts at ``top``, and how many sub-rows it took."""
    ordered = sorted(bars, key=lambda bar: (bar.x, bar.right))
    rows = _pack(ordered, [min(bar.reach, limit) for bar in ordered])
    if len(rows) > ROWS:
        rows = _pack(ordered, [bar.end for bar in ordered])
    shapes: list[Shape] = []
    for number, row in enumerate(rows):
        for bar, after in zip(row, [*row[1:], None], strict=True):
            free = after.x if after else limit
            shapes.extend(_draw(bar, top + number * PITCH, free))
    return tuple(shapes), max(len(rows), 1)


def _pack(bars: Sequence[Bar], ends: Sequence[float]) -> list[list[Bar]]:
    """Each bar into the first sub-row that is free where it begins."""
    rows: list[list[Bar]] = []
    taken: list[float] = []
    for bar, end in zip(bars, ends, strict=True):
        found = next((n for n, until in enumerate(taken) if until <= bar.x + TOUCH), None)
        if found is None:
            rows.append([bar])
            taken.append(end)
        else:
            rows[found].append(bar)
            taken[found] = end
    return rows


def _draw(bar: Bar, y: float, free: float) -> tuple[Shape, ...]:
    box = Box(bar.x, y, bar.end - bar.x, HEIGHT, bar.kind, bar.title)
    sign = SIGN if bar.sign else 0.0
    inside, outside = box.width - 2 * PAD - sign, free - bar.end - 2 * PAD - sign
    full = text_width(bar.words, SIZE, bar.bold)
    if full > inside and outside > inside:
        words = fit(bar.words, outside, SIZE, bar.bold)
        return (box, *_say(bar, words, bar.end + PAD, y, inside=False, room=outside))
    words = fit(bar.words, inside, SIZE, bar.bold)
    return (box, *_say(bar, words, bar.x + PAD, y, inside=True, room=inside))


def _say(bar: Bar, words: str, x: float, y: float, inside: bool, room: float) -> tuple[Shape, ...]:
    shapes: list[Shape] = []
    if bar.sign and room >= 0:
        shapes.append(Mark(x + SIGN / 2 - 1.5, y + HEIGHT / 2, bar.sign, f"sign {bar.kind}"))
        x += SIGN
    if words:
        kind = "inbar light" if inside and bar.light else "inbar" if inside else "beside"
        shapes.append(Text(x, y + 12, words, kind, SIZE, bold=bar.bold, inside=inside))
    return tuple(shapes)
