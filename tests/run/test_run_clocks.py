from __future__ import annotations

import pytest
from run_plans import DEAD, ORDER, plan, step
from run_stories import Story, story

from continuity.events import lifecycle
from continuity.events.ledger import BooksCompared
from continuity.run import commands as ask
from continuity.run.clocks import Clock, read_clocks

MINUTE = 60_000
TAKING = [
    step("notice", marks="detected"),
    step("declare", role="lead", marks="activated"),
    step("paper", role="lead", issue={"form": "order", "count": 20, "to": "clerk"}),
    step("take", records="order", until="restored"),
    step("agree", reconcile="order"),
    step("stand-down", role="lead", marks="stood_down"),
]


def clock(told: Story, name: str, process: str | None = None) -> Clock | None:
    return read_clocks(told.run, process).get(name)


def minutes(told: Story, name: str) -> float | None:
    found = clock(told, name)
    return None if found is None else found.ms / MINUTE


def told(**more: object) -> Story:
    return story(plan(TAKING, **more))  # type: ignore[arg-type]


def taking(**more: object) -> Story:
    """Five minutes into the outage, forms handed out."""
    run = told(**more).outage().after("5m")
    return run.finish("notice").finish("declare", "ines").finish("paper", "ines").start("take")


def test_without_a_fault_there_is_no_clock() -> None:
    run = told().after("5m")
    run.ask(ask.Skip("notice", "a false alarm"), "ines")
    assert read_clocks(run.finish("declare", "ines").run).reached == {}


def test_t0_is_the_first_failing_probe_not_the_moment_of_the_command() -> None:
    run = told().after("3m").inject().after("7s")
    assert clock(run, "t0") is None
    run.see()
    assert clock(run, "t0") == Clock(run.now, 0, 0, 5_000)


def test_t0_ignores_a_failure_before_the_fault_and_a_failure_elsewhere() -> None:
    run = told().probe("crm-orders", "down").after("10s").probe("crm-orders", "ok").after("10s")
    run.inject().after("2s").probe("accounting", "down").after("3s").see()
    found = clock(run, "t0")
    assert found is not None
    assert found.at == run.now


def test_t0_of_a_point_that_was_failing_already_is_when_the_fault_took_hold() -> None:
    run = told().probe("crm-orders", "degraded").after("10s").inject()
    found = clock(run, "t0")
    assert found is not None
    assert found.at == run.now


def test_a_stale_answer_makes_t0_as_a_dead_one_does() -> None:
    run = told().inject().after("4s").probe("crm-orders", "degraded")
    assert clock(run, "t0") is not None


def test_t0_carries_the_probes_interval_in_scenario_time_as_its_error() -> None:
    run = told(speed=10).inject().see(interval=500)
    found = clock(run, "t0")
    assert found is not None
    assert found.error_ms == 5_000


def test_t1_and_t2_and_t6_are_when_the_marked_steps_are_done() -> None:
    run = told().outage().after("4m").start("notice").after("2m").finish("notice").after("1m").finish("declare", "ines")
    assert (minutes(run, "t1"), minutes(run, "t2"), minutes(run, "t6")) == (6, 7, None)


def test_a_skipped_mark_is_not_reached() -> None:
    run = told().outage().after("4m")
    run.ask(ask.Skip("notice", "everybody knows"), "ines")
    assert clock(run, "t1") is None


def test_t3_is_the_record_that_first_makes_the_minimum_level() -> None:
    run = taking(mbco={"count": 3, "within": "10m"})
    run.take_order().after("8m").take_order().after("8m").take_order()
    assert (minutes(run, "t3a"), minutes(run, "t3")) == (5, None)
    run.after("1m").take_order()
    assert minutes(run, "t3") == 22


def test_a_record_on_the_edge_of_the_span_still_makes_the_level() -> None:
    run = taking(mbco={"count": 2, "within": "10m"}).take_order().after("10m").take_order()
    assert minutes(run, "t3") == 15


def test_without_a_minimum_level_t3_is_the_first_record_and_says_so() -> None:
    clocks = read_clocks(taking().take_order().run)
    assert clocks.t3_is_first_record
    assert clocks.get("t3") == clocks.get("t3a")
    assert not read_clocks(taking(mbco={"count": 1, "within": "1m"}).run).t3_is_first_record


def test_the_minimum_level_is_judged_in_scenario_time() -> None:
    run = taking(mbco={"count": 2, "within": "10m"}, speed=10).take_order().after("2m").take_order()
    assert clock(run, "t3") is None


def test_a_spoiled_form_reaches_no_level() -> None:
    run = taking(mbco={"count": 2, "within": "10m"}).take_order().after("1m").take_order()
    first = next(iter(run.run.ledger.numbers))
    run.ask(ask.Void(first, "coffee", "lena"))
    assert minutes(run, "t3a") == 6
    assert clock(run, "t3") is None


def test_t4_is_the_first_of_the_good_answers_that_restored_the_path() -> None:
    run = taking().after("20m").heal().restore()
    assert clock(run, "t4") == Clock(run.now, 25 * MINUTE, 25 * MINUTE, 5_000)


def test_a_relapse_takes_t4_back_and_the_next_restoration_moves_it() -> None:
    run = taking().after("20m").heal().restore().after("2m").probe("crm-orders", "down")
    assert clock(run, "t4") is None
    run.after("3m").restore()
    assert minutes(run, "t4") == 30


def test_a_relapse_into_stale_answers_moves_t4_too() -> None:
    run = taking().after("20m").heal().restore().after("2m").probe("crm-orders", "degraded")
    assert clock(run, "t4") is None


@pytest.mark.parametrize("state", ["degraded", "down"])
def test_trouble_at_another_point_leaves_t4_alone(state: str) -> None:
    run = taking().after("20m").recovery().after("2m").probe("crm-search", state)  # type: ignore[arg-type]
    assert minutes(run, "t4") == 25


def test_t5_waits_for_the_sign_off_under_the_books() -> None:
    steps = [step("agree", reconcile="order", sign_off={"role": "checker", "meaning": "Counts agree"})]
    run = story(plan(steps)).outage().after("5m").recovery()
    run.tell(_compared())
    run.after("1m").finish("agree")
    assert clock(run, "t5") is None
    run.after("2m").ask(ask.SignOff("agree"), "priya")
    assert minutes(run, "t5") == 8


def test_with_books_of_two_forms_t5_is_the_later_one() -> None:
    forms = {"order": ORDER, "claim": {**ORDER, "numbering": {"prefix": "C26-", "drill_prefix": "Q26-"}}}
    lanes = {"left": [step("orders", reconcile="order")], "right": [step("claims", reconcile="claim")]}
    run = story(plan([{"id": "books", "lanes": lanes}], forms=forms)).outage().after("1m").recovery()
    run.tell(_compared("order"), _compared("claim"))
    run.finish("books/orders")
    assert clock(run, "t5") is None
    run.after("5m").finish("books/claims")
    assert minutes(run, "t5") == 6


def test_a_pause_is_left_out_of_the_clocks_and_kept_beside_them() -> None:
    run = taking().take_order()
    run.tell(lifecycle.RunPaused("lunch"))
    run.after("30m").tell(lifecycle.RunResumed())
    run.after("2m").recovery()
    found = clock(run, "t4")
    assert found is not None
    assert (found.ms, found.with_gaps_ms) == (7 * MINUTE, 37 * MINUTE)


def test_a_lost_conductor_is_a_gap_from_its_last_sign_of_life() -> None:
    run = taking()
    sign = run.now
    run.after("12m").tell(lifecycle.ConductorLost("…"), at=sign)
    run.tell(lifecycle.RunResumed())
    run.after("1m").recovery()
    found = clock(run, "t4")
    assert found is not None
    assert (found.ms, found.with_gaps_ms) == (6 * MINUTE, 18 * MINUTE)
    assert [gap.why for gap in run.run.time.gaps] == ["the conductor was lost"]


def test_speed_multiplies_every_clock() -> None:
    run = told(speed=60).outage().after("5s").finish("notice")
    assert minutes(run, "t1") == 5


def test_each_process_has_the_clock_of_its_own_points() -> None:
    search = {**DEAD, "id": "stale", "begin": "10m", "faults": [{"at": "search", "kind": "refuse"}]}
    run = told(phases=[DEAD, search]).outage().after("10m").inject("stale-1", "crm-search").see("stale-1", "crm-search")
    orders, searching = clock(run, "t0"), clock(run, "t0", "answer-customers")
    assert orders is not None
    assert searching is not None
    assert searching.at - orders.at == 10 * MINUTE


def test_a_process_without_a_faulted_point_has_the_clocks_of_them_all() -> None:
    run = told().outage()
    assert clock(run, "t0", "invoice") == clock(run, "t0")


def _compared(form: str = "order") -> BooksCompared:
    return BooksCompared("agree", form, (), 0, 0, True)
