"""One picture of a run on one time axis: faults, probes, steps, what was said, orders, and the clocks across all."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.clock import from_iso, to_iso
from continuity.reporting.charts.clock_labels import SIZE, ClockLabel, Placed, place, right_edge
from continuity.reporting.charts.describe import describe
from continuity.reporting.charts.orders import order_band
from continuity.reporting.charts.said import said_band
from continuity.reporting.charts.scale import Scale, ticks
from continuity.reporting.charts.sections import GUTTER, WIDTH, Band, fault_band, probe_band, step_band
from continuity.reporting.charts.shapes import Box, Line, Picture, Shape, Text
from continuity.reporting.charts.width import fit
from continuity.reporting.document import DrillReport
from continuity.reporting.texts import _
from continuity.reporting.times import clock_time, length
from continuity.reporting.verdicts import Mode

__all__ = ["draw_run"]

CLOCK_ROW = 15.0
BETWEEN = 9.0
UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days"}
THIN = 4.0
TICK_ROOM = 28.0
"""Half of the widest tick label, on both sides of the plot."""


def draw_run(report: DrillReport) -> Picture:
    """Lay the run out; nothing in the picture leaves it and no two labels touch."""
    labels = _clock_labels(report)
    from_ms, to_ms = _span(report)
    right = min(WIDTH - TICK_ROOM, right_edge(labels, GUTTER, WIDTH - 6, from_ms, to_ms))
    scale = Scale(GUTTER, right, from_ms, to_ms)
    placed = place([(label, scale.x(label.at_ms)) for label in labels])
    top = CLOCK_ROW * (max((clock.row for clock in placed), default=0) + 1) + 10
    bands, foot = _bands(report, scale, top)
    axis, height = _axis(report, scale, foot)
    behind = (*_gaps(report, scale, top - 6, foot), *_clocks(placed, foot))
    shapes = (*behind, *(shape for band in bands for shape in band.shapes), *axis)
    return Picture(WIDTH, height, shapes, _("What happened, on one time axis"), describe(report), _below(report))


def _bands(report: DrillReport, scale: Scale, top: float) -> tuple[list[Band], float]:
    bands: list[Band] = []
    real = report.subject.mode is Mode.REAL and not report.faults
    first = () if real else (fault_band,)
    for draw in (*first, probe_band, step_band, said_band, order_band):
        band = draw(report, scale, top)
        if band is not None:
            bands.append(band)
            top += band.height + BETWEEN
    return bands, top - BETWEEN + 2


def _moments(report: DrillReport) -> Iterator[int | None]:
    yield from (report.timeline.from_ms, report.timeline.to_ms)
    yield from (clock.at_ms for clock in report.clocks)
    for fault in report.faults:
        yield from (fault.injected_ms, fault.removed_ms, fault.verified_ms)
    for step in report.steps:
        yield from (step.started_ms, step.done_ms)
    yield from (message.at_ms for message in report.messages)
    for counts in (report.timeline.by_hand, report.timeline.in_crm):
        yield from (count.at_ms for count in counts)


def _span(report: DrillReport) -> tuple[int, int]:
    """Everything that has a time must be in sight; a run without length still gets a second."""
    known = [moment for moment in _moments(report) if moment is not None]
    return min(known), max(max(known), min(known) + 1_000)


def _clock_labels(report: DrillReport) -> list[ClockLabel]:
    return [
        ClockLabel(clock.name, fit(clock.title, 150, SIZE), length(clock.at_ms) if clock.at_ms else "", clock.at_ms)
        for clock in report.clocks
        if clock.at_ms is not None
    ]


def _clocks(placed: tuple[Placed, ...], foot: float) -> Iterator[Shape]:
    for clock in placed:
        base = 12 + clock.row * CLOCK_ROW
        words = " ".join(part for part in (clock.label.title, clock.label.after) if part)
        yield Line(clock.x, base + 4, clock.x, foot, "clock")
        yield Text(clock.x, base, words, "clk", SIZE, lead=clock.label.name)


def _gaps(report: DrillReport, scale: Scale, top: float, foot: float) -> Iterator[Shape]:
    """A pause takes no scenario time: two strokes. A stretch that does is hatched."""
    for gap in report.timeline.gaps:
        x, end = scale.x(gap.from_ms), scale.x(gap.to_ms)
        says = f"{gap.why}: {length(gap.real_ms)}"
        if end - x >= THIN:
            yield Box(x, top, end - x, foot - top, "gap", says)
        else:
            yield Line(x - 1.5, top, x - 1.5, foot, "break")
            yield Line(x + 1.5, top, x + 1.5, foot, "break")


def _axis(report: DrillReport, scale: Scale, foot: float) -> tuple[list[Shape], float]:
    """Scenario time since zero, and the wall clock under it when both run alike."""
    unit, marks = ticks(scale.from_ms, scale.to_ms)
    shapes: list[Shape] = [Line(scale.left, foot, scale.right, foot, "axis")]
    shapes.append(Text(GUTTER - TICK_ROOM, foot + 16, _(UNITS[unit]), "row", 11, "end"))
    wall = report.subject.speed == 1 and not report.timeline.gaps
    if wall:
        shapes.append(Text(GUTTER - TICK_ROOM, foot + 30, _("on the wall"), "row", 11, "end"))
    zero = from_iso(report.timeline.zero_at)
    for tick in marks:
        x = scale.x(tick.at_ms)
        shapes.append(Line(x, foot, x, foot + 4, "axis"))
        shapes.append(Text(x, foot + 16, tick.label, "num", 11, "middle"))
        if wall:
            at = clock_time(to_iso(zero + tick.at_ms), report.subject.time_zone, seconds=unit == "s")
            shapes.append(Text(x, foot + 30, at, "wall", 10.5, "middle"))
    return shapes, foot + (36 if wall else 22)


def _below(report: DrillReport) -> tuple[str, ...]:
    """What the picture cannot show: clocks not reached, pauses by length."""
    missing = [f"{clock.name} {clock.title}" for clock in report.clocks if clock.at_ms is None]
    lines = [_("Not reached: %s.") % ", ".join(missing)] if missing else []
    for gap in report.timeline.gaps:
        words = {"at": length(gap.from_ms), "to": length(gap.to_ms), "long": length(gap.real_ms), "why": gap.why}
        still = _("At %(at)s the clock stood still for %(long)s: %(why)s.")
        lines.append(
            (_("Nothing is known from %(at)s to %(to)s: %(why)s.") if gap.to_ms > gap.from_ms else still) % words
        )
    return tuple(lines)
