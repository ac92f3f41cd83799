"""The clocks of a process in a run (after ISO 22301 and HSEEP practice).

t0 disruption effective (first failing probe after the fault took hold) · t1 detected by players ·
t2 activated · t3 minimum level reached by hand (t3a first record) · t4 path restored ·
t5 reconciled · t6 stood down. The RTO runs from t0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from continuity.ledger.holding import NumberState
from continuity.plan import Mbco
from continuity.run.points import main_points, process_points
from continuity.run.state import RunState
from continuity.run.steps import StepState, StepStatus

__all__ = ["CLOCKS", "Clock", "Clocks", "read_clocks", "read_from_start"]

CLOCKS = ("t0", "t1", "t2", "t3", "t3a", "t4", "t5", "t6")


@dataclass(frozen=True, slots=True)
class Clock:
    """One reading: real time, scenario milliseconds since t0 without and with gaps, error in scenario ms."""

    at: int
    ms: int
    with_gaps_ms: int
    error_ms: int = 0


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks that were reached, by name."""

    process: str
    reached: dict[str, Clock]
    t3_is_first_record: bool
    """No minimum level is set for the process, so t3 is t3a."""

    def get(self, name: str) -> Clock | None:
        """The clock of that name; none when it was not reached."""
        return self.reached.get(name)


def read_clocks(run: RunState, process: str | None = None) -> Clocks:
    """Read the clocks for a process (the runbook's own when none is named); it must have been started."""
    process = process or run.plan.runbook.process
    mbco = run.plan.organisation.process(process).mbco
    points = process_points(run.plan, process)
    t0 = _disruption(run, points)
    reached: dict[str, Clock] = {}
    if t0 is not None:
        at, error = t0
        reached["t0"] = Clock(at, 0, 0, error)
        for name, (when, slack) in _later(run, points, at, mbco):
            reached[name] = Clock(when, run.time.between(at, when), _with_gaps(run, at, when), slack)
    return Clocks(process, reached, mbco is None)


def read_from_start(run: RunState) -> Clocks:
    """The clocks of a run in which no disruption was seen, counted from its start; t0 is not among them."""
    process = run.plan.runbook.process
    mbco, start = run.plan.organisation.process(process).mbco, run.time.started_at or 0
    later = _later(run, process_points(run.plan, process), start, mbco)
    reached = {name: Clock(at, run.time.since_start(at), run.time.with_gaps(at), error) for name, (at, error) in later}
    return Clocks(process, reached, mbco is None)


def _with_gaps(run: RunState, begin: int, end: int) -> int:
    return run.time.with_gaps(end) - run.time.with_gaps(begin)


def _disruption(run: RunState, points: tuple[str, ...]) -> tuple[int, int] | None:
    """The first failing reading on these points after a fault took hold there, and its error.

    In a real outage the first failing reading at all, unless somebody knows of an earlier time and says from where.
    """
    if not run.is_drill:
        return _real_disruption(run, points)
    began = [f.injected_at for f in run.faults.values() if f.point in points and f.injected_at is not None]
    if not began:
        return None
    tracks = [track for track in run.probes.values() if track.point in points]
    found = [(at, t.interval_ms) for t in tracks if (at := t.first_failing(min(began))) is not None]
    if not found:
        return None
    at, interval = min(found)
    return at, interval * run.time.speed


def _real_disruption(run: RunState, points: tuple[str, ...]) -> tuple[int, int] | None:
    tracks = [track for track in run.probes.values() if track.point in points]
    found = [(at, track.interval_ms) for track in tracks if (at := track.first_failing(0)) is not None]
    stated = [(run.stated[0], 0)] if run.stated else []
    return min([*found, *stated], default=None)


def _later(run: RunState, points: tuple[str, ...], t0: int, mbco: Mbco | None) -> Iterator[tuple[str, tuple[int, int]]]:
    for name, mark in (("t1", "detected"), ("t2", "activated"), ("t6", "stood_down")):
        at = _marked(run, mark)
        if at is not None:
            yield name, (at, 0)
    taken = _taken(run, t0)
    if taken:
        yield "t3a", (taken[0], 0)
    level = _level_reached(run, taken, mbco)
    if level is not None:
        yield "t3", (level, 0)
    restored = _restored(run, points)
    if restored is not None:
        yield "t4", (restored, _interval(run, points) * run.time.speed)
    books = _books(run)
    if books is not None:
        yield "t5", (books, 0)


def _marked(run: RunState, mark: str) -> int | None:
    return next((s.ended_at for s in _done(run) if s.step.marks == mark), None)


def _taken(run: RunState, since: int) -> list[int]:
    """When each order was written down that stands; a spoiled form is no order."""
    records = (n.record for n in run.ledger.numbers.values() if n.state is NumberState.USED)
    return sorted(record.taken_at for record in records if record and record.taken_at >= since)


def _restored(run: RunState, points: tuple[str, ...]) -> int | None:
    """First of the good answers; for points that are not the runbook's own, once their faults are proven out."""
    if set(points) == set(main_points(run.plan)) or not run.is_drill:
        return run.restored_at
    faults = [fault for fault in run.faults.values() if fault.point in points]
    tracks = [track for track in run.probes.values() if track.point in points]
    proven = bool(faults) and all(fault.verified_at is not None for fault in faults)
    if not proven or not tracks or any(track.state != "ok" for track in tracks):
        return None
    return max(track.changes[-1].at for track in tracks)


def _books(run: RunState) -> int | None:
    """When the last books agreed; none while some that the runbook reached do not."""
    reached = [state for state in run.steps.values() if state.step.reconcile is not None]
    if any(state.status.is_open or run.ledger.is_stale(state.step.reconcile or "") for state in reached):
        return None
    return max((s.ended_at for s in reached if s.status is StepStatus.DONE and s.ended_at is not None), default=None)


def _done(run: RunState) -> Iterator[StepState]:
    return (state for state in run.steps.values() if state.status is StepStatus.DONE)


def _level_reached(run: RunState, taken: list[int], mbco: Mbco | None) -> int | None:
    """The record that first makes ``count`` within ``within`` (scenario time)."""
    if mbco is None:
        return taken[0] if taken else None
    for last in range(mbco.count - 1, len(taken)):
        if run.time.between(taken[last - mbco.count + 1], taken[last]) <= mbco.within:
            return taken[last]
    return None


def _interval(run: RunState, points: tuple[str, ...]) -> int:
    return max((track.interval_ms for track in run.probes.values() if track.point in points), default=0)
