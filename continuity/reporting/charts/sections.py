"""The bands of the picture that are made of bars: faults, probes, steps by role, messages.

Each takes the report, the scale and the top, and gives its shapes and its height.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from continuity.reporting.account import FaultProof, StepRow
from continuity.reporting.charts.bars import HEIGHT, PITCH, Bar, Sign, draw_bars
from continuity.reporting.charts.scale import Scale
from continuity.reporting.charts.shapes import Box, Line, Shape, Text
from continuity.reporting.charts.width import fit, text_width
from continuity.reporting.document import DrillReport
from continuity.reporting.texts import _
from continuity.reporting.times import length
from continuity.reporting.verdicts import Effect, ProbeWord, StepWord

__all__ = ["GUTTER", "HEAD", "WIDTH", "Band", "fault_band", "heading", "probe_band", "row_label", "step_band"]

WIDTH = 920.0
GUTTER = 172.0
HEAD = 21.0
ROW_LABEL = 11.0
PROBE_PITCH = 14.0


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the picture."""

    shapes: tuple[Shape, ...]
    height: float


def heading(title: str, says: str, top: float) -> tuple[Shape, ...]:
    """A band's name and a few words beside it."""
    after = text_width(title, 12, bold=True) + 8
    return (
        Text(0, top + 12, title, "head", 12, bold=True),
        Text(after, top + 12, says, "sub", 11),
    )


def row_label(words: str, y: float) -> Text:
    """The name of a row, right beside the plot, never wider than the gutter."""
    return Text(GUTTER - 8, y, fit(words, GUTTER - 10, ROW_LABEL), "row", ROW_LABEL, "end")


def _rows(groups: Sequence[tuple[str, Sequence[Bar]]], scale: Scale, top: float) -> tuple[list[Shape], float]:
    """One named row after another, each as high as its bars need."""
    shapes: list[Shape] = []
    y = top
    for name, bars in groups:
        drawn, rows = draw_bars(bars, y, WIDTH)
        shapes.append(row_label(name, y + 12))
        shapes.append(Line(scale.left, y + rows * PITCH - 1.5, scale.right, y + rows * PITCH - 1.5, "hair"))
        shapes.extend(drawn)
        y += rows * PITCH
    return shapes, y - top


def fault_band(report: DrillReport, scale: Scale, top: float) -> Band:
    """One row for each point: the fault while it was in, and a thin tail until probes proved it out."""
    if not report.faults:
        return Band(heading(_("Faults"), _("none was injected in this run"), top), HEAD)
    groups: dict[str, list[FaultProof]] = {}
    for fault in report.faults:
        groups.setdefault(fault.label, []).append(fault)
    rows = [(name, [_fault_bar(fault, scale) for fault in group]) for name, group in groups.items()]
    body, height = _rows(rows, scale, top + HEAD)
    boxes = {shape.title: shape for shape in body if isinstance(shape, Box)}
    tails = [tail for fault in report.faults for tail in _tail(fault, boxes[_fault_title(fault)], scale)]
    says = _("what was broken on purpose; the thin end lasts until probes proved it out")
    return Band((*heading(_("Faults"), says, top), *tails, *body), HEAD + height)


def _fault_bar(fault: FaultProof, scale: Scale) -> Bar:
    end = fault.removed_ms if fault.removed_ms is not None else scale.to_ms
    down = fault.effect is Effect.DOWN
    words = fault.words if fault.seen_ms is not None else _("%s, seen by no probe") % fault.words
    kind = "f-unseen" if fault.seen_ms is None else "f-down" if down else "f-part"
    bold = kind == "f-down"
    return Bar(scale.x(fault.injected_ms), scale.x(end), words, kind, _fault_title(fault), bold=bold, light=bold)


def _fault_title(fault: FaultProof) -> str:
    out = length(fault.removed_ms) if fault.removed_ms is not None else _("not removed")
    return f"{fault.id}: {fault.label}, {fault.words}: {length(fault.injected_ms)} – {out}"


def _tail(fault: FaultProof, box: Box, scale: Scale) -> tuple[Shape, ...]:
    """From removed to verified: two different things, so two different strokes."""
    if fault.removed_ms is None or fault.verified_ms is None:
        return ()
    y, end = box.y + HEIGHT / 2, max(scale.x(fault.verified_ms), box.right + 2)
    return (Line(box.right, y, end, y, "proof"), Line(end, y - 4, end, y + 4, "proof"))


PROBE_BARS = {ProbeWord.OK: 3.0, ProbeWord.DEGRADED: 7.0, ProbeWord.DOWN: 10.0, ProbeWord.UNKNOWN: 7.0}
"""The worse, the higher: the form says it without colour."""


def probe_band(report: DrillReport, scale: Scale, top: float) -> Band:
    """One thin row for each probe."""
    probes = report.timeline.probes
    if not probes:
        return Band(heading(_("Probes"), _("no probe watched this run"), top), HEAD)
    intervals = sorted({probe.every_ms for probe in probes})
    every = " – ".join(length(interval) for interval in intervals[:: max(len(intervals) - 1, 1)])
    says = _("what independent probes saw, asking every %s; the thicker, the worse") % every
    shapes: list[Shape] = [*heading(_("Probes"), says, top)]
    for number, probe in enumerate(probes):
        middle = top + HEAD + number * PROBE_PITCH + 6
        shapes.append(row_label(probe.title, middle + 4))
        for span in probe.spans:
            x, end = scale.x(span.from_ms), scale.x(span.to_ms)
            high = PROBE_BARS[span.state]
            says = f"{probe.title}: {_(span.state.value)}, {length(span.from_ms)} – {length(span.to_ms)}"
            shapes.append(Box(x, middle - high / 2, max(end - x, 1.0), high, f"p-{span.state.value}", says))
    return Band(tuple(shapes), HEAD + len(probes) * PROBE_PITCH)


def step_band(report: DrillReport, scale: Scale, top: float) -> Band:
    """One row for each role, in the order in which roles first acted."""
    bars: dict[str, list[Bar]] = {}
    for step in sorted(report.steps, key=_began):
        bar = _step_bar(step, scale)
        if bar is not None:
            bars.setdefault(step.role_title, []).append(bar)
    if not bars:
        return Band(heading(_("Steps"), _("nobody began a step in this run"), top), HEAD)
    body, height = _rows(list(bars.items()), scale, top + HEAD)
    return Band((*heading(_("Steps"), _("who did what, by role"), top), *body), HEAD + height)


def _began(step: StepRow) -> tuple[int, str]:
    moments = (step.started_ms, step.done_ms, step.ready_ms)
    return next((moment for moment in moments if moment is not None), 0), step.key


def _step_bar(step: StepRow, scale: Scale) -> Bar | None:
    begin = step.started_ms if step.started_ms is not None else step.done_ms
    if begin is None or step.state in (StepWord.NOT_APPLICABLE, StepWord.CANCELLED):
        return None
    end = step.done_ms if step.done_ms is not None else scale.to_ms
    kind, word = _look(step)
    title = f"{step.role_title}: {step.title}, {length(begin)} – {length(end)}, {word}"
    name = _name(step)
    if step.state is StepWord.IMPROVISED:
        words = word
    else:
        words = f"{name}, {word}" if kind not in ("s-done", "s-open") else name
    return Bar(scale.x(begin), scale.x(end), words, kind, title, sign=SIGNS.get(kind, ""))


def _name(step: StepRow) -> str:
    """What a step is called in its runbook: its sentence is too long for a bar, and stands in the table."""
    return step.key.rpartition("/")[2].replace("-", " ") or step.title


SIGNS: dict[str, Sign] = {"s-late": "triangle", "s-dev": "diamond", "s-failed": "cross", "s-skipped": "ring"}


def _look(step: StepRow) -> tuple[str, str]:
    if step.state is StepWord.FAILED:
        return "s-failed", _("failed")
    if step.state is StepWord.SKIPPED:
        return "s-skipped", _("skipped")
    if step.late_by_ms is not None:
        return "s-late", _("late")
    if step.state in (StepWord.DEVIATION, StepWord.IMPROVISED):
        return "s-dev", _(step.state.value)
    if step.state is StepWord.OPEN:
        return "s-open", _("not finished")
    return "s-done", _("done")
