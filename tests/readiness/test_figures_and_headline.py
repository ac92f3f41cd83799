"""Figures as k of n, the word over them, and what must hold for any runs whatever."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readiness_records import DAY, FILES, HOUR, NOW, claim, drill, objective, practice, ready, record, scope

from continuity.readiness.assess import assess
from continuity.readiness.figures import Share
from continuity.readiness.headline import HeadlineWord
from continuity.readiness.verdict import ClaimVerdict
from continuity.reporting import verdicts as reported
from continuity.run.objectives import Met
from continuity.run.verdict import DrillWord

NAMES = ("a", "b", "c", "d")


def test_the_worked_example_of_ten_claims():
    """Six met and current, one stale pass, one missed, one inconclusive, one untested: 6 of 10, not 88 percent."""
    met = [f"met-{n}" for n in range(6)]
    claims = [claim(id) for id in [*met, "stale", "missed", "unclear", "untested"]]
    long_ago = record("old", 120, {"stale": Met.MET})
    now = dict.fromkeys(met, Met.MET) | {"missed": Met.NOT_MET, "unclear": Met.INCONCLUSIVE}
    found = ready(claims, [long_ago, record("new", 5, now)])
    assert found.figures.demonstrated == Share(6, 10)
    assert found.figures.claims_covered == Share(7, 10)
    assert found.figures.success == Share(7, 8)
    assert found.figures.success_at_least_percent == 52
    assert [r.verdict.value for r in found.results[6:]] == ["STALE", "NOT_MET", "INCONCLUSIVE", "UNTESTED"]
    assert found.headline.word is HeadlineWord.NOT_DEMONSTRATED
    assert found.headline.why == ("A tier 1 claim was tried and missed: Claim missed.",)
    assert [(f.drill, f.before, f.after) for f in found.forecasts] == [("outage", Share(6, 10), Share(10, 10))]


def test_one_practice_run_shows_nothing():
    found = ready([claim("a"), claim("b", 2)], [practice(results={"a": Met.MET, "b": Met.MET})])
    assert found.figures.demonstrated == Share(0, 2)
    assert found.figures.points_covered == Share(0, 3)
    assert found.figures.success == Share(0, 0)
    assert found.figures.success_at_least_percent is None
    assert [(t.tier, t.share) for t in found.figures.tiers] == [(1, Share(0, 1)), (2, Share(0, 1))]
    assert found.headline.word is HeadlineWord.NOT_DEMONSTRATED
    assert found.headline.why == ("Nothing has been shown by people at real speed yet.",)


def test_success_looks_back_one_year():
    runs = [record("a", 400), record("b", 300), record("c", 10, {"a": Met.NOT_MET})]
    assert ready([claim("a")], runs).figures.success == Share(1, 2)


@pytest.mark.parametrize(
    ("runs", "word", "why"),
    [
        ([record()], HeadlineWord.DEMONSTRATED_IN_SCOPE, "Every tier 1 claim is demonstrated and current."),
        ([record(), practice(verified=False)], HeadlineWord.NOT_ASSESSABLE, "The record of 2026-q4-01 does not hold."),
        ([record(results={"a": Met.NOT_MET})], HeadlineWord.NOT_DEMONSTRATED, "No claim is demonstrated."),
        (
            [record(beyond_mtpd=("orders",))],
            HeadlineWord.NOT_DEMONSTRATED,
            "Take orders was out for longer than can be borne (MTPD), in 2026-q4-02.",
        ),
        (
            [record(conflicts=("owen",))],
            HeadlineWord.PARTLY_DEMONSTRATED,
            "In 2026-q4-02, owen evaluated and had a part as well.",
        ),
    ],
)
def test_the_weakest_link_says_the_word(runs, word, why):
    headline = ready([claim("a")], runs).headline
    assert headline.word is word
    assert why in headline.why


def test_a_tier_1_claim_that_is_open_makes_it_partly():
    headline = ready([claim("a"), claim("b")], [record()]).headline
    assert headline.word is HeadlineWord.PARTLY_DEMONSTRATED
    assert headline.why == ("1 of 2 tier 1 claims is untested.",)


def test_an_open_claim_of_a_lower_tier_is_told_under_the_best_word():
    headline = ready([claim("a"), claim("b", 2)], [record()]).headline
    assert headline.word is HeadlineWord.DEMONSTRATED_IN_SCOPE
    assert headline.why[1] == "1 of 2 claims, of a lower tier, is not."


def test_a_register_without_claims_cannot_be_assessed():
    assert ready([], [record()]).headline.word is HeadlineWord.NOT_ASSESSABLE


def test_points_count_as_exercised_by_people_or_by_a_real_outage():
    runs = [record(), practice(seen=("payments",)), record("real", 3, mode="real", seen=("status-page",), probed=())]
    found = ready([claim("a")], runs)
    assert found.figures.points_covered == Share(2, 3)
    crm, status, payments = found.points
    assert (crm.people.touch.value, crm.people.runs) == ("fault_seen", ("2026-q4-02",))
    assert (status.people.touch.value, status.real.touch.value) == ("probed", "fault_seen")
    assert (payments.people.touch.value, payments.practice.touch.value) == ("untouched", "fault_seen")


def test_points_are_forgotten_after_the_interval_and_not_believed_from_damaged_records():
    assert ready([claim("a")], [record(ago=120)]).figures.points_covered == Share(0, 3)
    assert ready([claim("a")], [record(ago=120)], since=NOW - 130 * DAY).figures.points_covered == Share(1, 3)
    assert ready([claim("a")], [record(verified=False)]).figures.points_covered == Share(0, 3)


def test_gaps_say_what_is_missing_and_what_to_type():
    found = ready(
        [claim("a"), claim("b")], [record(results={"a": Met.NOT_MET}), record("2026-q4-03", approved_by=None)]
    )
    assert [(gap.claims, gap.act) for gap in found.gaps] == [
        (("a",), "continuity drill run outage"),
        (("b",), "continuity drill run outage"),
        ((), "continuity report drill 2026-q4-03"),
        ((), "continuity check"),
    ]
    assert found.gaps[0].text.startswith("Tried and missed: Claim a.")
    assert "The status-page, The payments" in found.gaps[3].text


def test_a_damaged_record_is_the_first_gap():
    gap = ready([claim("a")], [record(verified=False)]).gaps[0]
    assert gap.act == "continuity verify 2026-q4-02"


def test_nothing_is_promised_of_a_drill_that_lacks_the_objective_or_has_nothing_left_to_show():
    lacking = scope(claim("a"), claim("b"), drills={"outage": drill(objective("a"))})
    (forecast,) = assess(lacking, [], NOW).forecasts
    assert forecast.claims == ("a",)
    assert ready([claim("a")], [record()]).forecasts == ()


def test_a_drill_that_is_written_at_speed_is_asked_for_at_real_speed():
    fast = scope(claim("a"), drills={"outage": drill(objective("a"), speed=10)})
    assert assess(fast, [], NOW).gaps[0].act == "continuity drill run outage --speed 1"


def test_reports_know_every_word_of_the_rules():
    assert {w.value for w in ClaimVerdict} == {w.value for w in reported.ClaimWord}
    assert {w.value for w in HeadlineWord} == {w.value for w in reported.HeadlineWord}


RECORDS = st.lists(
    st.builds(
        lambda ago, results, changes: record("", ago, results, **changes),
        st.integers(-2, 420),
        st.dictionaries(st.sampled_from(NAMES), st.sampled_from(Met)),
        st.fixed_dictionaries(
            {},
            optional={
                "speed": st.sampled_from([1, 60]),
                "word": st.sampled_from(DrillWord),
                "approved_by": st.none(),
                "people": st.just(()),
                "verified": st.sampled_from([None, False]),
                "seen": st.just(()),
                "ended_at": st.one_of(st.none(), st.just(NOW - HOUR)),
            },
        ),
    ),
    max_size=8,
).map(lambda runs: [dataclasses.replace(run, id=f"run-{n}") for n, run in enumerate(runs)])
CLAIMS = [claim(id, 1 + n % 2, days=90) for n, id in enumerate(NAMES)]
CHANGED = st.sampled_from([None, FILES, {}])


@given(RECORDS.flatmap(lambda runs: st.tuples(st.just(runs), st.permutations(runs))), CHANGED)
def test_the_order_in_which_runs_are_given_does_not_matter(orders, files):
    given_, shuffled = orders
    assert ready(CLAIMS, given_, files=files) == ready(CLAIMS, shuffled, files=files)


@given(RECORDS)
def test_a_claim_that_nobody_tested_lowers_every_figure_it_belongs_to(runs):
    before = ready(CLAIMS, runs).figures
    after = ready([*CLAIMS, claim("new")], runs).figures
    assert after.demonstrated == Share(before.demonstrated.k, before.demonstrated.n + 1)
    assert after.claims_covered == Share(before.claims_covered.k, before.claims_covered.n + 1)
    assert after.success == before.success


@given(RECORDS, st.integers(0, 100), st.booleans(), st.sampled_from([1, 60]))
def test_simulated_and_replayed_runs_change_no_figure(runs, ago, replayed, speed):
    played = {"simulated": ()} if replayed else {}
    results = dict.fromkeys(NAMES, Met.MET)
    acted = practice("played", ago, results=results, speed=speed, approved_by="claire", people=("ines",), **played)
    acted = dataclasses.replace(acted, replayed=("jonas",)) if replayed else acted
    before, after = ready(CLAIMS, runs), ready(CLAIMS, [*runs, acted])
    assert after.figures == before.figures
    assert after.headline == before.headline


@given(RECORDS)
def test_what_one_drill_could_change_is_at_least_what_is_and_never_more_than_all(runs):
    found = ready(CLAIMS, runs)
    for forecast in found.forecasts:
        assert forecast.before == found.figures.demonstrated
        assert forecast.before.k < forecast.after.k <= forecast.after.n


@given(RECORDS)
def test_demonstrated_in_scope_means_every_top_tier_claim_is_shown(runs):
    found = ready(CLAIMS, runs)
    if found.headline.word is HeadlineWord.DEMONSTRATED_IN_SCOPE:
        assert all(result.demonstrated for result in found.results if result.claim.tier == 1)
    assert found.headline.why
