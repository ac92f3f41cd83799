"""Turns probe readings into a series, and changes of state into events: seen, proven out, path restored."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from continuity.desk.desk import Desk
from continuity.events import Body, outage
from continuity.events.outage import ProbeState
from continuity.journal.series import SeriesWriter
from continuity.probes import Reading
from continuity.run.clocks import read_clocks
from continuity.run.faults import FaultState
from continuity.run.points import main_points
from continuity.run.state import RunState
from continuity.run.status import RunStatus

__all__ = ["Eyes"]


class Eyes:
    """Holds the latest good answers of each probe; ``good`` of them in a row prove a point well."""

    def __init__(self, desk: Desk, series: SeriesWriter, probes: Iterable[tuple[str, str, int]], good: int) -> None:
        self._desk = desk
        self._series = series
        self._points: dict[str, list[str]] = {}
        self._intervals: dict[str, int] = {}
        for probe, point, interval in probes:
            self._points.setdefault(point, []).append(probe)
            self._intervals[probe] = interval
        self._good = good
        self._streaks: dict[str, deque[int]] = {probe: deque(maxlen=good) for probe in self._intervals}
        self._began: dict[str, int] = {}
        self._states: dict[str, ProbeState] = {
            track.probe: track.state for track in desk.state.probes.values() if track.state
        }

    def take(self, readings: Iterable[Reading]) -> None:
        """Take new readings in."""
        for reading in readings:
            self._series.append(
                {
                    "at": reading.at,
                    "probe": reading.probe,
                    "state": reading.state,
                    "took_ms": reading.took_ms,
                    "detail": reading.detail,
                }
            )
            self._streak(reading)
            self._changed(reading)
            self._seen(reading)
        self._proven()
        self._restored()

    def seal(self) -> None:
        """Bind the readings so far into the journal."""
        seal = self._series.seal()
        self._desk.record([outage.SeriesSealed(seal.lines, seal.bytes, seal.sha256)])

    def proven_since(self, point: str, since: int) -> bool:
        """Whether every probe of a point has given enough good answers in a row since a real time."""
        streaks = [self._streaks[probe] for probe in self._points.get(point, ())]
        return bool(streaks) and all(len(s) == self._good and s[0] >= since for s in streaks)

    def _streak(self, reading: Reading) -> None:
        streak = self._streaks[reading.probe]
        if reading.state != "ok":
            streak.clear()
            return
        if not streak:
            self._began[reading.probe] = reading.at
        streak.append(reading.at)

    def _changed(self, reading: Reading) -> None:
        if self._states.get(reading.probe) == reading.state:
            return
        self._states[reading.probe] = reading.state
        interval = self._intervals[reading.probe]
        body = outage.ProbeChanged(reading.probe, reading.point, reading.state, reading.detail, interval)
        seal = self._series.seal()
        sealed = outage.SeriesSealed(seal.lines, seal.bytes, seal.sha256)
        self._desk.record([body], at=reading.at)
        self._desk.record([sealed])

    def _seen(self, reading: Reading) -> None:
        if reading.state == "ok":
            return
        for fault in self._desk.state.faults.values():
            here = fault.point == reading.point and fault.inside and reading.at >= fault.spans[-1][0]
            if here and (reading.probe not in fault.seen_by or fault.rounds[-1].seen_at is None):
                self._desk.record([outage.FaultSeen(fault.id, reading.probe)], at=reading.at)

    def _proven(self) -> None:
        faults = list(self._desk.state.faults.values())
        for fault in faults:
            if fault.removed_at is None or fault.inside or fault.verified_at is not None:
                continue
            at_point = [other for other in faults if other.point == fault.point]
            if any(other.inside for other in at_point):
                continue
            if self.proven_since(fault.point, _last_out(at_point)):
                self._desk.record([outage.FaultVerified(fault.id, self._good)])

    def _restored(self) -> None:
        state = self._desk.state
        if state.restored_at is not None or not _has_failed(state) or _is_leaving(state):
            return
        t0 = read_clocks(state).get("t0")
        points = main_points(state.plan)
        if t0 is None or not all(self.proven_since(point, max(t0.at, _last_gap(state))) for point in points):
            return
        began = max(self._began[probe] for point in points for probe in self._points[point])
        body: Body = outage.PathRestored(points, self._good)
        self._desk.record([body], at=began)


def _has_failed(state: RunState) -> bool:
    """Whether there is anything to come back: in a real outage, a point that a probe saw fail.

    What no probe saw fail no probe can see return; there a person says so.
    """
    if state.is_drill:
        return bool(state.faults)
    points = main_points(state.plan)
    return any(track.first_failing(0) is not None for track in state.probes.values() if track.point in points)


def _is_leaving(state: RunState) -> bool:
    """While a run is paused or ended its faults are taken out by us: that is no recovery."""
    asked = state.pause_requested is not None or state.abort_requested is not None
    return asked or state.status is not RunStatus.RUNNING


def _last_gap(state: RunState) -> int:
    return max((gap.end or gap.begin for gap in state.time.gaps), default=0)


def _last_out(faults: list[FaultState]) -> int:
    return max(fault.removed_at or 0 for fault in faults)
