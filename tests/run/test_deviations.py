"""Every kind of deviation: one run that has it, one that has none; and ids that nothing later can change."""

from __future__ import annotations

from typing import Any

from run_plans import plan, step
from run_stories import CONDUCTOR, Story, story

from continuity.events import Actor, Known, ledger, people
from continuity.events import steps as said
from continuity.ledger.batch import control
from continuity.run import commands as ask
from continuity.run.deviations import deviations
from continuity.structure import Private

SIGNED = step("agree", sign_off={"role": "checker", "meaning": "Counts agree"})
ASK = step("count", inputs=[{"id": "forms", "label": "Forms", "type": "number"}])
ISSUE = step("paper", role="lead", issue={"form": "order", "count": 6, "to": "clerk"})
TELL = step("tell", message={"audience": "customers", "says": "We are down.", "next_update": "30m"})
TOLD = {"id": "told", "title": "Customers told", "message": "customers", "within": "20m"}
DECLARE = step("declare", role="lead", marks="activated")


def told(*steps: dict[str, Any], deputies: dict[str, str] | None = None, **more: Any) -> Story:
    made = plan(steps, **more)
    if deputies:
        from dataclasses import replace

        made = replace(made, deputies=deputies)
    return story(made)


def found(run: Story) -> list[tuple[str, str, str]]:
    return [(one.type, one.what, one.who) for one in deviations(run.run)]


def kinds(run: Story) -> list[str]:
    return [one.type for one in deviations(run.run)]


def test_a_run_by_the_book_has_none() -> None:
    run = told(DECLARE, step("one", target="5m"), SIGNED).finish("declare", "ines").finish("one").finish("agree")
    run.ask(ask.SignOff("agree"), "priya")
    assert found(run.end()) == []


# Skipped, failed


def test_skipped_says_why_who_left_it_out_and_who_agreed() -> None:
    run = told(step("call", critical=True)).start("call")
    run.ask(ask.Skip("call", "the line is dead", "priya"), "ines")
    assert found(run) == [("skipped", "the line is dead; with priya as second person", "ines")]


def test_failed_says_why_and_stays_when_a_second_try_works() -> None:
    run = told(step("call"))
    run.ask(ask.Fail("call", "nobody answers"), "lena")
    assert found(run) == [("failed", "nobody answers", "lena")]
    run.ask(ask.Reopen("call", "they rang back"))
    run.finish("call")
    assert found(run) == [("failed", "nobody answers; taken up again: they rang back", "lena")]


# Out of order


def test_done_before_its_turn_by_the_times_that_people_wrote_down() -> None:
    run = told(step("one"), step("two")).after("10m").finish("one")
    actor = Actor("jonas", Known.STATED)
    run.after("1m").tell(said.StepDone("two"), at=run.now - 180_000, actor=actor)
    assert found(run) == [("out of order", "done 2 min before its turn", "jonas")]


def test_left_out_and_done_in_the_end_after_what_follows_it() -> None:
    run = told(step("one"), step("two"), {"id": "both", "lanes": {"a": [step("left")], "b": [step("right")]}})
    run.ask(ask.Skip("one", "no time"), "ines")
    run.after("1m").finish("two").after("1m").ask(ask.Reopen("one", "there is time now"))
    run.finish("one")
    assert found(run)[1:] == [("out of order", "done after “Do two”, which comes after it", "jonas")]


def test_a_lane_beside_it_is_not_out_of_order() -> None:
    run = told({"id": "both", "lanes": {"a": [step("left")], "b": [step("right")]}})
    run.ask(ask.Skip("both/left", "no time"), "ines")
    run.after("1m").finish("both/right").after("1m").ask(ask.Reopen("both/left", "there is time now"))
    run.finish("both/left")
    assert kinds(run) == ["skipped"]


# Late


def test_late_is_over_the_target_and_what_was_left_out_is_not_late_as_well() -> None:
    run = told(step("one", target="5m"), step("two", target="5m")).after("6m").finish("one").after("9m")
    run.ask(ask.Skip("two", "too late now"), "ines")
    assert found(run) == [("late", "60 s over its target", "jonas"), ("skipped", "too late now", "ines")]


def test_what_the_end_of_the_run_cut_off_was_late_when_its_time_was_over() -> None:
    run = told({"id": "both", "lanes": {"a": [step("slow", target="5m")], "b": [step("quick", target="1h")]}})
    run.start("both/slow").after("20m").end()
    assert found(run) == [("late", "not done at the end of the run, 15 min over its target", "jonas")]


# By another role


def test_a_personal_deputy_is_named_with_who_was_away_and_why() -> None:
    run = told(DECLARE, people={"lead": ["ines"], "clerk": ["jonas"], "checker": ["priya"]}, deputies={"jonas": "omar"})
    run.tell(people.PersonAway("ines", "ill"))
    run.ask(ask.SayAway("jonas", "went home ill"))
    run.finish("declare", "omar")
    (one,) = deviations(run.run)
    assert one.what == "done by omar, deputy of jonas; ines was away (taken away by the drill)"
    assert (one.type, one.who) == ("by another role", "omar")


def test_a_deputy_of_the_one_who_holds_the_role() -> None:
    run = told(SIGNED, deputies={"priya": "omar"}).finish("agree")
    run.ask(ask.SayAway("priya", "stuck in a lift"), "priya")
    run.ask(ask.SignOff("agree"), "omar")
    assert found(run) == [
        ("by another role", "signed by omar, deputy of priya; priya was away (stuck in a lift)", "omar")
    ]


def test_a_backup_beside_a_holder_who_was_there() -> None:
    run = told(DECLARE).finish("declare", "jonas")
    what = "done by jonas as Order clerk, the backup of Shift lead; ines was there"
    assert found(run) == [("by another role", what, "jonas")]


def test_whoever_took_the_role_over_holds_it_and_before_that_stood_in() -> None:
    run = told(DECLARE, step("second", role="lead")).finish("declare", "lena")
    run.ask(ask.Offer("lena", "lead"), "ines")
    run.ask(ask.Accept("lead"), "lena")
    run.finish("second", "lena")
    assert [one.key for one in deviations(run.run)] == ["declare"]


def test_what_a_scribe_wrote_down_for_the_holder_is_the_holders() -> None:
    run = told(step("one"), duties={"scribe": ["marta"]})
    run.ask(ask.Finish("one"), "marta", behalf="jonas")
    assert found(run) == []


# Wrong value corrected


def test_a_corrected_value_says_what_stood_there_each_time() -> None:
    run = told(ASK).finish("count", forms="21")
    run.ask(ask.Reopen("count", "one stuck to another"))
    run.finish("count", "lena", forms="22")
    run.ask(ask.Reopen("count", "asked to look again"))
    run.finish("count", "jonas", forms="22")
    assert found(run) == [
        ("wrong value corrected", "forms: 22, was 21", "lena"),
        ("wrong value corrected", "asked to look again", "jonas"),
    ]
    assert [one.id for one in deviations(run.run)] == ["wrong value corrected:count", "wrong value corrected:count 2"]


# Improvised


def test_improvised_says_what_was_done() -> None:
    run = told(step("one"))
    run.ask(ask.Improvise("one", "Call the carrier", "clerk"), "lena")
    assert found(run) == [("improvised", "Call the carrier", "lena")]


def test_improvised_by_a_deputy_is_both() -> None:
    run = told(step("one"), deputies={"ines": "omar"}, people={"lead": ["ines"], "clerk": ["ines"], "checker": []})
    run.ask(ask.SayAway("ines", "in a meeting"), "ines")
    run.ask(ask.Improvise("one", "Call the carrier", "lead"), "omar")
    assert kinds(run) == ["improvised", "by another role"]


# Form gap, total off


def test_a_form_gap_is_what_is_missing_or_still_out_at_the_end() -> None:
    run = told(ISSUE, step("take", records="order", until="restored"), people={"clerk": ["jonas"], "lead": ["ines"]})
    run.finish("paper", "ines").start("take").take_order()
    number = sorted(run.run.ledger.numbers)[1]
    run.after("1m").ask(ask.MarkMissing(number, "coffee"), "jonas")
    assert found(run) == [("form gap", f"missing: {number} (coffee)", "jonas")]
    run.after("1m").end()
    first, second = deviations(run.run)
    assert (first.id, second.id) == (f"form gap:{_block(run)} missing", f"form gap:{_block(run)} out")
    assert second.what.endswith("and 1 more")


def test_numbers_that_all_came_back_leave_no_gap() -> None:
    run = told(ISSUE, step("back", return_numbers="order"), people={"clerk": ["jonas"], "lead": ["ines"]})
    run.finish("paper", "ines").ask(ask.Return("order"))
    run.finish("back").end()
    assert found(run) == []


def _block(run: Story) -> str:
    return next(iter(run.run.ledger.blocks))


def test_total_off_when_a_receivers_own_system_counts_otherwise() -> None:
    for count, expected in ((1, []), (2, ["total off"])):
        run = _handed(count)
        assert kinds(run) == expected
    assert found(run) == [("total off", "accounting, B-1: 2 forms counted, the batch has 1", "accounting")]


def _handed(count: int) -> Story:
    send = step("send", role="lead", hand_off={"to": "accounting", "form": "order", "ack_within": "15m"})
    take = step("take", records="order", until="restored")
    run = told(ISSUE, take, send, receivers={"accounting": {"kind": "http", "url": "http://127.0.0.1:1"}})
    run.finish("paper", "ines").start("take").take_order()
    used = [number for number in run.run.ledger.numbers.values() if number.record]
    sums = control(used)
    closed = ledger.BatchClosed("B-1", "order", "close", (used[0].number,), sums.totals, sums.hash_total, "f" * 64)
    run.tell(closed, ledger.BatchSent("B-1", "accounting", "send"))
    run.tell(ledger.BatchAcknowledged("B-1", "accounting", None, count, sums.totals, sums.hash_total))
    return run


def test_total_off_when_a_person_counts_otherwise() -> None:
    run = told(ASK)
    run.ask(ask.Start("count"))
    run.tell(
        said.StepDone("count", {"forms": "5"}, ("5 forms counted, the batch has 6",)),
        actor=run.step("count").person or CONDUCTOR,
    )
    assert found(run) == [("total off", "5 forms counted, the batch has 6", "jonas")]


# Message late


def test_a_message_after_its_objectives_time_or_none_at_all() -> None:
    run = told(DECLARE, TELL, objectives=[TOLD]).outage().finish("declare", "ines").after("25m").finish("tell")
    assert found(run) == [("message late", "customers: took 25 min", "jonas")]
    run = told(DECLARE, TELL, objectives=[TOLD]).outage().finish("declare", "ines").after("25m").end()
    assert found(run) == [("message late", "customers were not told in 25 min", "")]
    run = told(DECLARE, TELL, objectives=[TOLD]).outage().finish("declare", "ines").after("5m").finish("tell")
    assert found(run) == []


def test_a_promised_word_that_came_late_or_never() -> None:
    again = step("again", message={"audience": "customers", "says": "Still down."})
    run = told(TELL, again).finish("tell").after("40m").finish("again")
    assert found(run) == [
        ("message late", "customers: the next word, promised within 30 min, came 10 min late", "jonas")
    ]
    run = told(TELL, again).finish("tell").after("40m").end()
    assert found(run) == [("message late", "customers: the next word, promised within 30 min, did not come", "jonas")]
    run = told(TELL, again).finish("tell").after("20m").finish("again")
    assert found(run) == []


# Ids


def test_ids_are_the_same_when_folded_again_and_after_whatever_comes_later() -> None:
    run = told(ISSUE, ASK, TELL, step("call"), objectives=[TOLD], duties={"evaluator": ["owen"]})
    run.finish("paper", "ines").finish("count", forms="3").after("2m")
    run.ask(ask.MarkMissing(sorted(run.run.ledger.numbers)[0], "coffee"), "jonas")
    run.ask(ask.Reopen("count", "miscounted"))
    run.finish("count", forms="4").finish("tell").after("50m")
    run.ask(ask.Improvise("call", "Call the carrier", "clerk"))
    run.ask(ask.Fail("call", "no line"))
    run.end()
    before = deviations(run.run)
    assert len({one.id for one in before}) == len(before) >= 5
    assert deviations(run.retold()) == before
    for number, one in enumerate(before):
        run.after("1h").ask(ask.Review(one.id, "training", ""), "owen", duty="evaluator")
        assert deviations(run.run) == before, number
    run.ask(ask.Note("a late thought"))
    run.tell(said.Noted(Private("told late")), at=run.facts[3].at)
    assert deviations(run.run) == before
