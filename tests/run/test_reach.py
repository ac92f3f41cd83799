"""How far faults reach: hours in which they may be in, time in which they were, points at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from run_plans import plan

from continuity.plan import ServiceHours
from continuity.run.faults import FaultState
from continuity.run.reach import fault_time, open_until, planned_time, quarter_of, too_many
from continuity.run.state import RunState

PARIS = "Europe/Paris"
WORK = (ServiceHours(("tue", "wed", "thu"), "09:00", "16:00"),)
NIGHT = (ServiceHours(("fri",), "22:00", "24:00"), ServiceHours(("sat",), "00:00", "05:00"))


def at(text, zone=PARIS):
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        (WORK, "2026-11-24T09:00", "2026-11-24T16:00"),
        (WORK, "2026-11-24T15:59", "2026-11-24T16:00"),
        (WORK, "2026-11-24T16:00", None),
        (WORK, "2026-11-24T08:59", None),
        (WORK, "2026-11-23T12:00", None),
        (NIGHT, "2026-11-27T23:30", "2026-11-28T05:00"),
        (NIGHT, "2026-11-28T04:59", "2026-11-28T05:00"),
        (NIGHT, "2026-11-28T05:00", None),
        ((ServiceHours(("sun",), "00:00", "24:00"),), "2026-10-25T23:59", "2026-10-26T00:00"),
    ],
)
def test_hours_end_where_they_are_written_and_a_night_is_one_stretch(hours, now, until):
    assert open_until(hours, PARIS, at(now)) == (None if until is None else at(until))


def test_hours_are_those_of_the_organisation():
    assert open_until(WORK, PARIS, at("2026-11-24T09:30", "America/New_York")) == at("2026-11-24T16:00")
    assert open_until(WORK, PARIS, at("2026-11-24T10:30", "America/New_York")) is None


def test_quarters_begin_and_end_there():
    assert quarter_of(at("2026-12-31T23:59"), PARIS) == (at("2026-10-01T00:00"), at("2027-01-01T00:00"))
    assert quarter_of(at("2027-01-01T00:00"), PARIS)[0] == at("2027-01-01T00:00")


def run_with(*faults):
    run = RunState(plan_or_none=plan())
    for number, (point, inside, spans) in enumerate(faults):
        run.faults[str(number)] = FaultState(str(number), point, "refuse", "", inside=inside, spans=list(spans))
    return run


def test_time_with_faults_counts_overlaps_once_and_what_nobody_took_out_as_in():
    run = run_with(
        ("crm", False, [(100, 200), (400, 450)]), ("status", False, [(150, 250)]), ("mail", True, [(900, None)])
    )
    assert fault_time(run, 0, 1000) == 150 + 50 + 100
    assert fault_time(run, 180, 420) == 70 + 20
    assert fault_time(run_with(), 0, 1000) == 0


def test_planned_time_is_real():
    slow = plan()
    fast = replace(slow, drill=replace(slow.drill, speed=10))
    assert planned_time(slow) == 10 * planned_time(fast) > 0


def test_points_and_faults_at_once_are_bounded_by_drill_and_environment():
    run = run_with(("crm", True, []), ("crm", True, []))
    assert too_many(run, "mail") is None
    limits = replace(run.plan.drill.limits, max_points=1)
    run.plan_or_none = replace(run.plan, drill=replace(run.plan.drill, limits=limits))
    assert too_many(run, "crm") is None
    assert "2 points would be hit at once" in too_many(run, "mail")
    limits = replace(limits, max_faults=2)
    run.plan_or_none = replace(run.plan, drill=replace(run.plan.drill, limits=limits))
    assert too_many(run, "crm") == "2 faults are in, and 2 are allowed at once"
