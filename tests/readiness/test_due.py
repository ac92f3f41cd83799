"""A drill is due while something that it shows is not shown, fades, or the quarter goes by without it."""

from __future__ import annotations

import dataclasses

import pytest
from readiness_records import DAY, NOW, claim, judged, record, scope

from continuity.readiness.due import due_of, is_decided
from continuity.readiness.judge import judge_claims
from continuity.run.objectives import Met

BEGIN, END = NOW - 50 * DAY, NOW + 39 * DAY


def due(*records, claims=None):
    found = scope(*(claims or (claim("a"),)))
    results = judge_claims(found.programme.claims, records, NOW)
    return due_of(found, results, records, BEGIN, END, NOW)


def test_drill_that_was_never_held_is_due_by_the_end_of_the_quarter():
    (one,) = due()
    assert (one.drill, one.by) == ("outage", END - 1)
    assert one.reasons == ("1 claim not yet shown by people", "not held this quarter")
    assert one.command.startswith("continuity drill run outage")


def test_nothing_is_due_when_all_is_shown_and_the_drill_was_held():
    assert due(record(ago=10)) == ()


def test_drill_held_in_an_earlier_quarter_is_due_though_its_claims_hold():
    (one,) = due(record(ago=60))
    assert one.reasons == ("not held this quarter",)


@pytest.mark.parametrize(("days", "told"), [(100, False), (40, False), (39, True), (11, True)])
def test_claim_about_to_go_stale_is_told_within_thirty_days_and_sets_the_day(days, told):
    found = due(record(ago=10), claims=(claim("a", days=days),))
    assert [one.reasons for one in found] == ([("1 claim about to go stale",)] if told else [])
    assert all(one.by < END - 1 and one.by > NOW for one in found)


def test_each_way_in_which_claims_stand_badly_is_counted_by_itself():
    claims = (claim("a"), claim("b"), claim("c", days=5), claim("d"))
    results = {"a": Met.NOT_MET, "c": Met.MET, "d": Met.INCONCLUSIVE}
    (one,) = due(record(ago=10, results=results), claims=claims)
    assert one.reasons == (
        "1 claim missed",
        "1 claim no longer current",
        "1 claim not yet shown by people",
        "1 claim tried, and could not be judged",
    )


def test_practice_run_does_not_count_as_held():
    (one,) = due(record(ago=10, simulated=("clerk",)))
    assert "not held this quarter" in one.reasons


def test_drill_that_fades_first_comes_first():
    claims = (claim("a"), claim("b", drill="other", days=20))
    held = dataclasses.replace(record("r2", ago=10, results={"b": judged("b")}), drill="other")
    assert [one.drill for one in due(record(ago=60), held, claims=claims)] == ["other", "outage"]


def test_earlier_runs_matter_until_every_claim_is_decided():
    claims = (claim("a"), claim("b"))
    assert not is_decided(judge_claims(claims, [record(results={"a": Met.MET})], NOW))
    assert not is_decided(judge_claims(claims, [record(results={"a": Met.MET, "b": Met.INCONCLUSIVE})], NOW))
    assert is_decided(judge_claims(claims, [record(results={"a": Met.MET, "b": Met.NOT_MET})], NOW))
