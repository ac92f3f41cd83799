"""What a chart is made of: a flat list of shapes in drawing order, each with a ``kind`` that the style sheet knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from continuity.reporting.charts.width import text_width

__all__ = ["Box", "Line", "Mark", "Path", "Picture", "Shape", "Text"]

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words at a baseline; ``lead`` is a bold beginning of the same line."""

    SHAPE: ClassVar[str] = "text"

    x: float
    y: float
    text: str
    kind: str
    size: float = 11
    anchor: Anchor = "start"
    bold: bool = False
    lead: str = ""
    inside: bool = False
    """Whether it stands in a bar, and must not leave it."""

    @property
    def width(self) -> float:
        """As wide as it may become in any font."""
        lead = text_width(self.lead + " ", self.size, bold=True) if self.lead else 0.0
        return lead + text_width(self.text, self.size, self.bold)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.x - {"start": 0.0, "middle": self.width / 2, "end": self.width}[self.anchor]

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class Box:
    """A bar; ``title`` is what a pointer held over it says."""

    SHAPE: ClassVar[str] = "box"

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str = ""

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Line:
    """From one place to another."""

    SHAPE: ClassVar[str] = "line"

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str


@dataclass(frozen=True, slots=True)
class Path:
    """A line that only goes across and up: counts over time."""

    SHAPE: ClassVar[str] = "path"

    points: tuple[tuple[float, float], ...]
    kind: str

    @property
    def d(self) -> str:
        """The path in SVG's own words."""
        (x, y), *rest = self.points
        return f"M{x:.1f},{y:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in rest)


@dataclass(frozen=True, slots=True)
class Mark:
    """A small sign around a centre: told apart by its form, not by its colour."""

    SHAPE: ClassVar[str] = "mark"

    x: float
    y: float
    form: Literal["diamond", "triangle", "cross", "ring", "dot", "tick", "cap"]
    kind: str
    title: str = ""


Shape = Text | Box | Line | Path | Mark


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its measure and its description for those who do not see it."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    title: str
    description: str
    below: tuple[str, ...] = ()
    """Sentences that belong under the picture."""
