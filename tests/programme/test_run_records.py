"""A record of a run says what the run was, and nothing that it was not."""

from __future__ import annotations

import pytest
from programme_facts import BEGAN, MIN, Telling, plan

from continuity.events import Known
from continuity.programme.record import RunKind, record_of
from continuity.readiness.counting import counts_not
from continuity.run.objectives import Met
from continuity.run.verdict import DrillWord, SafetyWord


def test_a_drill_with_people_is_recorded_as_it_was():
    told = Telling().opened(by="claire").looked(0, "shipping").fault(3, "f-1", "crm-orders")
    run = told.fault(4, "f-2", "crm-search", seen=False).noted(5, "ines", Known.STATED).ended(60).run
    record = record_of(run, "2026-q4-01", "ab" * 32, verified=True)
    assert (record.kind, record.people, record.simulated) == (RunKind.PEOPLE, ("ines",), ())
    assert (record.drill, record.title, record.speed) == ("quarterly-crm-outage", "Quarterly CRM outage", 1)
    assert (record.started_at, record.ended_at) == (BEGAN, BEGAN + 60 * MIN)
    assert (record.seen, record.unseen) == (("crm-orders",), ("crm-search",))
    assert record.probed == ("crm-orders", "crm-search", "shipping")
    assert (record.word, record.safety) == (DrillWord.VOID, SafetyWord.DIRTY)
    assert (record.approved_by, record.verified) == ("claire", True)
    assert (record.events, record.head, record.plan_sha256) == (run.last_seq, "ab" * 32, "7" * 64)
    assert [one.objective.id for one in record.judged] == [one.id for one in plan().drill.objectives]
    assert counts_not(record) == ""


def test_files_of_a_record_are_those_that_were_drilled():
    files = record_of(Telling().opened().run, "r", "").files
    assert "drills/quarterly-crm-outage.yaml" in files
    assert any(path.startswith("runbooks/") for path in files)
    assert "continuity.yaml" not in files


@pytest.mark.parametrize(
    ("known", "why"), [(Known.SIMULATED, "Simulated people."), (Known.REPLAYED, "Answers came from a file.")]
)
def test_one_simulated_or_replayed_hand_makes_it_practice(known, why):
    told = Telling().opened(by="claire").noted(5, "ines", Known.STATED).noted(6, "jonas", known).ended(60)
    record = record_of(told.run, "r", "")
    assert record.kind is RunKind.PRACTICE
    assert counts_not(record) == why


def test_a_name_that_was_once_stated_does_not_hide_that_a_program_used_it_later():
    told = Telling().opened(by="claire").noted(5, "ines", Known.STATED).noted(6, "ines", Known.SIMULATED).ended(60)
    assert record_of(told.run, "r", "").simulated == ("ines",)


def test_a_role_that_was_to_be_simulated_makes_it_practice_before_anybody_acted():
    record = record_of(Telling().opened(speed=60, auto=("checker",)).run, "r", "")
    assert (record.kind, record.simulated, record.word) == (RunKind.PRACTICE, ("checker",), DrillWord.OPEN)
    assert counts_not(record) == "Simulated people, at 60 times real speed."


def test_nobody_and_nobody_approved_are_told_apart():
    assert counts_not(record_of(Telling().opened(by="claire").ended(9).run, "r", "")) == "Nobody took part."
    acted = Telling().opened().noted(5, "ines", Known.CODE).ended(9).run
    assert counts_not(record_of(acted, "r", "")) == "Nobody had approved it before it began."


def test_in_a_real_outage_a_point_that_failed_was_seen_without_a_fault_of_ours():
    told = Telling().opened(mode="real").looked(0, "shipping").fault(3, "f-1", "crm-orders")
    record = record_of(told.noted(4, "ines", Known.SIGNED).ended(60).run, "r", "")
    assert (record.kind, record.seen) == (RunKind.REAL, ("crm-orders",))
    assert counts_not(record) == ""


def test_books_that_never_agreed_are_beyond_what_can_be_borne_after_that_time():
    process = plan().organisation.process(plan().runbook.process)
    minutes = process.mtpd // MIN

    def beyond(minute: int) -> tuple[str, ...]:
        return record_of(Telling().opened().fault(3, "f-1", "crm-orders").ended(minute).run, "r", "").beyond_mtpd

    assert beyond(minutes + 3) == ()
    assert beyond(minutes + 4) == (process.id,)


def test_a_run_that_was_only_opened_has_a_record():
    record = record_of(Telling().run, "r", "")
    assert (record.title, record.started_at, record.judged, record.word) == ("r", None, (), DrillWord.OPEN)


def test_objectives_of_a_run_are_found_by_name():
    record = record_of(Telling().opened().run, "r", "")
    found = record.objective("each-once")
    assert found is not None
    assert found.verdict is Met.OPEN
    assert record.objective("nothing") is None
