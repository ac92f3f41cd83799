from __future__ import annotations

from typing import Any

import pytest
from run_plans import DEAD, objective, plan, step
from run_stories import CONDUCTOR, Story, private, story

from continuity.events import lifecycle, outage
from continuity.events.ledger import (
    BatchAcknowledged,
    BatchClosed,
    BatchRejected,
    BatchSent,
    BooksCompared,
    BooksException,
    ExceptionSettled,
)
from continuity.events.steps import MessageSent
from continuity.run import commands as ask
from continuity.run.objectives import Judged, Met, judge, measure
from continuity.run.verdict import DrillWord, SafetyWord, drill_verdict, exit_code, safety_verdict

STEPS = [
    step("notice", marks="detected"),
    step("declare", role="lead", marks="activated"),
    step("paper", role="lead", issue={"form": "order", "count": 20, "to": "clerk"}),
    step("call", critical=True),
    step("take", records="order", until="restored"),
]
BY_HAND = objective("by-hand", clock=["t0", "t3"], within="30m")
NOTICED = objective("noticed", clock=["t0", "t1"], within="10m")
TOLD = objective("told", message="customers", after="t2", within="20m")
HANDED = objective("handed", hand_off="accounting", within="15m")
EACH_ONCE = objective("each-once", records="each-once")


def told(*objectives: dict[str, Any], **more: Any) -> Story:
    return story(plan(STEPS, objectives=objectives, **more))


def only(run: Story) -> Judged:
    (judged,) = judge(run.run)
    return judged


def verdict(run: Story) -> Met:
    return only(run).verdict


def by_hand(run: Story) -> Story:
    """Everything up to the first order, at once."""
    run.finish("notice").finish("declare", "ines").finish("paper", "ines").finish("call").start("take")
    return run.take_order()


# What a target is held against


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("20m", Met.MET),
        ("29m55s", Met.MET),
        ("29m55s1ms", Met.INCONCLUSIVE),
        ("30m", Met.INCONCLUSIVE),
        ("30m5s", Met.INCONCLUSIVE),
        ("30m5s1ms", Met.NOT_MET),
    ],
)
def test_a_target_inside_the_measuring_error_is_inconclusive(after: str, expected: Met) -> None:
    assert verdict(by_hand(told(BY_HAND).outage().after(after))) is expected


def test_without_an_error_a_target_reached_to_the_millisecond_is_met() -> None:
    between = objective("activation", clock=["t1", "t2"], within="5m")
    run = told(between).outage().after("1m").finish("notice").after("5m").finish("declare", "ines")
    assert verdict(run) is Met.MET
    run = told(between).outage().after("1m").finish("notice").after("5m1ms").finish("declare", "ines")
    assert verdict(run) is Met.NOT_MET


def test_with_speed_the_error_grows_and_swallows_the_verdict() -> None:
    run = told(BY_HAND, speed=60).inject().see(interval=500).after("29s700ms")
    judged = only(by_hand(run))
    assert (judged.verdict, judged.achieved_ms, judged.error_ms) == (Met.INCONCLUSIVE, 1_782_000, 30_000)


def test_an_objective_without_a_target_is_met_when_it_is_reached() -> None:
    run = told(objective("noticed", clock=["t0", "t1"])).outage().after("50m")
    assert verdict(run) is Met.OPEN
    assert verdict(run.finish("notice")) is Met.MET


def test_a_critical_step_left_out_makes_it_met_with_deviation() -> None:
    run = told(BY_HAND).outage().after("1m").finish("notice").finish("declare", "ines").finish("paper", "ines")
    run.ask(ask.Skip("call", "no line", second="jonas"), "ines")
    judged = only(run.start("take").take_order())
    assert judged.verdict is Met.MET_DEV
    assert "1 critical step left out" in judged.why


def test_a_deviation_counts_without_a_target_and_for_records_too() -> None:
    run = told(objective("by-hand", clock=["t0", "t3"]), EACH_ONCE).outage().after("1m")
    run.finish("notice").finish("declare", "ines").finish("paper", "ines")
    run.ask(ask.Fail("call", "no line"))
    run.start("take").take_order()
    run.tell(BooksCompared("agree", "order", (), 0, 0, True))
    assert [one.verdict for one in judge(run.run)] == [Met.MET_DEV, Met.MET_DEV]


# Ended before the end was reached


def test_what_is_not_reached_stays_open_while_the_run_goes_on() -> None:
    assert verdict(told(NOTICED).outage().after("2h")) is Met.OPEN


@pytest.mark.parametrize(
    ("after", "expected"), [("9m59s", Met.INCONCLUSIVE), ("10m", Met.NOT_MET), ("1h", Met.NOT_MET)]
)
def test_ended_early_is_missed_only_when_the_target_had_passed(after: str, expected: Met) -> None:
    assert verdict(told(NOTICED).outage().after(after).end()) is expected


def test_ended_before_the_disruption_nobody_can_know() -> None:
    assert verdict(told(NOTICED).after("1h").end()) is Met.INCONCLUSIVE


def test_a_pause_is_no_time_to_reach_a_target_in() -> None:
    run = told(NOTICED).outage().after("5m")
    run.tell(lifecycle.RunPaused("lunch"))
    run.after("1h").tell(lifecycle.RunResumed())
    assert verdict(run.after("1m").end()) is Met.INCONCLUSIVE


# Messages


def message(audience: str = "customers") -> MessageSent:
    return MessageSent("tell", audience, private("All is well"))


def test_a_message_is_timed_from_its_clock_to_the_first_one_sent() -> None:
    run = told(TOLD).outage().finish("notice").after("1m").finish("declare", "ines").after("19m")
    run.tell(message("staff"))
    assert verdict(run) is Met.OPEN
    run.after("1m").tell(message())
    run.after("1h").tell(message())
    assert only(run).achieved_ms == 20 * 60_000
    assert verdict(run) is Met.MET


def test_a_message_entered_late_counts_from_when_it_was_said() -> None:
    run = told(TOLD).outage().finish("notice").after("1m").finish("declare", "ines").after("40m")
    run.tell(message())
    run.tell(message(), at=run.now - 30 * 60_000)
    assert only(run).achieved_ms == 10 * 60_000


def test_nobody_told_is_missed_past_the_target() -> None:
    run = told(TOLD).outage().finish("notice").after("1m").finish("declare", "ines").after("21m").end()
    assert verdict(run) is Met.NOT_MET


# Hand-offs


def closed(run: Story, batch: str) -> None:
    run.tell(BatchClosed(batch, "order", "close", (), {}, 0, "d"), BatchSent(batch, "accounting", "send"))


def acknowledged(run: Story, batch: str) -> None:
    run.tell(BatchAcknowledged(batch, "accounting", "tomasz", 0, {}))


def test_every_batch_must_be_acknowledged_and_the_slowest_counts() -> None:
    run = told(HANDED).outage()
    closed(run, "B1")
    closed(run, "B2")
    run.after("5m")
    acknowledged(run, "B1")
    assert verdict(run) is Met.OPEN
    run.after("5m")
    acknowledged(run, "B2")
    assert only(run).achieved_ms == 10 * 60_000


def test_a_rejected_batch_is_not_acknowledged() -> None:
    run = told(HANDED).outage()
    closed(run, "B1")
    run.tell(BatchRejected("B1", "accounting", "tomasz", "total differs"))
    assert verdict(run.after("15m").end()) is Met.NOT_MET


def test_a_batch_acknowledged_too_late_is_a_miss_whatever_waits_beside_it() -> None:
    run = told(HANDED).outage()
    closed(run, "B1")
    run.after("40m")
    acknowledged(run, "B1")
    closed(run, "B2")
    assert verdict(run.after("1m").end()) is Met.NOT_MET


def test_without_a_batch_a_hand_off_cannot_be_judged() -> None:
    assert verdict(told(HANDED).outage().after("2h").end()) is Met.INCONCLUSIVE


# Records


def test_records_are_judged_by_the_books() -> None:
    run = told(EACH_ONCE).outage().after("1m")
    assert verdict(by_hand(run)) is Met.OPEN
    run.tell(BooksCompared("agree", "order", (), 0, 0, True))
    assert verdict(run) is Met.MET


def test_an_exception_nobody_explained_is_a_miss_and_an_explained_one_is_not() -> None:
    run = by_hand(told(EACH_ONCE).outage().after("1m"))
    run.tell(BooksCompared("agree", "order", (BooksException("gap", "P26-0002-1", "not found"),), 0, 0, False))
    assert only(run).why == "1 unexplained"
    assert verdict(run) is Met.NOT_MET
    run.tell(ExceptionSettled("gap", "P26-0002-1", private("in the bin")))
    assert verdict(run) is Met.MET


@pytest.mark.parametrize(("lost", "doubled"), [(1, 0), (0, 1)])
def test_a_lost_or_doubled_record_is_a_miss(lost: int, doubled: int) -> None:
    run = by_hand(told(EACH_ONCE).outage().after("1m"))
    run.tell(BooksCompared("agree", "order", (), lost, doubled, True))
    assert verdict(run) is Met.NOT_MET


def test_books_never_compared_leave_the_records_inconclusive() -> None:
    assert verdict(by_hand(told(EACH_ONCE).outage().after("1m")).end()) is Met.INCONCLUSIVE


def test_each_objective_says_what_it_measures() -> None:
    run = told(BY_HAND, HANDED, TOLD, EACH_ONCE).run
    words = [measure(one) for one in run.plan.drill.objectives]
    assert words == ["t0 → t3", "closed → acknowledged", "t2 → sent", "every number, every station"]


# The drill's word


def whole(*objectives: dict[str, Any], **more: Any) -> Story:
    """A drill that went as it should, on the brink of its end."""
    return by_hand(told(*(objectives or (BY_HAND,)), **more).outage().after("5m")).after("10m").recovery()


def word(run: Story) -> DrillWord:
    return drill_verdict(run.run).word


def test_before_the_end_the_verdict_is_open() -> None:
    assert word(Story(plan(STEPS))) is DrillWord.OPEN
    assert word(whole()) is DrillWord.OPEN


def test_a_drill_passes_when_every_objective_is_met() -> None:
    run = whole().end()
    assert (word(run), drill_verdict(run.run).met, exit_code(run.run)) == (DrillWord.PASSED, 1, 0)


def test_one_missed_objective_fails_the_drill_even_beside_an_inconclusive_one() -> None:
    run = whole(BY_HAND, HANDED, objective("slow", clock=["t0", "t1"], within="1m")).end()
    assert (word(run), exit_code(run.run)) == (DrillWord.FAILED, 5)


def test_an_objective_nobody_can_judge_leaves_the_drill_inconclusive() -> None:
    run = whole(BY_HAND, HANDED).end()
    assert (word(run), exit_code(run.run)) == (DrillWord.INCONCLUSIVE, 6)


def test_a_drill_without_objectives_shows_nothing() -> None:
    run = story(plan(STEPS)).outage().after("1m").recovery().end()
    assert word(run) is DrillWord.INCONCLUSIVE


def test_a_fault_that_no_probe_saw_makes_the_drill_void() -> None:
    run = told(BY_HAND).inject().after("5m").heal().verify().end()
    verdict = drill_verdict(run.run)
    assert (verdict.word, exit_code(run.run)) == (DrillWord.VOID, 6)
    assert verdict.why == "no probe saw refused at crm-orders"


def test_a_planned_fault_that_never_went_in_makes_the_drill_void() -> None:
    assert word(told(BY_HAND).after("5m").end()) is DrillWord.VOID
    second = {**DEAD, "id": "again", "begin": "1h"}
    assert word(whole(phases=[DEAD, second]).end()) is DrillWord.VOID


def test_void_comes_before_failed_and_before_aborted() -> None:
    run = told(NOTICED).after("2h")
    run.tell(outage.FaultFailed("dead-1", "crm-orders", "no route to the server"))
    run.tell(lifecycle.RunAborted("a fault could not be injected"))
    assert drill_verdict(run.run).why == "the fault at crm-orders could not be injected: no route to the server"
    assert word(run) is DrillWord.VOID


def test_aborted_comes_before_failed_and_is_no_void_for_faults_still_to_come() -> None:
    run = told(NOTICED, phases=[DEAD, {**DEAD, "id": "later", "begin": "3h"}]).outage().after("2h").heal().verify()
    run.tell(lifecycle.RunAborted("fire alarm"))
    assert (word(run), drill_verdict(run.run).why, exit_code(run.run)) == (DrillWord.ABORTED, "fire alarm", 7)


def test_a_fault_that_could_not_go_in_again_after_a_pause_does_not_void_what_was_shown() -> None:
    run = told(BY_HAND).outage().after("5m").heal()
    run.tell(outage.FaultFailed("dead-1", "crm-orders", "gone"))
    run.tell(lifecycle.RunAborted("a fault could not be injected"))
    assert word(run) is DrillWord.ABORTED


def test_a_real_outage_needs_no_fault_of_ours() -> None:
    run = story(plan(STEPS), mode="real").after("5m").end()
    assert word(run) is DrillWord.INCONCLUSIVE


# Whether everything came out


def safety(run: Story) -> SafetyWord:
    return safety_verdict(run.run).word


def test_safety_is_dirty_while_in_unverified_when_out_and_clean_when_proven() -> None:
    run = told(BY_HAND)
    assert safety(run) is SafetyWord.CLEAN
    assert safety(run.outage()) is SafetyWord.DIRTY
    assert safety(run.after("1m").heal()) is SafetyWord.UNVERIFIED
    assert safety(run.verify()) is SafetyWord.CLEAN
    assert safety(run.inject()) is SafetyWord.DIRTY


def test_a_fault_that_could_not_be_healed_is_dirty_until_somebody_takes_it_out() -> None:
    run = told(BY_HAND).outage()
    run.tell(outage.FaultNotHealed("dead-1", "no answer", ("toxiproxy-cli …",)))
    run.end()
    assert (safety(run), exit_code(run.run)) == (SafetyWord.DIRTY, 8)
    assert safety(run.heal().verify()) is SafetyWord.CLEAN


def test_a_fault_left_by_a_crash_before_it_was_recorded_is_dirty_too() -> None:
    run = told(BY_HAND)
    run.tell(outage.FaultNotHealed("dead-1", "no answer"))
    assert safety(run) is SafetyWord.DIRTY


def test_out_but_not_proven_out_may_remain_whatever_the_drill_showed() -> None:
    run = by_hand(told(BY_HAND).outage().after("5m")).heal().end()
    assert (word(run), safety(run), exit_code(run.run)) == (DrillWord.PASSED, SafetyWord.UNVERIFIED, 8)


GIVEN_UP = ("latency", "crm", "http://t", "anna", "the server was thrown away", ("curl -X DELETE …",))


def test_what_was_given_up_is_never_clean_again() -> None:
    run = told(BY_HAND).outage()
    promised = run.run.faults["dead-1"].obligation
    run.tell(outage.FaultNotHealed("dead-1", "no answer"))
    run.tell(outage.FaultGivenUp("dead-1", promised, *GIVEN_UP))
    assert (safety(run), run.run.faults["dead-1"].inside) == (SafetyWord.UNVERIFIED, False)
    assert "given up by anna, not proven out: the server was thrown away" in safety_verdict(run.run).why
    run.inject().after("1m").heal().verify().end()
    assert (safety(run), exit_code(run.run)) == (SafetyWord.UNVERIFIED, 8)


def test_what_was_given_up_of_a_fault_that_the_record_does_not_know_is_told_too() -> None:
    run = told(BY_HAND)
    run.tell(outage.FaultGivenUp("dead-1", "run-1.dead-1.1", *GIVEN_UP))
    run.end()
    assert (safety(run), exit_code(run.run)) == (SafetyWord.UNVERIFIED, 8)
    assert safety_verdict(run.run).why.startswith("latency dead-1 on crm: given up by anna")


@pytest.mark.parametrize("outcome", ["gone_with_server", "gone_with_server: its server has ended"])
def test_fault_that_went_with_a_server_of_ours_needs_no_probe(outcome: str) -> None:
    run = told(BY_HAND).outage()
    run.tell(outage.FaultRemoved("dead-1", "guard", outcome))
    assert safety(run) is SafetyWord.CLEAN
    assert "gone with a server of ours" in safety_verdict(run.run).why
    assert safety(run.inject()) is SafetyWord.DIRTY


def test_the_two_verdicts_do_not_touch_each_other() -> None:
    run = told(NOTICED).outage().after("20m").recovery().end()
    assert (word(run), safety(run), exit_code(run.run)) == (DrillWord.FAILED, SafetyWord.CLEAN, 5)


def test_an_actor_of_the_system_is_no_person() -> None:
    assert not CONDUCTOR.is_person
