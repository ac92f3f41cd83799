"""Whether a run may start within the bounds of its drill and environment, and whether it still keeps within them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from continuity.desk.facts import facts
from continuity.journal.store import Store
from continuity.plan import Bounds, FrozenPlan
from continuity.run.reach import fault_time, open_until, planned_time, quarter_of
from continuity.run.state import RunState, fold
from continuity.run.timeline import last_end

__all__ = ["bound_reasons", "out_of_bounds", "spent_before"]

_MINUTE = 60_000


def bound_reasons(plan: FrozenPlan, spent: tuple[int, ...], now: int) -> list[str]:
    """Why a run that started at ``now`` (ms UTC) would go out of bounds; ``spent`` is that of ``spent_before``."""
    found = []
    for (who, bounds), used in zip(plan.bounds(), spent, strict=True):
        found += [*_minutes(plan, who, bounds, used), *_hours(plan, who, bounds, now)]
    return found


def _minutes(plan: FrozenPlan, who: str, bounds: Bounds, used: int) -> Iterator[str]:
    allowed, more = bounds.minutes_per_quarter, planned_time(plan)
    if allowed is not None and used + more > allowed * _MINUTE:
        yield (
            f"faults were in for {_minutes_of(used)} min this quarter, and this run means {_minutes_of(more)} more: "
            f"{who} allows {allowed}"
        )


def _hours(plan: FrozenPlan, who: str, bounds: Bounds, now: int) -> Iterator[str]:
    if not bounds.allowed_hours:
        return
    zone = plan.organisation.time_zone
    until = open_until(bounds.allowed_hours, zone, now)
    if until is None:
        yield f"it is {_clock(now, zone)}, and {who} allows faults {_told(bounds)} only ({zone})"
    elif (end := now + last_end(plan) // plan.drill.speed) > until:
        yield f"the last fault would be out at {_clock(end, zone)}, and {who} allows faults until {_clock(until, zone)}"


def spent_before(store: Store, plan: FrozenPlan, run: str, now: int) -> tuple[int, ...]:
    """For each of the plan's bounds the real milliseconds with a fault in, this quarter, in all runs but ``run``.

    Nothing is read where no minutes are bounded.
    """
    if all(bounds.minutes_per_quarter is None for _, bounds in plan.bounds()):
        return tuple(0 for _ in plan.bounds())
    begin, end = quarter_of(now, plan.organisation.time_zone)
    of_drill = in_environment = 0
    for other in _drills(store, run):
        took = fault_time(other, begin, min(now, end))
        of_drill += took if other.plan.drill.id == plan.drill.id else 0
        in_environment += took if other.plan.environment.id == plan.environment.id else 0
    return of_drill, in_environment


def _drills(store: Store, but: str) -> Iterator[RunState]:
    for head in store.streams():
        state = fold(facts(store, head.stream)) if head.stream != but else RunState()
        if state.plan_or_none is not None:
            yield state


def out_of_bounds(run: RunState, spent: tuple[int, ...], now: int) -> str | None:
    """Why a run must end now, by its minutes or its hours; none while it keeps within both."""
    zone = run.plan.organisation.time_zone
    begin, _ = quarter_of(now, zone)
    for (who, bounds), used in zip(run.plan.bounds(), spent, strict=True):
        allowed = bounds.minutes_per_quarter
        if allowed is not None and used + fault_time(run, begin, now) >= allowed * _MINUTE:
            return f"the {allowed} minutes with faults that {who} allows in a quarter are used up"
        if bounds.allowed_hours and open_until(bounds.allowed_hours, zone, now) is None:
            return f"{who} allows faults {_told(bounds)} only ({zone})"
    return None


def _told(bounds: Bounds) -> str:
    return "; ".join(f"{' '.join(one.days)} {one.opens} to {one.closes}" for one in bounds.allowed_hours)


def _minutes_of(millis: int) -> int:
    return -(-millis // _MINUTE)


def _clock(at: int, zone: str) -> str:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).strftime("%a %H:%M").lower()
