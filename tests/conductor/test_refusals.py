"""What may not start does not start: every reason at once, exit code 4, nothing left behind, no run recorded."""

from __future__ import annotations

import hashlib

import small_drill
from trial import RUN_DRILL


def test_refused_start_lists_every_reason_and_leaves_nothing(trial):
    house = trial.root / "continuity.yaml"
    house.write_text(house.read_text().replace("proxy: {name: gate,", "proxy: {name: missing,"))
    assert trial.run("halt", "--reason", "no duff") == 0
    code, said = trial.tell("drill", "run", "small", "--auto", "nobody", "--plain")
    assert code == 4
    for reason in (
        "the halt lever is engaged",
        "the proxy missing of gate is not on",
        "continuity points up creates it",
        "no runbook has the role 'nobody'",
    ):
        assert reason in said, said
    _nothing_there(trial)


def test_point_that_is_not_healthy_is_a_reason(trial):
    house = trial.root / "continuity.yaml"
    house.write_text(house.read_text().replace("path: /version", "path: /nothing-here"))
    code, said = trial.tell(*RUN_DRILL)
    assert (code, "the probe gate of gate is not healthy: down, status 404" in said) == (4, True), said
    _nothing_there(trial)


def test_role_that_nobody_holds_is_a_finding_with_its_place(trial):
    drill = trial.root / "drills" / "small.yaml"
    drill.write_text(drill.read_text().replace(", books: [cleo]", ""))
    code, said = trial.tell(*RUN_DRILL)
    assert code in (3, 4)
    assert "books" in said
    _nothing_there(trial)


def test_simulated_people_are_kept_out_of_what_is_not_marked_test(trial):
    house = trial.root / "continuity.yaml"
    house.write_text(house.read_text().replace("test: true", "test: false"))
    code, said = trial.tell(*RUN_DRILL)
    assert code in (3, 4)
    assert "test: true" in said
    _nothing_there(trial)


def test_server_that_does_not_answer_is_a_reason(trial):
    trial.environ["TOXIPROXY_URL"] = "http://127.0.0.1:9"
    code, said = trial.tell(*RUN_DRILL)
    assert code == 4, said
    assert "127.0.0.1:9" in said
    assert "Traceback" not in said
    _nothing_there(trial)


def test_journal_that_is_none_is_told_and_nothing_is_started(trial):
    (trial.root / ".continuity").mkdir()
    (trial.root / ".continuity" / "journal.sqlite").write_bytes(b"This is no database, it is a letter." * 50)
    code, said = trial.tell(*RUN_DRILL)
    assert code in (4, 9), said
    assert "journal.sqlite" in said
    assert "a defect of ours" not in said
    assert trial.left() == []


def test_dry_run_changes_nothing_and_tells_what_a_run_would_do(trial):
    before = _picture(trial)
    code, said = trial.tell("drill", "dry-run", "small", "--auto", "all")
    assert (code, "Nothing speaks against it." in said) == (0, True), said
    assert "PATCH /proxies/crm enabled=false" in said
    assert _picture(trial) == before


def test_dry_run_tells_every_refusal(trial):
    house = trial.root / "continuity.yaml"
    house.write_text(house.read_text().replace("proxy: {name: gate,", "proxy: {name: missing,"))
    before = _picture(trial)
    code, said = trial.tell("drill", "dry-run", "small", "--auto", "all")
    assert (code, "the proxy missing of gate is not on" in said) == (4, True), said
    assert _picture(trial) == before


def _nothing_there(trial):
    assert trial.runs() == []
    assert trial.all_clean()
    assert trial.tell("status")[1].count(small_drill.DRILL) <= 1


def _picture(trial):
    files = [path for where in (trial.root, trial.state) for path in where.rglob("*") if path.is_file()]
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}, trial.server.state()
