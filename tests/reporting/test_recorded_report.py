from __future__ import annotations

from pathlib import Path

import pytest
from recorded_run import FOLDER, recorded
from sample_reports import FOLDER as SAMPLES
from sample_reports import samples

from continuity.evidence.verify import verify_rows
from continuity.reporting.render import drill_html
from continuity.reporting.verdicts import Tone

AGAIN = "python tests/reporting/sample_reports.py writes it again; look at what changed"


@pytest.mark.parametrize("name", ["drill.html", "drill.json", "readiness.html", "readiness.json"])
def test_sample_report_is_what_the_recorded_run_gives_byte_for_byte(name):
    assert (SAMPLES / name).read_bytes() == samples()[name], AGAIN


def test_recorded_run_verifies_and_a_changed_reading_shows(tmp_path: Path):
    run = recorded("practice")
    assert run.report().evidence.tone is Tone.GOOD
    changed = tmp_path / "series.jsonl"
    data = (FOLDER / "practice" / "series.jsonl").read_bytes()
    changed.write_bytes(data.replace(b'"state":"down"', b'"state":"ok"', 1))
    assert verify_rows(run.rows, run.stream, sealed=run.sealed, series=changed).findings


def test_recorded_run_has_proof_of_every_fault_from_the_readings():
    proofs = {proof.id: proof for proof in recorded("practice").report().faults}
    assert list(proofs) == ["dead-1", "dead-2", "dead-3", "stale-1"]
    for proof in proofs.values():
        assert proof.good_before > 0
        assert proof.bad_during > 0
        assert proof.good_after >= 3
        assert None not in (proof.seen_ms, proof.removed_ms, proof.verified_ms)
    assert proofs["dead-2"].effect.value == "down"
    assert proofs["stale-1"].effect.value == "degraded"


def test_recorded_run_counts_the_same_orders_everywhere():
    report = recorded("practice").report()
    (orders,) = report.records
    assert orders.used + orders.void + orders.returned + orders.missing + orders.open == orders.issued
    assert orders.used == orders.in_system == report.timeline.by_hand[-1].count == report.timeline.in_crm[-1].count
    assert orders.used == sum(batch.count for batch in report.batches)
    assert {(to.receiver, to.count) for to in orders.receivers} == {
        ("accounting", orders.used),
        ("shipping", orders.used),
    }
    assert all(ack.agrees for batch in report.batches for ack in batch.acks)


def test_recorded_run_names_who_was_simulated():
    subject = recorded("practice").report().subject
    assert len(subject.simulated_roles) == 6
    assert {one.known.value for role in subject.roles for one in role.people} == {"simulated"}
    assert [duty.people for duty in subject.duties] == [(), ()]


def test_recorded_real_outage_claims_no_fault_and_no_plan_and_says_what_was_counted_by_hand():
    report = recorded("outage").report()
    page = drill_html(report).partition("</style>")[2].replace("drill rules 1", "")
    assert report.evidence.tone is Tone.GOOD
    assert (report.subject.mode.value, report.faults, report.planned) == ("real", (), ())
    assert "<span>REAL OUTAGE</span>" in page
    assert "Response" in page
    for words in ("DRILL", "drill", "injected", "inject", "Approved by", "at real speed", "counts for no claim"):
        assert words not in page, words
    assert "in the CRM, counted by hand" in page
    assert "No program could look into the CRM" in " ".join(report.limits)
