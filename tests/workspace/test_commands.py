"""check, show and init as people call them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from continuity.cli.check import command as check
from continuity.cli.init import command as init
from continuity.cli.show import command as show


@pytest.fixture
def made(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(init, ["mine"]).exit_code == 0
    monkeypatch.chdir(tmp_path / "mine")
    return tmp_path / "mine"


def spoil(folder):
    """Write a slip of the pen into a runbook, and say where."""
    path = folder / "runbooks" / "take-orders-by-hand.yaml"
    text = path.read_text().replace("    role: order-clerk\n", "    rol: order-clerk\n", 1)
    path.write_text(text)
    line = text[: text.index("    rol:")].count("\n") + 1
    return f"runbooks/take-orders-by-hand.yaml:{line}:5"


def test_check_says_all_clear(made):
    result = CliRunner().invoke(check, [])
    assert (result.exit_code, result.output) == (0, "checked 9 files: all clear\n")


def test_check_tells_place_words_and_what_to_write(made):
    place = spoil(made)
    result = CliRunner().invoke(check, [])
    assert result.exit_code == 3
    said = "'rol' is not a word here; did you mean 'role'?  [schema-unknown-key]"
    assert result.output.splitlines()[0] == f"{place}: {said}"
    assert result.output.splitlines()[-1] == "checked 9 files: 1 problem"


def test_check_names_files_as_seen_from_the_current_folder(made, monkeypatch):
    place = spoil(made)
    monkeypatch.chdir(made.parent)
    assert CliRunner().invoke(check, ["mine"]).output.startswith(f"mine/{place}: ")


def test_check_of_one_file_leaves_the_others_out(made):
    spoil(made)
    assert CliRunner().invoke(check, ["drills/quarterly-crm-outage.yaml"]).exit_code == 0
    assert CliRunner().invoke(check, ["runbooks/take-orders-by-hand.yaml"]).exit_code == 3
    assert CliRunner().invoke(check, ["runbooks/not-there.yaml"]).exit_code == 3


def test_check_of_a_file_outside_a_workspace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("alone.yaml").write_text("format: people/1\nid: alone\ntitle: Alone\n")
    assert CliRunner().invoke(check, ["alone.yaml"]).output == "checked 1 file: all clear\n"


def test_check_as_json_and_for_github(made):
    file, row, column = spoil(made).split(":")
    rows = json.loads(CliRunner().invoke(check, ["--json"]).output)
    assert {"file", "line", "column", "code", "message", "hint"} <= set(rows[0])
    line = CliRunner().invoke(check, ["--format", "github"]).output.splitlines()[0]
    assert line.startswith(f"::error file={file},line={row},col={column},title=schema-unknown-key::'rol'")


def test_advice_does_not_fail(made):
    path = made / "runbooks" / "take-orders-by-hand.yaml"
    path.write_text(path.read_text().replace("    expect: Each clerk holds a block of numbers\n", ""))
    result = CliRunner().invoke(check, [])
    assert result.exit_code == 0
    assert "advice: nobody can tell" in result.output


def test_check_writes_the_schemas_that_editors_want(made):
    target = made / ".continuity" / "schemas" / "runbook.schema.json"
    target.unlink()
    CliRunner().invoke(check, [])
    assert json.loads(target.read_text())["title"] == "Runbook"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("runbooks/take-orders-by-hand.yaml", ["Who says so  Shift lead", "4b.1   → Tell customers and staff"]),
        ("take-orders-by-hand", ["Right when"]),
        ("quarterly-crm-outage", ["+41 min", "Inès Moreau", "Must show"]),
        ("drills/scenarios/short-cut-2009.yaml", ["Known from   press", "█"]),
        ("continuity.yaml", ["POINT", "status-page", "nowhere yet"]),
        ("programme.yaml", ["shown by by-hand of quarterly-crm-outage"]),
        ("people.yaml", ["Jonas Weber"]),
    ],
)
def test_show_prints_plain_lines_of_at_most_80_columns(made, name, words):
    result = CliRunner().invoke(show, [name])
    assert result.exit_code == 0, result.output
    assert all(word in result.output for word in words), result.output
    assert max(len(line) for line in result.output.splitlines()) <= 80
    assert "\x1b" not in result.output
    assert isinstance(json.loads(CliRunner().invoke(show, [name, "--json"]).output), dict)


def test_show_of_a_faulty_file_says_where(made):
    from continuity.errors import WorkspaceInvalid

    place = spoil(made)
    result = CliRunner().invoke(show, ["runbooks/take-orders-by-hand.yaml"])
    assert isinstance(result.exception, WorkspaceInvalid)
    assert f"{place}: 'rol' is not a word here" in str(result.exception)
