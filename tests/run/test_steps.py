from __future__ import annotations

from typing import Any

import pytest
from run_plans import plan, step
from run_stories import Story, story

from continuity.errors import Refused
from continuity.events import lifecycle
from continuity.events import steps as said
from continuity.run import commands as ask
from continuity.run.deviations import deviations, late_by
from continuity.run.steps import StepStatus


def told(*steps: dict[str, Any], **more: Any) -> Story:
    return story(plan(steps, **more))


def refusal(run: Story, command: ask.Command, by: str = "jonas", **more: Any) -> Refused:
    """Why it is refused; nothing was written."""
    before = list(run.facts)
    with pytest.raises(Refused) as refused:
        run.ask(command, by, **more)
    assert run.facts == before
    return refused.value


ONE = step("one")
CRITICAL = step("call", critical=True)
NEVER = step("enter", critical=True, skip="never")
SIGNED = step("agree", sign_off={"role": "checker", "meaning": "Counts agree"})
BOTH = {"clerk": ["jonas", "lena"], "lead": ["ines"], "checker": ["priya", "jonas", "lena"]}


def test_steps_open_one_after_the_other() -> None:
    run = told(ONE, step("two"))
    assert run.open() == ["one"]
    assert "not open yet" in refusal(run, ask.Start("two")).message
    assert run.finish("one").open() == ["two"]


def test_a_step_goes_from_ready_to_done_with_person_and_times() -> None:
    run = told(ONE).after("1m").start("one").after("2m")
    assert run.status("one") is StepStatus.IN_PROGRESS
    state = run.finish("one").step("one")
    assert (state.status, state.ended_at, state.ended_at and state.ended_at - (state.started_at or 0)) == (
        StepStatus.DONE,
        run.now,
        120_000,
    )
    assert state.person is not None
    assert state.person.id == "jonas"


def test_finishing_a_step_that_nobody_started_starts_it_too() -> None:
    run = told(ONE)
    assert [type(body) for body in run.ask(ask.Finish("one"))] == [said.StepStarted, said.StepDone]


def test_starting_twice_is_once_and_another_is_told_who_was_quicker() -> None:
    run = told(ONE).start("one")
    assert run.ask(ask.Start("one")) == []
    assert refusal(run, ask.Start("one"), "lena").message == "the step one is in progress by jonas"


def test_a_step_is_answered_once() -> None:
    run = told(ONE, step("two")).finish("one")
    assert "is done by jonas" in refusal(run, ask.Finish("one"), "lena").message
    refusal(run, ask.Skip("one", "why not"), "ines")


# Rights


def test_only_the_role_and_its_backup_may_act() -> None:
    run = told(step("declare", role="lead"))
    assert "It is held by ines;" in (refusal(run, ask.Start("declare"), "priya").hint or "")
    run.finish("declare", "jonas")
    assert [one.type for one in deviations(run.run)] == ["by another role"]


def test_a_scribe_acts_for_somebody_who_holds_the_role() -> None:
    run = told(ONE, duties={"scribe": ["marta"]})
    refusal(run, ask.Start("one"), "marta")
    refusal(run, ask.Start("one"), "priya", behalf="jonas")
    run.ask(ask.Start("one"), "marta", behalf="jonas")
    assert run.step("one").on_behalf_of == "jonas"
    assert deviations(run.finish("one", "lena").run) == ()


# Blocked, failed, left out, taken up again


def test_blocked_work_goes_on_where_it_was() -> None:
    run = told(ONE).start("one")
    run.ask(ask.Block("one", "no paper"))
    assert (run.status("one"), run.step("one").reason) == (StepStatus.BLOCKED, "no paper")
    run.ask(ask.Unblock("one"))
    assert run.status("one") is StepStatus.IN_PROGRESS
    assert run.finish("one").status("one") is StepStatus.DONE


def test_a_step_blocked_before_anybody_began_can_still_be_begun_and_finished() -> None:
    run = told(ONE)
    run.ask(ask.Block("one", "no paper"))
    run.ask(ask.Unblock("one"))
    assert run.status("one") is StepStatus.READY
    assert run.start("one").finish("one").status("one") is StepStatus.DONE


def test_a_step_blocked_before_anybody_began_can_be_finished_as_it_is() -> None:
    run = told(ONE)
    run.ask(ask.Block("one", "no paper"))
    assert run.finish("one").status("one") is StepStatus.DONE


def test_a_failed_step_lets_the_next_begin() -> None:
    run = told(ONE, step("two"))
    run.ask(ask.Fail("one", "nobody answers"))
    assert run.open() == ["two"]
    assert [(one.type, one.what) for one in deviations(run.run)] == [("failed", "nobody answers")]


@pytest.mark.parametrize("make", [ask.Fail, ask.Block, ask.Skip])
def test_a_reason_is_needed(make: Any) -> None:
    assert refusal(told(ONE), make("one", "  ")).message == "a reason is needed"


def test_skipping_is_not_completing_and_shows_as_a_deviation() -> None:
    run = told(ONE, step("two"))
    run.ask(ask.Skip("one", "not today"), "ines")
    assert (run.status("one"), run.open()) == (StepStatus.SKIPPED, ["two"])
    assert [(one.type, one.what) for one in deviations(run.run)] == [("skipped", "not today")]


@pytest.mark.parametrize(("second", "behalf"), [(None, None), ("ines", None), ("ines", "lena"), ("lena", "lena")])
def test_a_critical_step_is_left_out_by_two_people_only(second: str | None, behalf: str | None) -> None:
    refused = refusal(told(CRITICAL), ask.Skip("call", "no line", second), "ines", behalf=behalf)
    assert "second person" in (refused.hint or "")


def test_whoever_does_the_step_asks_the_lead_to_leave_it_out() -> None:
    run = told(CRITICAL, step("two"))
    run.ask(ask.Skip("call", "no line"))
    assert (run.status("call"), run.open()) == (StepStatus.READY, ["call"])
    assert run.run.steps["call"].asked == "Do call (whoever leads says whether it is left out)"
    refusal(run, ask.RefuseSkip("call", "try the mobile"), "lena")
    run.ask(ask.RefuseSkip("call", "try the mobile"), "ines")
    assert run.run.steps["call"].asked == "Do call"
    refusal(run, ask.RefuseSkip("call", "once more"), "ines")
    run.ask(ask.Skip("call", "no line there either"))
    run.ask(ask.Skip("call", "no line at all"), "ines")
    assert (run.status("call"), run.step("call").second) == (StepStatus.SKIPPED, "jonas")


def test_a_critical_step_is_left_out_with_a_second_person() -> None:
    run = told(CRITICAL)
    run.ask(ask.Skip("call", "no line", "lena"), "ines")
    assert (run.status("call"), run.step("call").second) == (StepStatus.SKIPPED, "lena")


def test_a_step_that_is_never_left_out_is_not_left_out() -> None:
    assert "never left out" in refusal(told(NEVER), ask.Skip("enter", "why", "ines")).message


def test_reopening_is_an_event_and_what_follows_stays_open() -> None:
    run = told(ONE, step("two")).finish("one")
    run.ask(ask.Reopen("one", "wrong screen"))
    assert run.open() == ["one", "two"]
    assert run.step("one").reopened == 1
    run.finish("two").finish("one")
    assert run.run.steps_over
    assert [one.type for one in deviations(run.run)] == ["wrong value corrected"]


def test_reopening_the_last_step_keeps_the_run_from_ending() -> None:
    run = told(ONE).finish("one")
    assert run.run.steps_over
    run.ask(ask.Reopen("one", "wrong screen"))
    assert not run.run.steps_over


def test_only_what_is_over_can_be_reopened() -> None:
    refusal(told(ONE), ask.Reopen("one", "why"))


# Sign-off


def test_what_follows_waits_for_the_sign_off() -> None:
    run = told(SIGNED, step("two")).finish("agree")
    assert (run.status("agree"), run.open()) == (StepStatus.TO_SIGN, ["agree"])
    run.after("1m").ask(ask.SignOff("agree"), "priya")
    state = run.step("agree")
    assert (state.status, state.signed_by and state.signed_by.id, state.ended_at) == (StepStatus.DONE, "priya", run.now)
    assert run.open() == ["two"]


def test_once_it_is_done_it_is_the_signers_turn() -> None:
    run = told(SIGNED)
    state = run.step("agree")
    assert (state.turn, state.asked) == ("clerk", state.step.do)
    run.finish("agree")
    assert (state.turn, state.asked) == ("checker", f"signs off: {state.step.do}")


def test_signing_before_it_is_done_or_without_the_role_is_refused() -> None:
    run = told(SIGNED, ONE)
    assert "is ready" in refusal(run, ask.SignOff("agree"), "priya").message
    run.finish("agree")
    assert "does not hold the role" in refusal(run, ask.SignOff("agree"), "ines").message
    assert "needs no sign-off" in refusal(told(ONE), ask.SignOff("one"), "priya").message


def test_the_doer_does_not_sign() -> None:
    run = told(SIGNED, people=BOTH).finish("agree")
    assert "did this step" in refusal(run, ask.SignOff("agree"), "jonas").message
    run.ask(ask.SignOff("agree"), "lena")


def test_neither_who_began_nor_who_finished_nor_whose_scribe_wrote_it_signs() -> None:
    run = told(SIGNED, people=BOTH).start("agree", "jonas").finish("agree", "lena")
    refusal(run, ask.SignOff("agree"), "jonas")
    refusal(run, ask.SignOff("agree"), "lena")
    run = told(SIGNED, people=BOTH, duties={"scribe": ["marta"]})
    run.ask(ask.Finish("agree"), "marta", behalf="jonas")
    refusal(run, ask.SignOff("agree"), "jonas")
    refusal(run, ask.SignOff("agree"), "marta", behalf="jonas")
    run.ask(ask.SignOff("agree"), "priya")


def test_where_the_plan_allows_it_the_doer_signs() -> None:
    wanted = {"role": "checker", "meaning": "m", "not_the_doer": False}
    run = told(step("agree", sign_off=wanted), people=BOTH).finish("agree")
    run.ask(ask.SignOff("agree"), "jonas")


def test_a_reopened_step_loses_its_signature() -> None:
    run = told(SIGNED).finish("agree")
    run.ask(ask.SignOff("agree"), "priya")
    run.ask(ask.Reopen("agree", "one form turned up"))
    assert run.step("agree").signed_by is None
    assert run.finish("agree").status("agree") is StepStatus.TO_SIGN


# The life of the run


def test_steps_rest_while_the_run_is_paused() -> None:
    run = told(ONE)
    run.ask(ask.Pause("lunch"))
    run.tell(lifecycle.RunPaused("lunch"))
    assert "is paused" in refusal(run, ask.Start("one")).message
    run.ask(ask.Resume())
    run.tell(lifecycle.RunResumed())
    run.start("one")


def test_asking_twice_for_a_pause_is_asking_once() -> None:
    run = told(ONE)
    assert len(run.ask(ask.Pause("lunch"))) == 1
    assert run.ask(ask.Pause("lunch")) == []
    run.tell(lifecycle.RunPaused("lunch"))
    refusal(run, ask.Pause("lunch"))
    assert len(run.ask(ask.Resume())) == 1
    assert run.ask(ask.Resume()) == []


def test_an_end_cancels_what_is_open_and_nothing_more_can_be_done() -> None:
    run = told({"id": "both", "lanes": {"a": [step("left")], "b": [step("right")]}}).finish("both/left")
    run.ask(ask.Abort("fire alarm"))
    assert run.ask(ask.Abort("again")) == []
    run.tell(lifecycle.RunAborted("fire alarm"))
    assert (run.status("both/left"), run.status("both/right")) == (StepStatus.DONE, StepStatus.CANCELLED)
    refusal(run, ask.Finish("both/right"))
    refusal(run, ask.Abort("again"))
    refusal(run, ask.Pause("again"))
    refusal(run, ask.Resume())


def test_a_note_can_be_written_at_any_time_even_afterwards() -> None:
    run = told(ONE)
    run.ask(ask.Note("a customer cried", "one"), "hugo")
    run.end()
    run.ask(ask.Note("late thought"), "hugo")
    assert [(note.text, note.key) for note in run.run.notes] == [("a customer cried", "one"), ("late thought", None)]
    assert refusal(run, ask.Note(" ")).message == "A note needs words"


# Answers


INPUTS = [
    {"id": "count", "label": "Forms", "type": "number"},
    {"id": "total", "label": "Total", "type": "money"},
    {"id": "scope", "label": "Scope", "type": "choice", "options": ["all", "slow"]},
    {"id": "remark", "label": "Remark", "required": False},
]


def test_answers_are_kept_in_their_plain_form() -> None:
    run = told(step("ask", inputs=INPUTS)).finish("ask", count="1 200", total="1 180,5", scope="slow", remark=" a ")
    assert run.step("ask").answers == {"count": "1200", "total": "118050", "scope": "slow", "remark": "a"}


def test_every_problem_is_named_at_once() -> None:
    refused = refusal(told(step("ask", inputs=INPUTS)), ask.Finish("ask", {"count": "²", "scope": "some", "x": "y"}))
    assert refused.reasons == (
        "'x' is not asked for here",
        "Forms: '²' is not a whole number",
        "Total: an answer is needed",
        "Scope: 'some' is not one of all, slow",
    )


@pytest.mark.parametrize(
    "command",
    [
        ask.Finish("ask", {"count": "1", "total": "1", "scope": "all", "remark": "paid 4111 1111 1111 1111"}),
        ask.Block("ask", "card 4111111111111111"),
        ask.Skip("ask", "card 4111111111111111"),
        ask.Note("4111-1111-1111-1111"),
        ask.Pause("4111 1111 1111 1111"),
        ask.Abort("4111 1111 1111 1111"),
    ],
)
def test_no_free_word_holds_a_card_number(command: ask.Command) -> None:
    refused = refusal(told(step("ask", inputs=INPUTS)), command)
    assert any("card number" in reason for reason in refused.reasons)
    assert "1111" not in f"{refused.message}{refused.reasons}{refused.hint}"


# Late


def test_late_is_computed_from_when_the_step_could_begin_pauses_left_out() -> None:
    run = told(step("one", target="5m")).after("4m")
    assert late_by(run.run, run.step("one"), run.now) is None
    run.tell(lifecycle.RunPaused("lunch"))
    run.after("1h").tell(lifecycle.RunResumed())
    run.after("1m")
    assert late_by(run.run, run.step("one"), run.now) is None
    run.after("1m").finish("one").after("1h")
    assert late_by(run.run, run.step("one"), run.now) == 60_000
    assert [(one.type, one.what) for one in deviations(run.run)] == [("late", "60 s over its target")]


def test_nobody_is_late_to_notice_what_has_not_happened() -> None:
    run = told(step("notice", target="5m", marks="detected")).after("20m").outage().after("4m").finish("notice")
    assert late_by(run.run, run.step("notice"), run.now) is None


def test_a_step_that_waits_for_the_crm_is_not_late_for_it() -> None:
    run = told(step("take", target="5m", until="restored")).start("take").outage().after("40m")
    refused = refusal(run, ask.Finish("take"))
    assert refused.reasons == ("it goes on until the CRM is back",)
    assert deviations(run.recovery().finish("take").run) == ()
