"""The quarter report filled from records, and the page that a manager opens."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from readiness_records import DAY, FILES, HOUR, NOW, claim, judged, practice, record, scope

from continuity.clock import from_iso
from continuity.errors import UsageProblem
from continuity.programme.register import register_of
from continuity.reporting.of_quarter import quarter_report
from continuity.reporting.quarter import QuarterReport
from continuity.reporting.render import quarter_html, report_json
from continuity.reporting.verdicts import ClaimWord, DrillWord, HeadlineWord, RunKind, SafetyWord
from continuity.run.objectives import Met

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "quarter-report.schema.json").read_text(encoding="utf-8"))
BEGIN, END = from_iso("2026-10-01T00:00:00+02:00"), from_iso("2027-01-01T00:00:00+01:00")
SCOPE = scope(claim("a"), claim("b", 2))
BOTH = {"a": Met.MET, "b": Met.MET}


def report(*records, quarter: str = "2026-Q4", as_of: int = NOW, **more) -> QuarterReport:
    return quarter_report(SCOPE.programme, SCOPE.organisation, records, quarter, as_of, drills=SCOPE.drills, **more)


def words(found: QuarterReport) -> str:
    html = quarter_html(found)
    return " ".join(re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.S).split())


MIXED = (
    practice(results=BOTH),
    record(results={"a": Met.MET, "b": judged("b", Met.NOT_MET, 34)}),
    record("2026-q3-07", 90, BOTH),
    record("still-on", 0, ended_at=None),
    record("2026-10-19-crm", 34, {"a": Met.INCONCLUSIVE}, mode="real", approved_by=None, verified=None),
)


@pytest.mark.parametrize("records", [(), (practice(results=BOTH),), MIXED], ids=["none", "practice", "mixed"])
def test_the_json_is_what_its_schema_says_and_the_same_twice(records):
    bytes_ = report_json(report(*records, files=FILES))
    assert list(Draft202012Validator(SCHEMA).iter_errors(json.loads(bytes_))) == []
    assert bytes_ == report_json(report(*reversed(records), files=FILES))


def test_one_passed_practice_run_leaves_every_claim_open_and_says_what_would_help():
    found = report(practice(results=BOTH))
    assert found.headline.word is HeadlineWord.NOT_DEMONSTRATED
    assert [row.verdict for row in found.claims] == [ClaimWord.UNTESTED, ClaimWord.UNTESTED]
    assert [row.target_ms for row in found.claims] == [1_800_000, 1_800_000]
    text = words(found)
    for sentence in (
        "None of the 2 claims is demonstrated yet. 1 practice run with simulated people was held; it counts for no",
        "One drill, The usual outage, with people and at real speed, could take it to 2 of 2.",
        "0 of 2 → up to 2 of 2",
        "continuity drill run outage",
        "Simulated people, at 60 times real speed.",
        "Practised with simulated people only.",
    ):
        assert sentence in text
    claims = quarter_html(found).partition('id="claims"')[2].partition('id="points"')[0]
    assert 'class="v good"' not in claims


def test_a_quarter_with_every_kind_of_run_is_told_in_order():
    found = report(*MIXED)
    assert [row.run for row in found.runs] == ["still-on", "2026-q4-01", "2026-q4-02", "2026-10-19-crm"]
    on, _, people, real = found.runs
    assert (on.counts_not, on.word, on.safety) == (
        "It was still going on.",
        DrillWord.INCONCLUSIVE,
        SafetyWord.UNVERIFIED,
    )
    assert (people.kind, people.counts_not, real.kind) == (RunKind.PEOPLE, "", RunKind.REAL)
    a, b = found.claims
    assert (a.verdict, a.achieved_ms, a.run, a.valid_until) == (ClaimWord.MET, 18 * 60_000, "2026-q4-02", "2027-02-20")
    assert (b.verdict, b.why, b.valid_until) == (ClaimWord.NOT_MET, "Missed by 4 min.", None)


def test_heads_are_given_for_the_quarters_runs_and_for_an_earlier_one_on_which_a_claim_rests():
    found = report(practice(), record("2026-q3-07", 90, BOTH), record("2026-q1-01", 300, BOTH))
    assert [head.run for head in found.integrity.runs] == ["2026-q4-01", "2026-q3-07"]
    assert [row.run for row in found.runs] == ["2026-q4-01"]
    assert found.claims[0].verdict is ClaimWord.MET


def test_a_run_belongs_to_the_quarter_in_which_it_began_where_the_organisation_is():
    edges = [BEGIN - 1_000, BEGIN, END - 1_000, END]
    records = [record(f"r-{n}", started_at=at, ended_at=at + HOUR) for n, at in enumerate(edges)]
    assert [row.run for row in report(*records, as_of=END + DAY).runs] == ["r-2", "r-1"]
    assert [row.run for row in report(*records, quarter="2026-Q3", as_of=END + DAY).runs] == ["r-0"]


def test_a_past_quarter_is_told_as_it_was_at_its_end():
    earlier, later = record("earlier", 90, BOTH), record("later", 3, {"a": Met.NOT_MET, "b": Met.NOT_MET})
    found = report(earlier, later, quarter="2026-Q3", files={})
    assert found.as_of == "2026-09-30"
    assert [row.verdict for row in found.claims] == [ClaimWord.MET, ClaimWord.MET]


def test_what_happened_after_the_day_is_not_known_yet():
    found = report(*MIXED, as_of=NOW - 12 * DAY)
    assert [row.verdict for row in found.claims] == [ClaimWord.MET, ClaimWord.MET]
    assert {row.run for row in found.claims} == {"2026-q3-07"}


def test_a_changed_runbook_makes_the_page_say_stale():
    found = report(record(results=BOTH), files={**FILES, "runbooks/by-hand.yaml": "0" * 64})
    assert {row.verdict for row in found.claims} == {ClaimWord.STALE}
    assert found.claims[0].achieved_ms is None
    assert "runbooks/by-hand.yaml was changed since." in words(found)


def test_a_late_claim_is_printed_with_its_day_and_an_unapproved_register_says_so():
    register = register_of(SCOPE.programme, BEGIN - DAY, "claire", {"a": BEGIN - DAY, "b": BEGIN + 5 * DAY})
    found = report(register=register)
    assert [row.registered for row in found.claims] == [None, "2026-10-06"]
    assert found.integrity.registered_at == "2026-09-29T22:00:00Z"
    assert not any("register" in caution for caution in found.cautions)
    loose = report(register=dataclasses.replace(register, approved_by=None))
    assert "The claims register has not been approved; it is printed as registered on 30 September 2026." in (
        loose.cautions
    )
    assert "The claims register has not been approved; it is printed as it lies today." in report().cautions


def test_the_bound_and_what_nobody_checked_are_told_beside_the_figures():
    found = report(record(results=BOTH, verified=None))
    assert found.figures.success_at_least_percent == 22
    assert "2 of 2 judged were met: with 95 % confidence the true rate may be as low as 22 %." in found.cautions
    assert "1 run on which claims rest was not checked; continuity verify does." in found.cautions


def test_many_runs_do_not_flood_the_table_of_points():
    found = report(*(practice(f"p-{n:02d}", 1 + n % 40) for n in range(40)))
    assert len(found.points[0].practice.runs) == 40
    assert "and 37 more" in words(found)


def test_what_is_no_quarter_is_refused():
    with pytest.raises(UsageProblem, match="is not a quarter"):
        report(quarter="autumn")
