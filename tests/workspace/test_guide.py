"""Somebody who copies the guide file by file gets a workspace that is clean, and commands that answer as it says."""

import dataclasses
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from continuity.cli.check import command as check
from continuity.cli.show import command as show
from continuity.faults.kinds import TABLE
from continuity.plan import Drill, Field, Step
from continuity.workspace.freeze import freeze
from continuity.workspace.init import init
from continuity.workspace.load import load

GUIDE = (Path(__file__).parents[2] / "docs" / "write-a-runbook.md").read_text("utf-8")
FILES = re.findall(r"\*\*`([^`]+)`\*\*\n\n```yaml\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture
def copied(tmp_path):
    init(tmp_path, empty=True)
    for name, text in FILES:
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_files_of_the_guide_check_clean_and_freeze(copied):
    assert len(FILES) == 7
    loaded = load(copied, kinds={kind.name: kind.check for kind in TABLE})
    assert loaded.findings == ()
    plan = freeze(loaded, "first-drill")
    assert plan.environment.server == "staging"
    assert plan.watched_points() == ("crm",)


def test_commands_of_the_guide_answer_as_it_says(copied, monkeypatch):
    monkeypatch.chdir(copied)
    said = re.search(r"```text\n(checked.*?)```", GUIDE, re.DOTALL).group(1)
    assert CliRunner().invoke(check, []).output == said
    assert "RUNBOOK" in CliRunner().invoke(show, ["orders-on-paper"]).output
    assert "DRILL" in CliRunner().invoke(show, ["first-drill"]).output


def test_guide_explains_every_word_of_a_step_a_field_and_a_drill_and_every_kind_of_fault():
    words = {field.name for cls in (Step, Field, Drill) for field in dataclasses.fields(cls)}
    assert [word for word in sorted(words) if not re.search(rf"\b{word}\b", GUIDE)] == []
    assert [kind.name for kind in TABLE if f"`{kind.name}`" not in GUIDE] == ["noop"]
