"""How far the faults of a run reach: points at once, time in, and the hours in which they may be in. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from continuity.plan import FrozenPlan, Scenario, ServiceHours
from continuity.run.state import RunState
from continuity.run.timeline import planned_faults

__all__ = ["fault_time", "open_until", "planned_time", "points_at_once", "quarter_of", "too_many"]

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LOOK_AHEAD = 8

Span = tuple[int, int]


def too_many(run: RunState, point: str) -> str | None:
    """Why no fault may go in at a point now, on top of those that are in; none while it may."""
    inside = [fault.point for fault in run.faults.values() if fault.inside]
    most = run.plan.drill.limits.max_faults
    if len(inside) >= most:
        return f"{len(inside)} faults are in, and {most} are allowed at once"
    points = {*inside, point}
    for who, bounds in run.plan.bounds():
        if bounds.max_points is not None and len(points) > bounds.max_points:
            return f"{len(points)} points would be hit at once, and {who} allows {bounds.max_points}"
    return None


def points_at_once(scenario: Scenario, binds: Mapping[str, str]) -> int:
    """The most points that a scenario hits at one time; places bound to one point count once."""
    spans = [
        (phase.begin, phase.begin + phase.for_, binds.get(fault.at, fault.at))
        for phase in scenario.phases
        for fault in phase.faults
    ]
    return max((len({point for begin, end, point in spans if begin <= at < end}) for at, _, _ in spans), default=0)


def fault_time(run: RunState, begin: int, end: int) -> int:
    """Real milliseconds from ``begin`` to ``end`` in which at least one fault of the run was in."""
    spans = [span for fault in run.faults.values() for span in fault.spans]
    # A fault that nobody has told of as out counts as in.
    return _together((max(start, begin), min(end if out is None else out, end)) for start, out in spans)


def planned_time(plan: FrozenPlan) -> int:
    """Real milliseconds in which at least one fault is planned to be in."""
    return _together((fault.begin, fault.end) for fault in planned_faults(plan)) // plan.drill.speed


def _together(spans: Iterable[Span]) -> int:
    total, reached = 0, 0
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        total += max(0, end - max(begin, reached))
        reached = max(reached, end)
    return total


def quarter_of(at: int, zone: str) -> Span:
    """Begin and end of the calendar quarter, there, in which a time lies; milliseconds UTC."""
    day = datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
    month = 3 * ((day.month - 1) // 3) + 1
    begin = datetime(day.year, month, 1, tzinfo=ZoneInfo(zone))
    end = datetime(day.year + (month + 3) // 12, (month + 3) % 12, 1, tzinfo=ZoneInfo(zone))
    return _millis(begin), _millis(end)


def open_until(hours: Sequence[ServiceHours], zone: str, at: int) -> int | None:
    """When the hours that hold at a time are over; none when it lies in no such hours (milliseconds UTC).

    Hours that meet (until ``24:00``, and from ``00:00``) are one stretch; a stretch is looked at for a week.
    """
    today = datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).date()
    spans: list[Span] = []
    for offset in range(-1, _LOOK_AHEAD):
        day = today + timedelta(days=offset)
        spans += [
            (_moment(day, one.opens, zone), _moment(day, one.closes, zone))
            for one in hours
            if _DAYS[day.weekday()] in one.days
        ]
    until: int | None = None
    for begin, end in sorted(spans):
        if begin <= (at if until is None else until) < end:
            until = end
    return until


def _moment(day: date, clock: str, zone: str) -> int:
    hour, minute = (int(part) for part in clock.split(":"))
    begin = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    # Wall-clock arithmetic: 18:00 is 18:00 also on the day on which the clocks change.
    return _millis(begin + timedelta(hours=hour, minutes=minute))


def _millis(moment: datetime) -> int:
    return round(moment.astimezone(UTC).timestamp() * 1000)
