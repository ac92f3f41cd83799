"""The band of what was said: injects to players, messages to customers and staff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from continuity.reporting.charts.scale import Scale
from continuity.reporting.charts.sections import HEAD, WIDTH, Band, heading, row_label
from continuity.reporting.charts.shapes import Line, Mark, Shape, Text
from continuity.reporting.charts.width import fit
from continuity.reporting.document import DrillReport
from continuity.reporting.texts import _
from continuity.reporting.times import length

__all__ = ["said_band"]

PITCH = 17.0
Said = tuple[float, str, str]


def said_band(report: DrillReport, scale: Scale, top: float) -> Band | None:
    """Marks in time with as many words as there is room for; ``None`` when nothing was said."""
    sent = [(scale.x(m.at_ms), _("to %s") % m.audience, f"{length(m.at_ms)}: {m.text}") for m in report.messages]
    told = [
        (scale.x(row.actual_ms), _("to %s") % row.to if row.to else row.title, f"{length(row.actual_ms)}: {row.title}")
        for row in report.planned
        if row.kind == "inject" and row.actual_ms is not None
    ]
    rows: list[tuple[str, list[Said], Literal["dot", "diamond"]]] = []
    if told:
        rows.append((_("injects"), told, "diamond"))
    if sent:
        rows.append((_("messages sent"), sent, "dot"))
    if not rows:
        return None
    shapes: list[Shape] = [*heading(_("Said"), _("what players were told, and what they told others"), top)]
    for number, (name, said, form) in enumerate(rows):
        y = top + HEAD + number * PITCH
        shapes.append(row_label(name, y + 11))
        shapes.append(Line(scale.left, y + PITCH - 1.5, scale.right, y + PITCH - 1.5, "hair"))
        shapes.extend(_marks(sorted(said), form, y))
    return Band(tuple(shapes), HEAD + len(rows) * PITCH)


def _marks(said: Sequence[Said], form: Literal["dot", "diamond"], y: float) -> tuple[Shape, ...]:
    shapes: list[Shape] = []
    for (x, words, says), after in zip(said, [*said[1:], None], strict=True):
        free = after[0] - 8 if after else WIDTH
        shapes.append(Mark(x, y + 7, form, f"said {form}", says))
        short = fit(words, free - x - 12, 11, least=9)
        if short:
            shapes.append(Text(x + 8, y + 11, short, "beside", 11))
    return tuple(shapes)
