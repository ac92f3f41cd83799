"""What a report tells of people: who was there, who stood in, what evaluators said, what the review made of it."""

from __future__ import annotations

import re

from made_people import came_and_went, command_unannounced
from made_runs import passed, talk
from made_story import FAULT
from recorded_run import recorded

from continuity.events import outage, review
from continuity.programme.people import conflicting
from continuity.reporting.attendance import InsteadRow, StoodInRow
from continuity.reporting.render import drill_html
from continuity.reporting.verdicts import ObjectiveWord, RatingWord, ReviewWord, StepWord
from continuity.run.review import RATINGS, Stage, review_of
from continuity.structure import Private

STORY = came_and_went()
REPORT = STORY.report()
PAGE = " ".join(re.sub(r"<[^>]+>", " ", drill_html(REPORT)).split())
SHELF = "Ask the warehouse what is still on the shelf"


def plain(texts: tuple[str, ...]) -> list[str]:
    return [text.replace("\u00a0", " ") for text in texts]


def learned(report) -> dict[str, str]:
    return {text: one.severity for one in report.findings for text in plain((one.text,))}


# Deviations and their verdicts


def test_every_deviation_has_its_verdict_or_says_that_it_has_none() -> None:
    found = {one.id: one for one in REPORT.deviations}
    improvised = found["improvised:improvised-1"]
    assert (improvised.what, improvised.step) == (SHELF, "after “Write each order on a form”")
    assert (improvised.verdict, improvised.verdict_by, improvised.verdict_why) == (
        ReviewWord.PROCEDURE,
        "owen",
        "the shelf is worth a step",
    )
    assert [one.type for one in REPORT.deviations if one.verdict is None] == ["form gap", "form gap"]
    assert "5 of 7 have a verdict from the review" in PAGE
    assert PAGE.count("no verdict yet") == 2
    assert "proposed-edits.patch" in PAGE


def test_a_later_verdict_replaces_the_first() -> None:
    story = came_and_went()
    story.add(90, review.DeviationReviewed("skipped:deposit", "training", Private("")), "owen")
    (skipped,) = [one for one in story.report().deviations if one.type == "skipped"]
    assert skipped.verdict is ReviewWord.TRAINING


def test_without_deviations_nothing_is_said_of_a_review() -> None:
    text = drill_html(recorded("practice").report())
    assert "verdict of the review" not in text
    assert "proposed-edits.patch" not in text
    for heading in ("Hand-overs", "Who was away", "Channels that failed", "nobody could act", "Rated by evaluators"):
        assert heading not in text


def test_what_was_improvised_is_a_step_of_its_own_kind() -> None:
    (step,) = [step for step in REPORT.steps if step.key == "improvised-1"]
    assert (step.state, step.title) == (StepWord.IMPROVISED, SHELF)


# Ratings


def test_ratings_stand_beside_the_verdicts_by_rule_and_change_none() -> None:
    by_hand, told, each = REPORT.objectives
    assert [(one.by, one.rating) for one in by_hand.ratings] == [("owen", RatingWord.SOME), ("priya", RatingWord.MAJOR)]
    assert (by_hand.word, told.word) == (ObjectiveWord.NOT_MET, ObjectiveWord.MET)
    assert each.ratings == ()
    assert "Every order in the CRM once not rated" in PAGE
    for letter, meaning in RATINGS.items():
        assert f"{letter} {meaning.name}: {meaning.means}" in PAGE


def test_objectives_that_nobody_rated_are_said_where_there_is_an_evaluator() -> None:
    assert "No evaluator has rated an objective yet." in drill_html(passed().report())


def test_an_evaluator_who_played_is_named() -> None:
    assert conflicting(STORY.state) == ("priya",)
    assert "priya evaluated this run and also had a part in it." in REPORT.limits
    assert conflicting(passed().state) == ()


def test_whoever_took_a_role_over_or_stood_in_for_another_played() -> None:
    story = passed()
    story.add(61, review.ObjectiveRated("by-hand", "P", Private("")), "jonas")
    assert conflicting(story.state) == ("jonas",)
    story = came_and_went()
    story.add(61, review.ObjectiveRated("by-hand", "P", Private("")), "lena")
    story.add(61, review.ObjectiveRated("told", "P", Private("")), "omar")
    assert conflicting(story.state) == ("lena", "priya")


def test_the_review_knows_what_waits_and_how_far_it_is() -> None:
    found = review_of(STORY.state)
    assert (found.stage, found.unrated) == (Stage.ENDED, ("each-once",))
    assert [one.type for one in found.without_verdict] == ["form gap", "form gap"]
    story = came_and_went()
    story.add(90, review.ObjectiveRated("each-once", "U", Private("")), "owen")
    assert review_of(story.state).stage is Stage.EVALUATED
    for one in found.without_verdict:
        story.add(91, review.DeviationReviewed(one.id, "fine", Private("")), "owen")
    assert review_of(story.state).stage is Stage.REVIEWED
    assert review_of(command_unannounced().state).stage is Stage.GOING_ON


# People over time


def test_hand_overs_tell_what_became_of_them() -> None:
    command, checker, clerk = REPORT.handovers
    assert (command.what, command.giver, command.taker) == ("Command", "ines", "priya")
    assert None not in (command.accepted_ms, command.announced_ms)
    assert (checker.accepted_ms, checker.reason, checker.offered_by) == (None, "I have my hands full", "ines")
    assert (clerk.what, clerk.steps, clerk.announced_ms) == ("Order clerk", 1, None)
    assert [name for name in learned(REPORT) if "command" in name] == []


def test_command_that_nobody_heard_of_is_a_finding() -> None:
    report = command_unannounced().report()
    assert learned(report)["priya took command over from ines, and nobody was told."] == "medium"
    assert report.handovers[1].accepted_ms is None
    assert "no answer" in drill_html(report)


def test_absences_say_why_and_who_stood_in() -> None:
    jonas, lena, priya = REPORT.absences
    assert (jonas.why, jonas.inject, jonas.stood_in) == (
        "taken away by the drill",
        "no-jonas",
        (StoodInRow("lena", (SHELF,)),),
    )
    assert (lena.why, lena.stood_in) == ("called home", ())
    assert (priya.to_ms, priya.stood_in) == (None, (StoodInRow("omar", ("Compare every number",)),))


def test_a_role_that_nobody_could_act_in_is_loud() -> None:
    (clerk,) = REPORT.vacancies
    assert (clerk.role, clerk.away, clerk.waiting) == (
        "Order clerk",
        ("jonas", "lena"),
        ("Write each order on a form",),
    )
    said = "Nobody could act as Order clerk for 3 min"
    assert (
        learned(REPORT)[f"{said}: jonas and lena away. Meanwhile this waited: “Write each order on a form”."] == "high"
    )
    assert f"{said}." in plain(REPORT.lead)
    assert REPORT.findings[0].severity == "high"
    assert "Nobody can act as Checker." in command_unannounced().report().lead
    assert talk().report().vacancies == ()


def test_messages_say_by_which_channel_they_went_instead() -> None:
    (chat,) = REPORT.silences
    (sent,) = REPORT.messages
    assert chat.instead == (InsteadRow(sent.at_ms, "customers", "Telephone"),)
    assert (sent.channel, sent.sender) == ("Telephone", "ines, entered by sami")


def test_a_message_that_no_channel_could_carry_is_a_finding() -> None:
    report = command_unannounced().report()
    said = "“Tell the customers”: every channel failed by which customers should have heard it."
    assert learned(report)[said] == "high"
    assert [row.instead[0].channel for row in report.silences] == [None, None]


def test_what_was_written_down_for_another_says_so() -> None:
    (tell,) = [step for step in REPORT.steps if step.key == "extent/tell"]
    assert tell.person == "ines, entered by sami"


# Controllers, real orders, two people


def test_injects_say_what_they_do_who_played_them_and_whether_they_came() -> None:
    rows = {row.id: row for row in REPORT.planned}
    assert rows["no-jonas"].title.replace("\u00a0", " ") == "jonas is taken away for 25 min"
    assert rows["no-chat"].title.replace("\u00a0", " ") == "Team chat fails for 20 min"
    assert (rows["caller"].by, rows["no-chat"].by) == ("marta", "")
    assert (rows["unplanned-1"].planned_ms, rows["unplanned-1"].title) == (None, "A reporter is at the gate.")
    assert rows["never"].actual_ms is None
    assert learned(REPORT)["The inject “never” was not delivered."] == "low"


def test_a_fault_that_a_controller_moved_says_so() -> None:
    (proof,) = REPORT.faults
    assert (proof.fired_by, proof.cleared_by) == ("marta", "marta")
    assert "fired by marta" in PAGE
    assert "cleared by marta" in PAGE
    (planned,) = [row for row in passed().report().faults if row.id == FAULT]
    assert (planned.fired_by, planned.cleared_by) == (None, None)


def test_only_the_round_that_a_controller_asked_for_is_theirs() -> None:
    story = talk()
    story.facts.pop()
    story.add(37, outage.FaultFireRequested(FAULT), "marta")
    story.put_in(37.2, round=2)
    story.take_out(39)
    story.end(42)
    first, second = story.report().faults
    assert (first.fired_by, second.fired_by) == (None, "marta")


def test_real_orders_on_practice_forms_say_where_they_went() -> None:
    first, second = REPORT.records[0].real
    assert (first.number, first.carried_to) == ("P-0001", None)
    assert (second.number, second.carried_to) == ("P-0002", "real-1 M-0001")
    said = "P-0001 is a customer's real order on a practice form, and was not carried over."
    assert learned(REPORT)[said] == "high"


def test_two_people_who_are_only_two_names_are_marked() -> None:
    assert [limit for limit in REPORT.limits if limit.startswith("Nobody checked")] == [
        "Nobody checked that lena agreed to leave out “Lock the cash box”.",
        "Nobody checked the two names under “Compare every number”.",
        "Nobody checked the witness of 1 void number.",
    ]
