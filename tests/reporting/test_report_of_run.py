from __future__ import annotations

import made_runs
import pytest
from made_plan import MIN
from made_runs import MADE
from made_story import Story

from continuity.errors import Refused
from continuity.reporting.of_run.nouns import many_of
from continuity.reporting.verdicts import DrillWord, Effect, ObjectiveWord, ProbeWord, SafetyWord, StepWord


def steps(report):
    return {step.key: step for step in report.steps}


def texts(report):
    return [finding.text.replace("\u00a0", " ") for finding in report.findings]


@pytest.mark.parametrize("tell", MADE.values(), ids=MADE)
def test_same_run_gives_the_same_document(tell):
    assert tell().report() == tell().report()


@pytest.mark.parametrize("tell", MADE.values(), ids=MADE)
def test_no_reading_changes_a_verdict(tell):
    with_readings, without = tell().report(), tell().report(readings=False)
    for field in ("verdict", "safety", "objectives", "clocks", "steps", "records"):
        assert getattr(with_readings, field) == getattr(without, field)
    assert "The readings of the probes are not at hand" in " ".join(without.limits)


def test_run_that_never_began_has_no_report():
    with pytest.raises(Refused, match="never began"):
        Story(begin=False).report()


def test_missed_target_says_by_how_much_and_what_is_lost():
    report = made_runs.failed().report()
    assert report.verdict.word is DrillWord.FAILED
    assert (report.verdict.met, report.verdict.of) == (1, 3)
    assert report.objectives[0].achieved_ms == 26 * MIN + 54_000
    assert report.objectives[2].achieved == "3 of 4"
    assert report.records[0].lost == 1
    assert [row.settled for row in report.records[0].exceptions] == [None]
    assert "“Working by hand” took 11 min 54 s more than its target." in texts(report)
    assert "Customers had been promised another word within 11 min, and none came." in texts(report)
    assert steps(report)["agree"].answer == "the books do not agree"


def test_numbers_still_out_are_told():
    report = made_runs.failed().report()
    assert report.records[0].open == 6
    assert "6 numbers were neither used nor given back." in texts(report)
    assert made_runs.passed().report().records[0].open == 0


def test_answers_are_readable_and_private_ones_stay_out():
    answers = steps(made_runs.passed().report())
    assert answers["declare"].answer == "How much is down: everything"
    assert answers["deposit"].answer == "Deposit taken: 12.50 EUR; Who called: (kept out of the report)"
    assert answers["agree"].answer == "Counts and totals agree: signed by priya (stated)"


def test_exception_is_shown_with_the_reason_that_closed_it():
    records = made_runs.passed().report().records[0]
    assert [(row.rule, row.settled) for row in records.exceptions] == [
        ("R9", "a hint only, keeps nothing open"),
        ("R6", "carriage, by phone"),
    ]
    assert records.agree is True


def test_two_names_that_nobody_checked_are_marked():
    assert "Nobody checked the two names under “Compare every number”." in made_runs.passed().report().limits


def test_acknowledgement_with_another_count_does_not_agree():
    story = made_runs.passed()
    story.batch(61, 4, acknowledged=62, off=1)
    assert [ack.agrees for ack in story.report().batches[0].acks] == [False]


def test_batch_without_an_answer_is_shown_as_such():
    story = made_runs._outage(Story())
    story.issue(14)
    story.take(15)
    story.batch(16, 1)
    (ack,) = story.report().batches[0].acks
    assert (ack.receiver, ack.at_ms, ack.agrees) == ("accounting", None, None)


def test_void_run_counts_from_its_start_and_keeps_what_people_did():
    report = made_runs.void().report()
    assert report.verdict.word is DrillWord.VOID
    assert report.timeline.zero == "start"
    assert report.faults[0].seen_by == ()
    assert (report.faults[0].bad_during, report.faults[0].effect) == (0, Effect.DOWN)
    reached = {clock.name: clock.at_ms for clock in report.clocks if clock.at_ms is not None}
    assert reached == {"t1": 8 * MIN}
    assert {goal.word for goal in report.objectives} == {ObjectiveWord.INCONCLUSIVE}


def test_aborted_run_shows_what_was_cut_off_and_what_was_never_taken():
    report = made_runs.aborted().report()
    assert (report.verdict.word, report.safety.word) == (DrillWord.ABORTED, SafetyWord.UNVERIFIED)
    states = {key: step.state for key, step in steps(report).items()}
    assert states["take"] is StepWord.OPEN
    assert states["enter"] is StepWord.CANCELLED
    assert states["extent/wait"] is StepWord.NOT_APPLICABLE
    assert steps(report)["take"].done_ms is None
    assert (report.records[0].in_system, report.records[0].lost, report.records[0].agree) == (None, None, None)


def test_erased_text_stays_erased():
    assert [message.text for message in made_runs.aborted().report().messages] == ["(erased)"]


def test_pause_takes_no_scenario_time_and_both_clocks_are_told():
    report = made_runs.paused().report()
    (gap,) = report.timeline.gaps
    assert (gap.from_ms, gap.real_ms, gap.why) == (gap.to_ms, 23 * MIN + 30_000, "lunch")
    restored = next(clock for clock in report.clocks if clock.name == "t4")
    assert (restored.with_gaps_ms or 0) - (restored.at_ms or 0) == gap.real_ms


def test_each_round_of_a_fault_has_a_proof_of_its_own():
    first, second = made_runs.paused().report().faults
    assert (first.id, second.id) == ("dead-1", "dead-1.2")
    assert first.verified_ms is not None
    assert first.removed_ms is not None
    assert second.seen_by == ("crm-orders",)
    assert second.seen_ms is not None
    assert second.injected_ms <= second.seen_ms
    assert first.bad_during > 0
    assert second.bad_during > first.bad_during


def test_fault_that_the_guard_took_out_says_so_and_a_lost_conductor_is_a_finding():
    report = made_runs.lost().report()
    assert report.faults[0].removed_how.endswith("by guard")
    assert "Nobody drove the run for 10 min: its process was lost." in texts(report)
    assert [note.who for note in report.notes] == ["conductor", "owen"]
    assert report.notes[1].step == "Declare the outage"


def test_probe_is_unknown_where_nobody_looked():
    story = made_runs.talk()
    story.readings = [one for one in story.readings if not story.at(10) <= one["at"] < story.at(20)]
    (row,) = story.report().timeline.probes
    assert [span.state for span in row.spans] == [
        ProbeWord.OK,
        ProbeWord.DOWN,
        ProbeWord.UNKNOWN,
        ProbeWord.DOWN,
        ProbeWord.OK,
    ]
    unknown = row.spans[2]
    assert abs(unknown.to_ms - unknown.from_ms - 10 * MIN) <= 5_000


def test_runbook_without_a_form_has_no_clock_and_no_number_for_it():
    report = made_runs.talk().report()
    assert [clock.name for clock in report.clocks] == ["t0", "t1", "t2", "t4", "t6"]
    assert (report.records, report.batches, report.orders.text) == ((), (), "none taken")
    assert "by hand" not in " ".join(report.lead)


def test_fault_that_stayed_in_says_what_to_do_by_hand():
    report = made_runs.dirty().report()
    assert report.safety.word is SafetyWord.DIRTY
    assert report.faults[0].removed_ms is None
    assert any("curl -X POST" in text for text in texts(report))


def test_run_that_goes_on_is_inconclusive_and_says_so():
    report = made_runs.going_on().report()
    assert report.verdict.word is DrillWord.INCONCLUSIVE
    assert report.subject.ended_at is None
    assert "The run had not ended when this was written." in report.limits
    assert steps(report)["enter"].state is StepWord.OPEN


def test_slow_probe_is_a_finding_and_a_quick_one_is_not():
    assert not [text for text in texts(made_runs.talk().report()) if "only after" in text]
    story = made_runs.talk()
    for number, fact in enumerate(story.facts):
        if type(fact.body).__name__ in ("FaultSeen", "ProbeChanged") and fact.at == story.at(6.1):
            story.facts[number] = fact._replace(at=story.at(7))
    assert "CRM order API, refused: probes saw it only after 1 min." in texts(story.report())


def test_plan_and_reality_stand_side_by_side():
    rows = {row.id: row for row in made_runs.talk().report().planned}
    assert rows["dead"].planned_ms == rows["dead"].actual_ms == -6_000
    assert (rows["caller"].actual_ms or 0) - rows["caller"].planned_ms == 6_000
    assert rows["caller"].to == "Shift lead"
    assert {row.id: row for row in made_runs.void().report().planned}["caller"].actual_ms is None


def test_late_step_says_by_how_much():
    late = steps(made_runs.talk().report())["stand-down"]
    assert late.late_by_ms is not None
    assert late.late_by_ms > 0
    assert steps(made_runs.passed().report())["take"].late_by_ms is None


@pytest.mark.parametrize(
    ("form", "many"), [("order", "orders"), ("return-slip", "return slips"), ("inquiry", "inquiries"), ("days", "days")]
)
def test_records_are_called_by_their_plural(form, many):
    assert many_of(form) == many
