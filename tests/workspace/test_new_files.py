"""continuity new: what is written holds, beside an example company and in an empty workspace; nothing is lost."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from continuity.cli.check import command as check
from continuity.cli.new import command as new
from continuity.cli.show import command as show
from continuity.errors import Refused, UsageProblem
from continuity.faults.kinds import TABLE
from continuity.workspace.init import init
from continuity.workspace.load import load
from continuity.workspace.new.insert import insert
from continuity.workspace.new.scalar import listed, scalar
from continuity.workspace.reader import read_document

CLEAN = "all clear\n"


@pytest.fixture
def full(tmp_path, monkeypatch):
    init(tmp_path / "full")
    monkeypatch.chdir(tmp_path / "full")
    return tmp_path / "full"


@pytest.fixture
def empty(tmp_path, monkeypatch):
    init(tmp_path / "empty", empty=True)
    monkeypatch.chdir(tmp_path / "empty")
    return tmp_path / "empty"


def call(*words):
    """What ``continuity new`` says through a pipe; an error is raised as it is."""
    result = CliRunner().invoke(new, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*.yaml")}


def clean():
    return CliRunner().invoke(check, []).output


@pytest.mark.parametrize(
    "words",
    [
        ("runbook", "answer-mail"),
        ("runbook", "returns", "--form", "return"),
        ("runbook", "alone", "--role", "boss", "--form", "case"),
        ("runbook", "odd", "--title", 'Down: "all" # of it', "--symptom", "no, then yes", "--symptom", "- : #"),
        ("drill", "second"),
        ("drill", "mail", "--runbook", "tell-customers-and-staff", "--person", "shift-lead=marta"),
        ("point", "fax"),
        ("point", "parcels", "--upstream", "stand-in:shipping", "--process", "ship"),
    ],
    ids=" ".join,
)
def test_what_is_written_checks_clean_beside_an_example_company(words, full):
    said = call(*words)
    assert said.startswith("Written   ")
    assert "\nNext      continuity show " in said
    assert clean().endswith(CLEAN), clean()
    shown = CliRunner().invoke(show, [words[1]])
    assert shown.exit_code == 0, shown.output
    assert max(len(line) for line in shown.output.splitlines()) <= 80


def test_an_empty_workspace_grows_into_a_drill_without_an_editor(empty):
    call("point", "crm", "--upstream", "crm.staging.example.com:80", "--path", "/healthz")
    assert clean().endswith(CLEAN)
    call("runbook", "orders-by-hand", "--form", "order")
    assert clean().endswith(CLEAN)
    said = call("drill", "first")
    assert "There was no scenario: a small one lies beside it" in said
    assert "Nobody was known: put names and phone numbers into people.yaml" in said
    assert "back_entry: at the environment staging" in said
    assert clean().endswith(CLEAN)
    drill = load(empty).drills["first"]
    assert drill.binds == {"system": "crm"}
    assert {objective.id for objective in drill.objectives} >= {"begun", "by-hand", "staff-told", "each-once"}


@pytest.mark.parametrize("name", ["continuity.yaml", "runbooks/alone.yaml"])
def test_a_workspace_with_almost_nothing_in_it_can_be_shown(name, empty):
    call("runbook", "alone")
    shown = CliRunner().invoke(show, [name])
    assert shown.exit_code == 0, shown.output


def test_each_step_into_the_empty_says_what_is_missing(empty):
    before = files(empty)
    with pytest.raises(Refused, match="there is no runbook to drill yet"):
        call("drill", "first")
    call("runbook", "by-hand")
    with pytest.raises(Refused, match="no environment, so there is nowhere to drill") as refused:
        call("drill", "first")
    assert "continuity new point NAME --upstream" in refused.value.hint
    assert set(files(empty)) - set(before) == {empty / "runbooks" / "by-hand.yaml"}


def test_a_point_leaves_every_byte_around_it(full):
    before = (full / "continuity.yaml").read_text()
    call("point", "fax")
    after = (full / "continuity.yaml").read_text()
    begin = after.index("  - id: fax")
    end = after.index("\n\nenvironments:")
    # With the empty line that stands between points.
    assert after[:begin].rstrip("\n") + after[end:] == before
    call("point", "telex")
    assert [point.id for point in load(full).organisation.points][-2:] == ["fax", "telex"]


@pytest.mark.parametrize(
    ("kind", "name", "where"),
    [
        ("runbook", "take-orders-by-hand", "runbooks/take-orders-by-hand.yaml"),
        ("drill", "quarterly-crm-outage", "drills/quarterly-crm-outage.yaml"),
        ("point", "crm-orders", "continuity.yaml"),
    ],
)
def test_a_name_that_is_taken_is_refused_and_nothing_changes(kind, name, where, full):
    before = files(full)
    with pytest.raises(Refused, match=where) as refused:
        call(kind, name)
    assert refused.value.exit_code == 4
    assert files(full) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("runbook", "Take Orders"), "'Take Orders' is not an id"),
        (("runbook", "x", "--process", "take-order"), "did you mean 'take-orders'?"),
        (("runbook", "x", "--owner", "sales-op"), "did you mean 'sales-ops'?"),
        (("runbook", "x", "--form", "order"), "there is a form 'order' already"),
        (("drill", "x", "--runbook", "take-orders-by-pen"), "did you mean 'take-orders-by-hand'?"),
        (("drill", "x", "--scenario", "short-cut-2019"), "did you mean 'short-cut-2009'?"),
        (("drill", "x", "--person", "shift-led=ines"), "did you mean 'shift-lead'?"),
        (("drill", "x", "--person", "shift-lead=inez"), "did you mean 'ines'?"),
        (("drill", "x", "--point", "orders=telephony"), "there is no point that can fail so 'telephony'"),
        (("point", "x", "--upstream", "crm.example.com"), "'crm.example.com' is not an address"),
        (("point", "x", "--upstream", "stand-in:cmr"), "did you mean 'crm'?"),
        (("point", "x", "--direction", "inn"), "did you mean 'in'?"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_an_option_that_is_no_good_is_named_with_its_near_miss(words, said, full):
    before = files(full)
    with pytest.raises(UsageProblem) as wrong:
        call(*words)
    assert said in wrong.value.message
    assert files(full) == before


def test_what_would_not_hold_together_is_not_written(full):
    before = files(full)
    people = ["--person", "order-clerk=jonas", "--person", "checker=jonas"]
    with pytest.raises(Refused) as refused:
        call("drill", "x", "--runbook", "take-orders-by-hand", *people)
    assert any("'jonas' both does and signs off 'agree'" in reason for reason in refused.value.reasons)
    assert files(full) == before


def test_files_with_faults_elsewhere_do_not_stand_in_the_way(full):
    path = full / "runbooks" / "hand-over-to-shipping.yaml"
    path.write_text(path.read_text().replace("role: shipping", "rol: shipping"))
    call("runbook", "mail")
    assert "mail" in load(full).runbooks


def test_paths_as_json(full):
    said = json.loads(call("runbook", "mail", "--json"))
    assert said["written"] == ["runbooks/mail.yaml"]
    assert said["next"][0] == "continuity show mail"


def test_a_file_that_cannot_be_written_leaves_nothing_behind(empty, monkeypatch):
    call("point", "crm", "--upstream", "crm.example.com:80")
    call("runbook", "by-hand")
    (empty / "drills" / "scenarios").rmdir()
    (empty / "drills" / "scenarios").write_text("in the way")
    with pytest.raises(Refused, match="cannot be written"):
        call("drill", "first")
    assert not (empty / "drills" / "first.yaml").exists()
    assert not (empty / "people.yaml").exists()


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights on Windows")
def test_a_linked_file_is_changed_where_it_is_and_keeps_its_rights(empty, tmp_path):
    target = tmp_path / "elsewhere.yaml"
    (empty / "continuity.yaml").rename(target)
    (empty / "continuity.yaml").symlink_to(target)
    target.chmod(0o640)
    call("point", "fax")
    assert (empty / "continuity.yaml").is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640
    assert "- id: fax" in target.read_text()


ENTRY = ["- id: new", "  title: New"]
LISTS = {
    "nothing in brackets": "points: []\n",
    "brackets with a comment": "points: []   # none yet\n# end\n",
    "no such list": "id: x\n",
    "no last line end": "points:\n  - id: a",
    "lines at the left edge": "points:\n- id: a\n- id: b\n",
    "empty lines between": "points:\n  - id: a\n\n  - id: b\n\nlast: x\n",
    "a comment behind": "points:\n  - id: a   # yes\n  # more to come\n\nlast: x\n",
    "brackets within": "points:\n  - {id: a, places: {x: [1,\n     2]}}\nlast: x\n",
    "folded text last": "points:\n  - id: a\n    says: >-\n      one\n      # two\n\nlast: x\n",
    "kept line ends": "points:\n  - id: a\n    says: |+\n      one\n\n\nlast: x\n",
    "windows lines": "points:\r\n  - id: a\r\nlast: x\r\n",
    "nothing at all": "points:\nlast: x\n",
    "strange line ends in text": 'points:\n  - id: "a\u2028b"\nlast: x\n',
    "the word deeper down": "other:\n  points: [1]\npoints:\n  - id: a\n",
}


@pytest.mark.parametrize("name", LISTS)
def test_an_entry_goes_to_the_end_of_the_list_and_touches_nothing_else(name):
    before = LISTS[name]
    after = insert(before, "points", ENTRY)
    old = read_document(before.encode(), "f.yaml")[0].value
    new = read_document(after.encode(), "f.yaml")[0].value
    assert new == {**old, "points": [*(old.get("points") or []), {"id": "new", "title": "New"}]}
    kept = [line.replace("[]", "").split() for line in before.splitlines() if line.strip()]
    rest = iter([line.split() for line in after.splitlines()])
    assert all(line in rest for line in kept), "every line is still there, in its order"
    if "\r\n" in before:
        assert after.count("\n") == after.count("\r\n")


def test_comments_within_the_last_entry_stay_with_it():
    before = "points:\n  - id: a\n    # of a\n\n    # of a too\n  # of the list\nlast: x\n"
    after = insert(before, "points", ENTRY).splitlines()
    assert after.index("    # of a too") < after.index("  - id: new") < after.index("  # of the list")


def test_a_list_in_brackets_with_something_in_it_is_refused():
    with pytest.raises(Refused, match="written in brackets on line 1"):
        insert("points: [{id: a}]\n", "points", ENTRY)


def test_any_text_is_read_back_as_it_was_written():
    signs = "ab Z09'\"#:,[]{}&*!|>-?%@`\\/.é\u00a0~\u2028=<"
    choose = random.Random(7)
    texts = ["no", "null", "1.0", "0x1f", "~", "- a", "a: b", "a #b", "true", "2026-01-01", "12:30", "é", "a, b"]
    texts += ["".join(choose.choice(signs) for _ in range(choose.randint(1, 12))) for _ in range(500)]
    for text in texts:
        written = f"one: {scalar(text)}\nmany: {listed([text, text])}\nin: {{x: {scalar(text)}}}\n"
        document, findings = read_document(written.encode(), "f.yaml")
        assert findings == []
        assert document.value == {"one": text, "many": [text, text], "in": {"x": text}}, written


def test_a_written_drill_runs_from_what_was_answered(full):
    call("runbook", "returns", "--form", "return")
    call("drill", "returned", "--runbook", "returns")
    loaded = load(full, kinds={kind.name: kind.check for kind in TABLE})
    drill = loaded.drills["returned"]
    # As in the drill that is there already, for the roles that both have.
    assert drill.people["shift-lead"] == loaded.drills["quarterly-crm-outage"].people["shift-lead"]
    assert drill.binds == loaded.drills["quarterly-crm-outage"].binds
    hands = {objective.hand_off for objective in drill.objectives if objective.hand_off}
    assert hands == {"accounting", "shipping"}
    text = (full / "drills" / "returned.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=../.continuity/schemas/drill.schema.json\n")
    assert yaml.safe_load(text)["id"] == "returned"
    assert Path(".continuity/schemas/drill.schema.json").exists()


def test_a_drill_of_new_files_can_be_passed(full, tmp_path):
    call("runbook", "returns", "--form", "return", "--process", "take-orders")
    call("drill", "returned", "--runbook", "returns")
    command = ["drill", "run", "returned", "--auto", "all", "--speed", "240", "--plain"]
    environ = {**os.environ, "CONTINUITY_STATE": str(tmp_path / "state")}
    done = subprocess.run(
        [sys.executable, "-m", "continuity", *command], env=environ, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert "each in the CRM exactly once" in done.stdout
