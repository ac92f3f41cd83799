from __future__ import annotations

from typing import Any

import pytest
from run_plans import BY_PROGRAM, ORDER, plan, step
from run_stories import Story, story

from continuity.errors import Refused
from continuity.events.ledger import (
    BatchAcknowledged,
    BatchClosed,
    BatchRejected,
    BooksCompared,
    BooksException,
    ComparisonRequested,
    EntryBegan,
    NumbersReturned,
    RecordEntered,
)
from continuity.ledger.holding import HandedState
from continuity.run import commands as ask
from continuity.run.hold import hold_left, hold_period
from continuity.run.steps import StepStatus

PAPER = step("paper", role="lead", issue={"form": "order", "count": 20, "to": "clerk"})
TAKE = step("take", records="order")
CLOSE = step("close", role="lead", batch="order")
SEND = step("send", role="lead", hand_off={"to": "accounting", "form": "order", "ack_within": "15m"})
COUNTED = [
    {"id": "count", "label": "Forms", "type": "number"},
    {"id": "total", "label": "Total", "type": "money"},
]
RECEIVE = step("receive", role="checker", read_back="send", inputs=COUNTED)
ENTER = step("enter", critical=True, skip="never", enter={"form": "order", "hold": "15m"})
AGREE = step("agree", reconcile="order", return_numbers="order")
LAST = step("last", role="lead")


def told(*steps: dict[str, Any], back_entry: dict[str, str] | None = None, **more: Any) -> Story:
    return story(plan(steps, back_entry=back_entry), **more)


def refusal(run: Story, command: ask.Command, by: str = "jonas") -> Refused:
    before = list(run.facts)
    with pytest.raises(Refused) as refused:
        run.ask(command, by)
    assert run.facts == before
    return refused.value


# Blocks of numbers


def blocks(run: Story) -> list[tuple[str, int, int]]:
    return [(block.custodian, block.first, block.last) for block in run.run.ledger.blocks.values()]


def test_blanks_go_side_by_side_to_each_custodian() -> None:
    run = told(PAPER)
    bodies = run.ask(ask.Finish("paper"), "ines")
    assert [type(body).__name__ for body in bodies] == ["StepStarted", "BlockIssued", "BlockIssued", "StepDone"]
    assert blocks(run) == [("jonas", 1, 10), ("lena", 11, 20)]


def test_an_odd_count_leaves_nobody_short() -> None:
    run = told(step("paper", role="lead", issue={"form": "order", "count": 3, "to": "clerk"})).finish("paper", "ines")
    assert blocks(run) == [("jonas", 1, 2), ("lena", 3, 4)]


def test_blanks_follow_those_of_earlier_runs_and_of_this_one() -> None:
    run = told(PAPER, LAST, used_before={"P26-": 416, "M26-": 9_000}).finish("paper", "ines")
    assert blocks(run)[0] == ("jonas", 417, 426)
    run.ask(ask.Reopen("paper", "we need more"), "ines")
    run.finish("paper", "ines")
    assert blocks(run)[2] == ("jonas", 437, 446)


def test_a_drill_and_a_real_outage_have_numbers_of_their_own() -> None:
    real = told(PAPER, mode="real", used_before={"P26-": 416}).finish("paper", "ines")
    assert next(iter(real.run.ledger.numbers)).startswith("M26-0001")
    drill = told(PAPER).finish("paper", "ines")
    assert next(iter(drill.run.ledger.numbers)).startswith("P26-0001")


def test_when_nobody_holds_the_role_its_backup_keeps_the_blanks() -> None:
    steps = [step("paper", role="checker", issue={"form": "order", "count": 6, "to": "lead"})]
    people = {"clerk": ["jonas", "lena"], "checker": ["priya"]}
    run = story(plan(steps, people=people)).finish("paper", "priya")
    assert blocks(run) == [("jonas", 1, 6)]


def test_blanks_for_a_role_that_nobody_holds_are_refused() -> None:
    run = story(
        plan(
            [step("paper", role="checker", issue={"form": "order", "count": 6, "to": "lead"})],
            people={"checker": ["priya"]},
        )
    )
    assert "nobody holds the role" in refusal(run, ask.Finish("paper"), "priya").message


# Records


def taking(*steps: dict[str, Any], **more: Any) -> Story:
    return told(PAPER, TAKE, *steps, LAST, **more).outage().after("5m").finish("paper", "ines").start("take")


def test_each_custodian_writes_on_the_next_blank_of_their_own_block() -> None:
    run = taking().take_order().take_order(by="lena").take_order()
    used = [(n.sequence, n.record.taken_by) for n in run.run.ledger.numbers.values() if n.record]
    assert used == [(1, "jonas"), (2, "jonas"), (11, "lena")]


def test_saving_twice_is_one_record() -> None:
    run = taking()
    command = ask.Capture("order", {"customer": "Casa Verde", "total": "100"}, "tablet", 1)
    assert len(run.ask(command)) == 1
    assert run.ask(command) == []


def test_who_holds_no_blank_is_told_where_to_get_one() -> None:
    refused = refusal(taking(), ask.Capture("order", {"customer": "x", "total": "1"}, "t", 1), "priya")
    assert (refused.message, refused.hint) == ("priya holds no free number", "Ask the shift lead for a new block.")


def test_over_the_limit_somebody_who_holds_the_role_must_approve() -> None:
    run = taking()
    big = {"customer": "Casa Verde", "total": "5 000.01"}
    refusal(run, ask.Capture("order", big, "t", 1))
    refusal(run, ask.Capture("order", big, "t", 1, approved_by="priya"))
    run.ask(ask.Capture("order", big, "t", 1, approved_by="ines"))


def test_a_form_that_the_plan_does_not_know_is_refused_with_those_it_knows() -> None:
    assert refusal(taking(), ask.Capture("ordre", {}, "t", 1)).hint == "There are: order."


def test_paper_is_still_written_while_the_clock_stands_but_not_after_the_end() -> None:
    from continuity.events.lifecycle import RunPaused

    run = taking()
    run.tell(RunPaused("lunch"))
    run.take_order().end()
    assert "nothing can be written" in refusal(run, ask.Capture("order", {}, "t", 9)).message


def test_finishing_gives_no_blank_back_that_nobody_has_said_to_be_in_their_hand() -> None:
    run = taking(step("back", return_numbers="order")).take_order().finish("take")
    free = tuple(number.number for number in run.run.ledger.numbers.values() if number.record is None)
    (out,) = refusal(run, ask.Finish("back")).reasons
    assert out.startswith(f"19 numbers have no end yet: {free[0]} to {free[8]}, {free[9]} to {free[18]}; give back")
    (back,) = run.ask(ask.Return("order", free))
    assert isinstance(back, NumbersReturned)
    assert not any(isinstance(body, NumbersReturned) for body in run.ask(ask.Finish("back")))
    assert run.ask(ask.Return("order")) == []


# Batches and hand-overs


def test_closing_a_batch_counts_what_is_in_none_yet() -> None:
    run = taking(CLOSE).take_order("10").take_order("20.50").finish("take")
    bodies = run.ask(ask.Finish("close"), "ines")
    (batch,) = [body for body in bodies if isinstance(body, BatchClosed)]
    assert (batch.batch, len(batch.numbers), batch.totals, batch.key) == ("BP26-01", 2, {"EUR": 3050}, "close")


def test_batches_are_numbered_after_those_of_earlier_runs() -> None:
    run = taking(CLOSE, used_before={"BP26-": 7}).take_order().finish("take").finish("close", "ines")
    assert list(run.run.ledger.batches) == ["BP26-08"]


def test_without_a_record_there_is_no_batch_and_nothing_to_hand_over() -> None:
    run = taking(CLOSE, SEND, RECEIVE).finish("take").finish("close", "ines")
    assert (run.status("send"), run.status("receive")) == (StepStatus.NOT_APPLICABLE, StepStatus.NOT_APPLICABLE)
    assert run.open() == ["last"]


def sent(**more: Any) -> Story:
    run = story(plan([PAPER, TAKE, CLOSE, SEND, RECEIVE, LAST], **more)).outage().after("5m")
    run.finish("paper", "ines").start("take").take_order("10").take_order("20.50").finish("take")
    return run.finish("close", "ines").finish("send", "ines")


def handed(run: Story, batch: str = "BP26-01") -> HandedState:
    return run.run.ledger.batches[batch].handed["accounting"].state


def test_a_person_who_counts_the_same_has_acknowledged_the_batch() -> None:
    run = sent()
    assert handed(run) is HandedState.SENT
    bodies = run.ask(ask.Finish("receive", {"count": "2", "total": "30,50"}), "priya")
    assert any(isinstance(body, BatchAcknowledged) for body in bodies)
    assert (handed(run), run.step("receive").wrong) == (HandedState.ACKNOWLEDGED, ())


def test_a_person_who_counts_otherwise_has_rejected_it_and_the_difference_is_kept() -> None:
    run = sent()
    bodies = run.ask(ask.Finish("receive", {"count": "3", "total": "30.50"}), "priya")
    assert any(isinstance(body, BatchRejected) for body in bodies)
    assert run.step("receive").wrong == ("3 forms counted, the batch has 2",)
    assert handed(run) is HandedState.REJECTED


def test_where_a_system_receives_a_persons_count_acknowledges_nothing() -> None:
    run = sent(receivers={"accounting": {"kind": "http", "url": "http://127.0.0.1:1"}})
    run.finish("receive", "priya", count="2", total="30.40")
    assert handed(run) is HandedState.SENT
    assert run.step("receive").wrong == ("30.40 EUR added up, the batch says 30.50 EUR",)


def two_batches() -> Story:
    """The first hand-over was left out, so that the second brings both."""
    first = [step("first", role="lead", batch="order"), step("again", records="order")]
    run = taking(*first, CLOSE, SEND, RECEIVE).take_order("10").finish("take").finish("first", "ines")
    run.start("again").take_order("20.50").finish("again")
    return run.finish("close", "ines").finish("send", "ines")


def test_batches_counted_together_are_taken_together() -> None:
    run = two_batches().finish("receive", "priya", count="2", total="30.50")
    assert [handed(run, id) for id in ("BP26-01", "BP26-02")] == [HandedState.ACKNOWLEDGED] * 2


def test_batches_counted_together_with_a_difference_are_none_of_them_taken() -> None:
    run = two_batches().finish("receive", "priya", count="2", total="10.00")
    assert [handed(run, id) for id in ("BP26-01", "BP26-02")] == [HandedState.REJECTED] * 2
    assert run.step("receive").wrong == ("10.00 EUR added up, the batch says 30.50 EUR",)


def test_who_counted_a_batch_wrong_counts_again_when_it_comes_again() -> None:
    run = told(PAPER, TAKE, CLOSE, SEND, RECEIVE, LAST).outage().after("5m").finish("paper", "ines").start("take")
    run.take_order("10").finish("take").finish("close", "ines").finish("send", "ines")
    run.finish("receive", "priya", count="2", total="10")
    assert handed(run) is HandedState.REJECTED
    assert run.open() == ["last"]
    run.ask(ask.SendAgain("BP26-01", "accounting"), "ines")
    assert run.open() == ["receive", "last"]
    run.finish("receive", "priya", count="1", total="10")
    assert handed(run) is HandedState.ACKNOWLEDGED


def test_a_program_that_turned_a_batch_away_has_nobody_count_it_again() -> None:
    run = sent(receivers={"accounting": {"kind": "http", "url": "http://127.0.0.1:1"}})
    run.finish("receive", "priya", count="1", total="10")
    run.tell(BatchRejected("BP26-01", "accounting", "accounting", "illegible"))
    before = run.open()
    run.ask(ask.SendAgain("BP26-01", "accounting"), "ines")
    assert run.open() == before


def test_a_hand_over_in_a_lane_is_read_back_there() -> None:
    lanes = {"accounting": [{"id": "accounting", "follow": "hand-over"}]}
    steps = [PAPER, TAKE, CLOSE, {"id": "both", "lanes": lanes}, LAST]
    run = story(plan(steps, followed={"hand-over": [SEND, RECEIVE]})).outage().after("5m")
    run.finish("paper", "ines").start("take").take_order("10").finish("take").finish("close", "ines")
    run.finish("both/accounting/send", "ines")
    run.finish("both/accounting/receive", "priya", count="1", total="10")
    assert handed(run) is HandedState.ACKNOWLEDGED


# The hold, back-entry, the books


def recovered() -> Story:
    run = taking(ENTER, AGREE, back_entry=BY_PROGRAM).take_order().finish("take").after("20m").recovery()
    assert run.open() == ["enter"]
    return run


def test_the_hold_counts_scenario_time_since_the_path_came_back() -> None:
    run = recovered()
    assert hold_period(run.run) == 900_000
    assert hold_left(run.run, run.after("10m").now) == 300_000
    assert hold_left(run.run, run.after("10m").now) == 0


def test_nothing_is_entered_in_the_hold() -> None:
    run = recovered().after("14m59s")
    assert refusal(run, ask.Start("enter")).message == "the hold period has 1 s to go"
    refusal(run, ask.Finish("enter"))
    run.after("1s").start("enter")


@pytest.mark.parametrize("point", ["crm-orders", "accounting"])
def test_nothing_is_entered_while_a_watched_point_is_not_well(point: str) -> None:
    run = recovered().after("1h").probe(point, "degraded")
    assert hold_left(run.run, run.now) is None
    assert refusal(run, ask.Start("enter")).message == "the CRM is not back for good"


def test_a_relapse_begins_the_hold_anew() -> None:
    run = recovered().after("14m").probe("crm-orders", "down").after("2m").restore().after("14m")
    refusal(run, ask.Start("enter"))
    run.after("1m").start("enter")


def test_blocking_failing_and_reopening_are_no_way_round_the_hold() -> None:
    run = recovered()
    run.ask(ask.Block("enter", "no screen"))
    run.ask(ask.Unblock("enter"))
    assert run.status("enter") is StepStatus.READY
    run.ask(ask.Fail("enter", "no screen"))
    assert "hold period" in refusal(run, ask.Reopen("enter", "now")).message
    run.after("15m").ask(ask.Reopen("enter", "now"))


def test_entering_is_done_when_every_record_is_in_or_was_refused() -> None:
    run = recovered().after("15m").start("enter")
    assert refusal(run, ask.Finish("enter")).reasons == ("1 record to enter",)
    number = next(iter(run.run.ledger.numbers))
    run.tell(EntryBegan("enter", "order", "practice"), RecordEntered(number, "unknown"))
    refusal(run, ask.Finish("enter"))
    run.tell(RecordEntered(number, "created", "801"))
    run.finish("enter")


def test_the_all_clear_waits_for_the_hold_too() -> None:
    clear = step("clear", role="lead", marks="all_clear")
    run = story(plan([clear, ENTER])).outage().after("5m")
    assert refusal(run, ask.Finish("clear"), "ines").reasons == (
        "the path is not back, or a watched point is not well",
    )
    run.recovery().after("14m")
    assert refusal(run, ask.Finish("clear"), "ines").reasons == ("the hold period has 60 s to go",)
    run.after("1m").finish("clear", "ines")
    assert run.run.holds("all_clear")


def books(*exceptions: BooksException) -> BooksCompared:
    return BooksCompared("agree", "order", exceptions, 0, 0, not exceptions)


def reconciling() -> Story:
    run = recovered().after("15m").start("enter")
    run.tell(RecordEntered(next(iter(run.run.ledger.numbers)), "created", "801"))
    run.finish("enter").ask(ask.Return("order"))
    return run


def test_the_books_must_have_been_compared_and_agree() -> None:
    run = reconciling()
    assert refusal(run, ask.Finish("agree")).reasons == ("the books have not been compared",)
    run.tell(books(BooksException("gap", "P26-0002-1", "nobody knows")))
    assert refusal(run, ask.Finish("agree")).reasons == ("P26-0002-1: nobody knows (gap)",)
    run.tell(books())
    assert run.finish("agree").status("agree") is StepStatus.DONE


def test_a_comparison_is_asked_for_once_and_only_at_its_step() -> None:
    run = reconciling()
    assert run.ask(ask.Compare("agree")) == [ComparisonRequested("agree", "order")]
    assert run.ask(ask.Compare("agree")) == []
    refusal(run, ask.Compare("enter"))
    run.tell(books())
    assert len(run.ask(ask.Compare("agree"))) == 1


def test_an_exception_is_settled_by_somebody_who_did_not_enter_the_records() -> None:
    run = reconciling()
    run.tell(books(BooksException("gap", "P26-0002-1", "nobody knows")))
    assert refusal(run, ask.Settle("gap", "P26-0002-1", "in the bin"), "jonas").message == "jonas entered the records"
    assert (
        refusal(run, ask.Settle("gap", "P26-0002-1", "in the bin"), "ghost").message == "ghost has no hand in this run"
    )
    run.ask(ask.Settle("gap", "P26-0002-1", "in the bin"), "priya")
    assert run.finish("agree").status("agree") is StepStatus.DONE


def test_an_exception_of_any_form_can_be_settled() -> None:
    forms = {"order": ORDER, "claim": {**ORDER, "numbering": {"prefix": "C26-", "drill_prefix": "Q26-"}}}
    run = story(plan([AGREE], forms=forms)).outage()
    run.tell(books())
    run.tell(BooksCompared("agree", "claim", (BooksException("gap", "Q26-0001-1", "gone"),), 0, 0, False))
    run.ask(ask.Settle("gap", "Q26-0001-1", "in the bin"), "priya")
    assert run.run.ledger.agree("claim")


def test_settling_what_is_not_open_is_refused() -> None:
    refusal(reconciling(), ask.Settle("gap", "P26-0002-1", "in the bin"), "priya")


def test_a_missing_and_a_spoiled_form_are_signed_for() -> None:
    run = taking()
    first, second, *_ = run.run.ledger.numbers
    refusal(run, ask.Void(first, "coffee", "jonas"))
    run.ask(ask.Void(first, "coffee", "lena"))
    run.ask(ask.MarkMissing(second, "fell behind the desk"))
    refusal(run, ask.MarkMissing(second, "again"))


def test_who_counted_wrongly_and_counts_again_has_taken_the_batch() -> None:
    run = sent()
    run.ask(ask.Finish("receive", {"count": "3", "total": "30.50"}), "priya")
    assert handed(run) is HandedState.REJECTED
    run.ask(ask.Reopen("receive", "counted again"), "priya")
    run.ask(ask.Finish("receive", {"count": "2", "total": "30.50"}), "priya")
    assert handed(run) is HandedState.ACKNOWLEDGED
