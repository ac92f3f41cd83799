"""What each probe saw through the run, unknown where nobody looked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from continuity.plan import FrozenPlan
from continuity.reporting.of_run.axis import Axis
from continuity.reporting.of_run.looks import Look
from continuity.reporting.timeline import ProbeRow, ProbeSpan
from continuity.reporting.verdicts import ProbeWord
from continuity.run.faults import ProbeTrack
from continuity.run.state import RunState

__all__ = ["probe_rows"]

Stretch = tuple[int, int, ProbeWord]


def probe_rows(run: RunState, axis: Axis, looks: Sequence[Look]) -> tuple[ProbeRow, ...]:
    """One row for each probe, in the order in which the plan watches them."""
    order = [probe.id for point in run.plan.watched_points() for probe in run.plan.place(point).probes]
    known = sorted(run.probes.values(), key=lambda track: order.index(track.probe) if track.probe in order else -1)
    return tuple(_row(run, axis, track, [look.at for look in looks if look.probe == track.probe]) for track in known)


def _row(run: RunState, axis: Axis, track: ProbeTrack, looked: Sequence[int]) -> ProbeRow:
    holes = _holes(axis, looked, track.interval_ms, _silence(run.plan, track)) if looked else []
    stretches = _cut(list(_states(axis, track)), holes)
    spans = [ProbeSpan(axis.ms(begin), axis.ms(end), state) for begin, end, state in stretches]
    shown = [span for span in spans if span.to_ms > span.from_ms]
    return ProbeRow(track.probe, _title(run.plan, track), track.interval_ms, tuple(_joined(shown)))


def _title(plan: FrozenPlan, track: ProbeTrack) -> str:
    """The point's title; the probe's own id too where several watch one point."""
    title = plan.organisation.point(track.point).title
    return title if len(plan.place(track.point).probes) == 1 else f"{track.probe}: {title}"


def _silence(plan: FrozenPlan, track: ProbeTrack) -> int:
    """Real milliseconds without a reading after which nobody was looking."""
    timeouts = [probe.timeout for probe in plan.place(track.point).probes if probe.id == track.probe]
    return 3 * track.interval_ms + max(timeouts, default=0)


def _states(axis: Axis, track: ProbeTrack) -> Iterator[Stretch]:
    if not track.changes:
        yield axis.start, axis.end, ProbeWord.UNKNOWN
        return
    # The first look comes a moment after the start: what it saw held at the start, where the baseline was good.
    first = track.changes[0].at if track.changes[0].at - axis.start > 4 * track.interval_ms else axis.start
    yield axis.start, first, ProbeWord.UNKNOWN
    begins = [first, *(change.at for change in track.changes[1:])]
    for begin, end, change in zip(begins, [*begins[1:], axis.end], track.changes, strict=True):
        yield begin, min(end, axis.end), ProbeWord(change.state)


def _holes(axis: Axis, looked: Sequence[int], every: int, silence: int) -> list[tuple[int, int]]:
    """Real stretches without a reading, from one interval after the last one to the next one."""
    pairs = zip(looked, [*looked[1:], axis.end], strict=True)
    return [(before + every, after) for before, after in pairs if after - before > silence]


def _cut(stretches: list[Stretch], holes: Sequence[tuple[int, int]]) -> list[Stretch]:
    for begin, end in holes:
        cut: list[Stretch] = []
        for start, stop, state in stretches:
            cut += [(start, min(stop, begin), state), (max(start, begin), min(stop, end), ProbeWord.UNKNOWN)]
            cut.append((max(start, end), stop, state))
        stretches = [one for one in cut if one[1] > one[0]]
    return stretches


def _joined(spans: Sequence[ProbeSpan]) -> Iterator[ProbeSpan]:
    """Neighbours of one state as one."""
    last: ProbeSpan | None = None
    for span in spans:
        if last is not None and last.state is span.state and last.to_ms == span.from_ms:
            last = ProbeSpan(last.from_ms, span.to_ms, span.state)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last
