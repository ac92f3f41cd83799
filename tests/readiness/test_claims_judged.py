"""The verdict on a claim, rule by rule."""

from __future__ import annotations

import pytest
from readiness_records import DAY, FILES, HOUR, NOW, claim, judged, objective, practice, record

from continuity.readiness.judge import ClaimResult, judge_claims
from continuity.readiness.verdict import ClaimVerdict
from continuity.run.objectives import Judged, Met
from continuity.run.verdict import DrillWord


def one(*records, days: int = 100, files=None, as_of: int = NOW) -> ClaimResult:
    (result,) = judge_claims([claim("a", days=days)], records, as_of, files)
    return result


def test_a_drill_with_people_at_real_speed_shows_its_claim():
    result = one(record())
    assert result.verdict is ClaimVerdict.MET
    assert result.why == ""
    assert result.until == NOW - 10 * DAY + HOUR + 100 * DAY


@pytest.mark.parametrize(
    ("met", "verdict", "why"),
    [
        (judged("a", Met.MET_DEV, 18), ClaimVerdict.MET_DEV, "Took 18 min."),
        (judged("a", Met.NOT_MET, 34), ClaimVerdict.NOT_MET, "Missed by 4 min."),
        (
            Judged(objective("a"), Met.NOT_MET, "t3 was not reached in 45 min"),
            ClaimVerdict.NOT_MET,
            "T3 was not reached in 45 min.",
        ),
        (judged("a", Met.INCONCLUSIVE, 30), ClaimVerdict.INCONCLUSIVE, "Took 30 min."),
        (judged("a", Met.OPEN, 30), ClaimVerdict.INCONCLUSIVE, "Took 30 min."),
    ],
)
def test_the_verdict_of_the_objective_is_the_verdict_on_the_claim(met, verdict, why):
    result = one(record(results={"a": met}))
    assert (result.verdict, result.why) == (verdict, why)


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (practice(), "Practised with simulated people only."),
        (practice(speed=1), "Practised with simulated people only."),
        (practice(simulated=(), replayed=("jonas",)), "Practised with simulated people only."),
        (record(approved_by=None), "2026-q4-02 does not count: nobody had approved it before it began."),
        (record(people=()), "2026-q4-02 does not count: nobody took part."),
        (record(speed=10), "2026-q4-02 was held at 10 times real speed, which shows nothing about time."),
        (record(results={"b": Met.MET}), "2026-q4-02 had no such objective."),
        (record(drill="another"), "No drill has shown it yet."),
        (record(ended_at=None), "No drill has shown it yet."),
        (record(ago=-1), "No drill has shown it yet."),
    ],
)
def test_what_does_not_count_leaves_a_claim_untested(run, why):
    result = one(run)
    assert (result.verdict, result.why) == (ClaimVerdict.UNTESTED, why)
    assert result.rests_on is None


def test_one_simulated_role_is_enough_to_count_for_nothing():
    assert one(record(simulated=("clerk",))).verdict is ClaimVerdict.UNTESTED


def test_books_count_at_any_speed_but_only_with_people():
    books = {"a": judged("a", records=True)}
    assert one(record(speed=10, results=books)).verdict is ClaimVerdict.MET
    assert one(practice(speed=10, results=books)).verdict is ClaimVerdict.UNTESTED


def test_a_real_outage_needs_no_approval():
    assert one(record(mode="real", approved_by=None)).verdict is ClaimVerdict.MET


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"verified": False}, "The record of the run does not hold."),
        ({"word": DrillWord.VOID, "why": "no probe saw it"}, "No probe saw it."),
        ({"word": DrillWord.ABORTED, "seen": ()}, "Ended early, and no probe had seen the fault."),
        ({"word": DrillWord.ABORTED, "unseen": ("crm",)}, "Ended early, and no probe had seen the fault."),
    ],
)
def test_unproven_is_void_whatever_the_objective_says(changes, why):
    result = one(record(**changes))
    assert (result.verdict, result.why) == (ClaimVerdict.VOID, why)


def test_an_aborted_run_shows_what_was_judged_before_it_ended():
    assert one(record(word=DrillWord.ABORTED)).verdict is ClaimVerdict.MET
    assert one(record(word=DrillWord.ABORTED, results={"a": Met.NOT_MET})).verdict is ClaimVerdict.NOT_MET
    assert one(record(word=DrillWord.ABORTED, results={"a": Met.INCONCLUSIVE})).verdict is ClaimVerdict.VOID


def test_a_claim_goes_stale_the_moment_its_validity_is_over():
    until = NOW - 10 * DAY + HOUR + 5 * DAY
    assert one(record(), days=5, as_of=until).verdict is ClaimVerdict.MET
    stale = one(record(), days=5, as_of=until + 1)
    assert (stale.verdict, stale.until) == (ClaimVerdict.STALE, None)
    assert stale.why == "Shown by 2026-q4-02, 5 days ago; it holds for 5 days."


def test_a_claim_goes_stale_when_a_drilled_file_has_changed():
    assert one(record(), files=FILES).verdict is ClaimVerdict.MET
    changed = one(record(), files={**FILES, "runbooks/by-hand.yaml": "c" * 64, "unrelated.yaml": "0"})
    assert changed.verdict is ClaimVerdict.STALE
    assert changed.why == "Shown by 2026-q4-02; runbooks/by-hand.yaml was changed since."
    gone = one(record(), files={"drills/outage.yaml": "d" * 64})
    assert gone.why == "Shown by 2026-q4-02; runbooks/by-hand.yaml has gone since."


def test_a_missed_target_stays_missed_until_a_later_run_meets_it():
    missed = record("first", 200, {"a": Met.NOT_MET})
    assert one(missed, files={}).verdict is ClaimVerdict.NOT_MET
    assert one(missed, record("second", 10)).verdict is ClaimVerdict.MET
    assert one(record("first", 200), record("second", 10, {"a": Met.NOT_MET})).verdict is ClaimVerdict.NOT_MET


def test_the_last_run_decides_and_not_the_best():
    later = record("later", 3, {"a": judged("a", Met.NOT_MET, 31)})
    assert one(later, record("earlier", 9)).verdict is ClaimVerdict.NOT_MET


def test_a_later_run_that_could_not_judge_is_told_and_undoes_nothing():
    later = record("later", 3, {"a": Met.INCONCLUSIVE})
    result = one(record("earlier", 9), later)
    assert result.verdict is ClaimVerdict.MET
    assert result.why == "Since then later could not judge it: took 18 min."
