from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from run_plans import DEAD, plan, step
from run_stories import story

from continuity.events import lifecycle
from continuity.run.time import ScenarioTime
from continuity.run.timeline import due_injects, last_end, phases_at, planned_faults

START = 1_767_225_600_000
SPANS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), max_size=5)
SPEEDS = st.sampled_from([1, 3, 60])
MOMENTS = st.integers(-1_000, 150_000)


def told(spans: list[tuple[int, int]], speed: int = 1, standing: bool = False) -> ScenarioTime:
    """Running for the first of each pair, standing still for the second; perhaps still standing at the end."""
    time = ScenarioTime(speed)
    time.start(START)
    at = START
    for running, still in spans:
        time.stop(at := at + running, "pause")
        time.go_on(at := at + still)
    if standing:
        time.stop(at + 500, "pause")
    return time


@given(SPANS, SPEEDS, st.booleans(), MOMENTS, MOMENTS)
def test_scenario_time_never_runs_back(
    spans: list[tuple[int, int]], speed: int, standing: bool, a: int, b: int
) -> None:
    time = told(spans, speed, standing)
    first, last = sorted((START + a, START + b))
    assert 0 <= time.since_start(first) <= time.since_start(last)
    assert time.since_start(last) <= time.with_gaps(last)


@given(SPANS, SPEEDS)
def test_gaps_add_up(spans: list[tuple[int, int]], speed: int) -> None:
    time = told(spans, speed)
    end = START + sum(running + still for running, still in spans)
    assert time.since_start(end) == speed * sum(running for running, _ in spans)
    assert time.with_gaps(end) - time.since_start(end) == speed * sum(still for _, still in spans)


@given(SPANS, SPEEDS, MOMENTS, MOMENTS, MOMENTS)
def test_stretches_add_up(spans: list[tuple[int, int]], speed: int, a: int, b: int, c: int) -> None:
    time = told(spans, speed)
    assert time.between(START + a, START + c) == time.between(START + a, START + b) + time.between(START + b, START + c)


@given(SPANS, SPEEDS, st.integers(0, 5_000_000))
def test_the_real_time_of_a_scenario_time_is_the_first_at_which_it_has_come(
    spans: list[tuple[int, int]], speed: int, millis: int
) -> None:
    time = told(spans, speed)
    at = time.real(millis)
    assert millis <= time.since_start(at) < millis + speed
    assert at == START or time.since_start(at - 1) < millis


def test_the_clock_stands_still_from_the_stop_and_stopping_twice_is_once() -> None:
    time = told([])
    time.stop(START + 1_000, "the conductor was lost")
    time.stop(START + 5_000, "pause")
    assert time.standing_still
    assert time.since_start(START + 9_000) == 1_000
    time.go_on(START + 9_000)
    time.go_on(START + 10_000)
    assert time.since_start(START + 10_000) == 2_000
    assert [(gap.begin - START, gap.end and gap.end - START, gap.why) for gap in time.gaps] == [
        (1_000, 9_000, "the conductor was lost")
    ]


def test_before_the_start_no_time_has_passed() -> None:
    time = ScenarioTime()
    assert (time.since_start(START), time.with_gaps(START)) == (0, 0)


def test_a_clock_that_went_back_makes_no_negative_gap() -> None:
    time = told([])
    time.stop(START + 5_000, "pause")
    time.go_on(START + 4_000)
    assert time.gaps[0].end == START + 5_000


def test_an_end_in_a_pause_closes_the_gap() -> None:
    run = story(plan([step("one")])).after("1m")
    run.tell(lifecycle.RunPaused("lunch"))
    run.after("1h").end()
    assert run.run.time.since_start(run.now) == 60_000
    assert not run.run.time.standing_still


LATER = {**DEAD, "id": "later", "begin": "40m", "for": "10m", "faults": [{"at": "search", "kind": "refuse"}]}


def test_the_timeline_says_what_should_be_so() -> None:
    timed = plan([], phases=[DEAD, LATER], starts_after="5m")
    assert [(one.id, one.point, one.begin, one.end) for one in planned_faults(timed)] == [
        ("dead-1", "crm-orders", 300_000, 2_100_000),
        ("later-1", "crm-search", 2_700_000, 3_300_000),
    ]
    first = planned_faults(timed)[0]
    assert [first.is_due(at) for at in (299_999, 300_000, 2_099_999, 2_100_000)] == [False, True, True, False]
    assert phases_at(timed, 2_700_000) == ({"dead", "later"}, {"dead"})
    assert last_end(timed) == 3_300_000
    assert last_end(plan([], phases=[])) == 0


def test_a_planned_message_is_due_once_its_time_has_come() -> None:
    caller = {"id": "caller", "at": "12m", "to": "clerk", "says": "Do you have my orders?"}
    timed = plan([], injects=[caller])
    assert due_injects(timed, 719_999, set()) == ()
    assert [one.id for one in due_injects(timed, 720_000, set())] == ["caller"]
    assert due_injects(timed, 720_000, {"caller"}) == ()
