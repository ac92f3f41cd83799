"""The band of orders: how many were taken by hand, how many are in the CRM, and the batches in between."""

from __future__ import annotations

from collections.abc import Sequence

from continuity.reporting.charts.scale import Scale, count_ticks
from continuity.reporting.charts.sections import GUTTER, HEAD, Band, heading
from continuity.reporting.charts.shapes import Line, Mark, Path, Shape, Text
from continuity.reporting.charts.width import text_width
from continuity.reporting.document import DrillReport
from continuity.reporting.texts import _
from continuity.reporting.timeline import Count
from continuity.reporting.times import length

__all__ = ["order_band"]

HIGH = 84.0
ABOVE = 7.0
LABEL = 11.5


def order_band(report: DrillReport, scale: Scale, top: float) -> Band:
    """Two step lines from nought on one count axis."""
    by_hand, in_crm = report.timeline.by_hand, report.timeline.in_crm
    most = max((count.count for count in (*by_hand, *in_crm)), default=0)
    if not most:
        return Band(heading(_("Orders"), _("none was taken by hand in this run"), top), HEAD)
    levels = count_ticks(most)
    foot = top + HEAD + ABOVE + HIGH
    shapes: list[Shape] = [*heading(_("Orders"), _legend(by_hand, in_crm), top)]
    for level in levels:
        y = foot - HIGH * level / levels[-1]
        shapes.append(Line(scale.left, y, scale.right, y, "hair"))
        shapes.append(Text(GUTTER - 8, y + 4, str(level), "row", 11, "end"))
    hand = _curve(by_hand, scale, foot, levels[-1])
    crm = _curve(in_crm, scale, foot, levels[-1])
    if hand:
        shapes.append(Path(hand, "hand"))
    if crm:
        shapes.append(Path(crm, "crm"))
    shapes.extend(_labels(hand, crm, scale))
    shapes.extend(_acks(report, scale, foot))
    return Band(tuple(shapes), HEAD + ABOVE + HIGH + 6)


def _legend(by_hand: Sequence[Count], in_crm: Sequence[Count]) -> str:
    last = [line[-1].count if line else 0 for line in (by_hand, in_crm)]
    return _("solid: taken by hand, %(hand)d · dashed: in the CRM, %(crm)d · ticks: batches acknowledged") % {
        "hand": last[0],
        "crm": last[1],
    }


def _curve(counts: Sequence[Count], scale: Scale, foot: float, most: int) -> tuple[tuple[float, float], ...]:
    if not counts:
        return ()
    points = [(scale.x(counts[0].at_ms), foot)]
    points += [(scale.x(count.at_ms), foot - HIGH * count.count / most) for count in counts]
    points.append((scale.right, points[-1][1]))
    return tuple(points)


def _labels(
    hand: tuple[tuple[float, float], ...], crm: tuple[tuple[float, float], ...], scale: Scale
) -> tuple[Shape, ...]:
    """Words beside each line, left of where it climbs, and only where they touch nothing."""
    shapes: list[Shape] = []
    for points, words, kind, wall in ((hand, _("by hand"), "handt", ()), (crm, _("in the CRM"), "crmt", hand)):
        if not points:
            continue
        x, y = _climb(points)
        room_from = _crossing(wall, y) if wall else scale.left
        if x - room_from > text_width(words, LABEL, bold=True) + 20:
            shapes.append(Text(x - 12, y + 2, words, kind, LABEL, "end", bold=True))
    return tuple(shapes)


def _climb(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Where the line has gone a little over half of its way up."""
    foot, head = points[0][1], points[-1][1]
    return next((x, y) for x, y in points if foot - y >= (foot - head) * 0.55)


def _crossing(points: Sequence[tuple[float, float]], y: float) -> float:
    """How far right the other line still is below ``y``: to the left of that the words would meet it."""
    return next((x for x, height in points if height <= y - 10), points[-1][0])


def _acks(report: DrillReport, scale: Scale, foot: float) -> tuple[Shape, ...]:
    marks: list[Shape] = []
    for batch in report.batches:
        for ack in batch.acks:
            if ack.at_ms is not None:
                says = f"{batch.batch}: {ack.receiver}, {length(ack.at_ms)}"
                marks.append(Mark(scale.x(ack.at_ms), foot, "tick", "ack", says))
    return tuple(marks)
