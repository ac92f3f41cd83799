"""Whoever follows the page about backups, line by line, has the same workspace again."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from pages import text_of

from continuity.cli.here import Here
from continuity.conductor.session import series_path
from continuity.events import lifecycle, outage
from continuity.journal.series import SeriesWriter
from continuity.workspace.init import init

PAGE = "docs/back-up-and-restore.md"
RUN = "2026-q4-01"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder with a workspace in it, ``my-company``, in which a run was begun and paused."""
    monkeypatch.setenv("CONTINUITY_STATE", str(tmp_path / "state"))
    init(tmp_path / "my-company")
    desk = Here(tmp_path / "my-company").desk(RUN)
    desk.record([lifecycle.RunOpened("drill", "quarterly-crm-outage", "Quarterly CRM outage")])
    with SeriesWriter(series_path(tmp_path / "my-company", RUN)) as series:
        series.append({"at": 1, "state": "ok"})
        seal = series.seal()
    desk.record([outage.SeriesSealed(seal.lines, seal.bytes, seal.sha256), lifecycle.RunPaused("the disk fills up")])
    return tmp_path


def shell(home, script):
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environ = {**os.environ, "PATH": path, "HOME": str(home)}
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=home, env=environ, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", text_of(PAGE), re.MULTILINE | re.DOTALL)


def test_the_page_can_be_followed_line_by_line(home):
    before = shell(home, "cd my-company && continuity verify && continuity status && continuity check")
    said = shell(home, "".join(blocks("bash")))
    assert shell(home, "cd my-company && continuity verify && continuity status && continuity check") == before
    head = str(Here(home / "my-company", read_only=True).store.head(RUN).hash)
    assert said.count(f"head 3:{head}") == 4, "made, looked at, restored, tried"
    assert f"continuity resume {RUN}" in said
    assert (home / "my-company.broken" / "continuity.yaml").is_file()


def test_the_lines_without_this_program_find_a_changed_file(home):
    shell(home, blocks("bash")[0])
    (check,) = blocks("python")
    script = [sys.executable, "-c", check, str(home / "backup-monday")]
    sound = subprocess.run(script, capture_output=True, text=True, timeout=30)
    assert (sound.returncode, "files are as they were written" in sound.stdout) == (0, True)
    (home / "backup-monday" / "people.yaml").write_text("changed")
    spoilt = subprocess.run(script, capture_output=True, text=True, timeout=30)
    assert (spoilt.returncode, spoilt.stderr) == (1, "people.yaml is not what was written\n")
