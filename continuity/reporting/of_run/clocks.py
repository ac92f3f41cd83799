"""The eight clocks as a report shows them: when, how far off, and from what."""

from __future__ import annotations

from typing import cast

from continuity.plan.drill import ClockName
from continuity.reporting.of_run.axis import Axis
from continuity.reporting.of_run.nouns import one_of
from continuity.reporting.texts import _
from continuity.reporting.timeline import ClockReading
from continuity.reporting.times import length
from continuity.run.clocks import CLOCKS, Clock, Clocks, read_clocks, read_from_start
from continuity.run.points import main_points
from continuity.run.state import RunState
from continuity.run.steps import StepState, StepStatus, outline

__all__ = ["clock_readings"]


def clock_readings(run: RunState, axis: Axis) -> tuple[ClockReading, ...]:
    """All that the runbook can reach, reached or not; where no disruption was seen they count from the start."""
    clocks = read_clocks(run) if axis.name == "t0" else read_from_start(run)
    titles = _titles(run)
    return tuple(_reading(run, name, titles[name], clocks) for name in CLOCKS if name not in _without(run))


def _without(run: RunState) -> set[str]:
    """Clocks that the runbook cannot reach: it fills in no form, or compares no books."""
    by_hand = set() if run.main_form else {"t3", "t3a"}
    return by_hand | (set() if any(item.step.reconcile for item in outline(run.plan)) else {"t5"})


def _reading(run: RunState, name: str, title: str, clocks: Clocks) -> ClockReading:
    clock = clocks.get(name)
    word = cast(ClockName, name)
    if clock is None:
        return ClockReading(word, title, None, None, None)
    return ClockReading(word, title, clock.ms, clock.with_gaps_ms, clock.error_ms, _source(run, name, clock, clocks))


def _titles(run: RunState) -> dict[str, str]:
    record = one_of(run.main_form) if run.main_form else _("record")
    return {
        "t0": _("CRM stops"),
        "t1": _("noticed"),
        "t2": _("declared"),
        "t3": _("working by hand"),
        "t3a": _("first %s on paper") % record,
        "t4": _("path restored"),
        "t5": _("books agree"),
        "t6": _("stood down"),
    }


def _source(run: RunState, name: str, clock: Clock, clocks: Clocks) -> str:
    if name == "t0" and run.stated is not None and run.stated[0] == clock.at:
        return _("stated: %s") % run.stated[1]
    if name == "t4" and run.restored_source:
        over = _("; overruled: %s") % ", ".join(sorted(run.overruled)) if run.overruled else ""
        return _("stated: %s") % run.restored_source + over
    if name == "t0":
        return _("first failing answer: %s") % ", ".join(_began(run, clock.at))
    if name == "t4":
        good = run.plan.drill.limits.verify_good
        return _("first of %(n)d good answers: %(where)s") % {"n": good, "where": ", ".join(_points(run))}
    if name in ("t3", "t3a"):
        return _level(run, name, clock, clocks)
    step = _step(run, clock.at)
    if step is None:
        return ""
    signed = _(", signed by %s") % step.signed_by.id if step.signed_by else ""
    return _("step “%s”") % step.step.do + signed


def _began(run: RunState, at: int) -> list[str]:
    """Points whose probe gave that very answer."""
    main = main_points(run.plan)
    tracks = [track for track in run.probes.values() if track.point in main]
    points = [track.point for track in tracks if any(c.at == at and c.state != "ok" for c in track.changes)]
    return [run.plan.organisation.point(point).title for point in dict.fromkeys(points)] or _points(run)


def _points(run: RunState) -> list[str]:
    return [run.plan.organisation.point(point).title for point in main_points(run.plan)]


def _level(run: RunState, name: str, clock: Clock, clocks: Clocks) -> str:
    number = next((n.number for n in run.ledger.numbers.values() if n.record and n.record.taken_at == clock.at), "")
    level = run.plan.organisation.process(clocks.process).mbco
    if name == "t3a":
        return number
    if level is None:
        return _("%s: the first, as no minimum level is set") % number
    words = {"number": number, "n": level.count, "within": length(level.within)}
    return _("%(number)s: %(n)d within %(within)s, the minimum level") % words


def _step(run: RunState, at: int) -> StepState | None:
    done = (state for state in run.steps.values() if state.status is StepStatus.DONE and state.ended_at == at)
    return next((state for state in done if state.step.marks or state.step.reconcile), None)
