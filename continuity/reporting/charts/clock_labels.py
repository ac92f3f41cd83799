"""Labels of the clocks over the picture, staggered so that none touches another or is crossed by a line.

Clocks are taken from left to right. A label goes one row below every earlier label that still reaches over its
line, so the line starts under that label and the two never meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from continuity.reporting.charts.width import text_width

__all__ = ["SIZE", "ClockLabel", "Placed", "label_width", "place", "right_edge"]

SIZE = 11.5
APART = 8.0


@dataclass(frozen=True, slots=True)
class ClockLabel:
    """A clock that was reached: ``t3``, what it means, how long after zero."""

    name: str
    title: str
    after: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a label begins, how wide it may be, and in which row, counted from the top."""

    label: ClockLabel
    x: float
    width: float
    row: int


def label_width(label: ClockLabel) -> float:
    """Room for name, title and time, with a little air."""
    rest = " ".join(part for part in (label.title, label.after) if part)
    return text_width(label.name + " ", SIZE, bold=True) + text_width(rest, SIZE) + APART


def place(labels: Sequence[tuple[ClockLabel, float]]) -> tuple[Placed, ...]:
    """Rows for labels at their places across; ``labels`` need not be sorted."""
    placed: list[Placed] = []
    for label, x in sorted(labels, key=lambda pair: (pair[1], pair[0].name)):
        over = [before.row for before in placed if before.x + before.width > x]
        placed.append(Placed(label, x, label_width(label), max(over, default=-1) + 1))
    return tuple(placed)


def right_edge(labels: Sequence[ClockLabel], left: float, full: float, from_ms: int, to_ms: int) -> float:
    """The right edge of the plot that leaves room for every label; never under half of the width."""
    edge = full
    for label in labels:
        share = (label.at_ms - from_ms) / (to_ms - from_ms)
        if share > 0:
            edge = min(edge, left + (full - label_width(label) - left) / share)
    return max(edge, left + (full - left) / 2)
