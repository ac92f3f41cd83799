"""What ends a run by itself: a probe that must stay well and does not, or bounds that are reached.

Stop conditions look with a watch of their own, in real time. What they see goes into the series, and the reason into
the journal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import TracebackType

from continuity.clock import Clock
from continuity.conductor.addresses import Addresses
from continuity.conductor.bounds import out_of_bounds
from continuity.journal.series import SeriesWriter
from continuity.plan import FrozenPlan, StopWhen
from continuity.probes import Reading, Target, Watch
from continuity.run.state import RunState

__all__ = ["StopConditions", "stop_targets"]

_NAME = "stop-when:"


def stop_targets(plan: FrozenPlan, addresses: Addresses) -> tuple[Target, ...]:
    """What the stop conditions look at, under names of their own: a probe may be watched for the report as well."""
    every = {probe.id: (point, probe) for point, probe in plan.probes_here()}
    found = []
    for condition in plan.drill.stop_when:
        point, probe = every[condition.probe]
        (target,) = [one for one in addresses.targets(plan, [point]) if one.probe.id == probe.id]
        looked = replace(
            probe,
            id=_NAME + probe.id,
            every=condition.every or probe.every,
            timeout=condition.timeout or probe.timeout,
        )
        found.append(replace(target, probe=looked, interval_ms=looked.every))
    return tuple(found)


class StopConditions:
    """Judged at each reading; ``spent`` are the milliseconds of earlier runs (see ``spent_before``)."""

    def __init__(
        self, plan: FrozenPlan, addresses: Addresses, series: SeriesWriter, clock: Clock, spent: tuple[int, ...]
    ) -> None:
        self._conditions = {_NAME + one.probe: one for one in plan.drill.stop_when}
        self._missed = dict.fromkeys(self._conditions, 0)
        self._targets = stop_targets(plan, addresses)
        self._heard = dict.fromkeys(self._conditions, clock.monotonic())
        self._series = series
        self._clock = clock
        self._spent = spent
        self._watch = Watch(self._targets, clock)

    def judge(self, run: RunState) -> str | None:
        """Take the readings since the last call; why the run must end, none while it may go on.

        Nothing ends a real outage but the people who lead it.
        """
        if not run.is_drill:
            return None
        for reading in self._watch.take():
            self._keep(reading)
            if (reason := self._missed_by(reading)) is not None:
                return reason
        return next(self._silent(), None) or out_of_bounds(run, self._spent, self._clock.now())

    def start_anew(self) -> None:
        """Forget what was missed before a pause."""
        self._watch.take()
        self._missed = dict.fromkeys(self._conditions, 0)
        self._heard = dict.fromkeys(self._conditions, self._clock.monotonic())

    def _missed_by(self, reading: Reading) -> str | None:
        condition = self._conditions[reading.probe]
        self._heard[reading.probe] = self._clock.monotonic()
        self._missed[reading.probe] = 0 if reading.state == "ok" else self._missed[reading.probe] + 1
        if self._missed[reading.probe] < condition.misses:
            return None
        times = "once" if condition.misses == 1 else f"{condition.misses} times in a row"
        return f"{_named(condition)} at {reading.point} was not well {times}: {reading.state}, {reading.detail}"

    def _silent(self) -> Iterator[str]:
        """A watch that says nothing vouches for nothing."""
        for target in self._targets:
            condition = self._conditions[target.probe.id]
            patience = (condition.misses + 1) * (target.interval_ms + target.probe.timeout) / 1000
            if self._clock.monotonic() - self._heard[target.probe.id] > patience:
                yield f"{_named(condition)} at {target.point} gave no reading for {patience:g} s"

    def _keep(self, reading: Reading) -> None:
        self._series.append(
            {
                "at": reading.at,
                "probe": reading.probe,
                "state": reading.state,
                "took_ms": reading.took_ms,
                "detail": reading.detail,
            }
        )

    def __enter__(self) -> StopConditions:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watch.close()


def _named(condition: StopWhen) -> str:
    return f"stop condition: the probe {condition.probe}"
