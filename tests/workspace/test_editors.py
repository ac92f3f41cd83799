"""Editors help while people write: the real yaml-language-server, on files as init and new write them, offline."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))

from language_server import Editor

from continuity.cli.new import command as new
from continuity.workspace.init import init

DEMAND = "CONTINUITY_DEMAND_YAML_LANGUAGE_SERVER"
SERVER = shutil.which("yaml-language-server")
RUNBOOK = "runbooks/hand-over-to-accounting.yaml"


@pytest.fixture(scope="module")
def editor(tmp_path_factory):
    """An editor in a workspace with the example company, and with one file of each kind that ``new`` writes."""
    if SERVER is None or shutil.which("node") is None:
        reason = "yaml-language-server is not on PATH, so the schemas were not tried in an editor"
        if os.environ.get(DEMAND) == "1":
            pytest.fail(f"{reason} ({DEMAND}=1 demands it)")
        pytest.skip(reason)
    root = tmp_path_factory.mktemp("editors") / "workspace"
    init(root)
    for words in (("runbook", "mail", "--form", "letter"), ("drill", "second"), ("point", "fax")):
        assert CliRunner().invoke(new, [*words, "-w", str(root)]).exit_code == 0
    editor = Editor(str(Path(SERVER).resolve()), root, root.parent / "offline.cjs")
    yield editor
    editor.kill()


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines()) if words in line)


def test_nothing_is_marked_in_files_that_hold(editor):
    names = sorted(path.relative_to(editor.root).as_posix() for path in editor.root.glob("**/*.yaml"))
    assert len(names) >= 12
    assert {name: marked for name in names if (marked := editor.open(name))} == {}


def test_a_slip_is_marked_where_it_stands(editor):
    text = (editor.root / RUNBOOK).read_text().replace("    role: accounting", "    rol: accounting")
    marked = editor.open("runbooks/slip.yaml", text)
    assert line_of(text, "rol: accounting") in {mark["range"]["start"]["line"] for mark in marked}
    assert any("rol" in mark["message"] for mark in marked)


def test_words_are_offered_in_a_step_with_what_they_mean(editor):
    lines = (editor.root / RUNBOOK).read_text().splitlines()
    at = line_of("\n".join(lines), "do: Give accounting") + 1
    kept = [line for line in lines if "expect: Accounting" not in line]
    text = "\n".join([*kept[:at], "    ", *kept[at:]])
    editor.open("runbooks/typing.yaml", text)
    offered = editor.offered("runbooks/typing.yaml", at, 4)
    assert {"expect", "message", "sign_off"} <= set(offered)
    assert not {"role", "steps", "title"} & set(offered), "what stands there already, or belongs elsewhere"
    assert "The result that is wanted" in offered["expect"]


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        (RUNBOOK, "role: shift-lead", "one of the roles above"),
        (RUNBOOK, "hand_off:", "A batch goes to a receiver"),
        ("drills/second.yaml", "binds:", "Each place of the scenario"),
        ("continuity.yaml", "fallback:", "The runbook for when it is down"),
        ("people.yaml", "people:", "One entry for each person"),
    ],
)
def test_a_word_under_the_pointer_is_explained(editor, name, words, said):
    text = (editor.root / name).read_text()
    editor.open(name)
    line = line_of(text, words)
    assert said in editor.explained(name, line, text.splitlines()[line].index(words) + 1)


def test_the_words_of_a_choice_are_offered(editor):
    text = (editor.root / RUNBOOK).read_text().replace("    role: accounting", "    marks: \n    role: accounting")
    editor.open("runbooks/choice.yaml", text)
    at = line_of(text, "marks:")
    assert set(editor.offered("runbooks/choice.yaml", at, 11)) == {"detected", "activated", "all_clear", "stood_down"}
