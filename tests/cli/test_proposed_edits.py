"""What was improvised is written beside the report, and git takes it from the workspace's folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from continuity.cli.here import Here
from continuity.events import Actor, Known, lifecycle
from continuity.events import steps as said
from continuity.run.commands import Who
from continuity.workspace.freeze import freeze, plan_hash
from continuity.workspace.init import init
from continuity.workspace.load import load

RUN = "2026-q4-01"
MAIN = "runbooks/take-orders-by-hand.yaml"
LINA = Who(Actor("lina", Known.STATED))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    init(tmp_path / "ops")
    return tmp_path / "ops"


def ran(root: Path, *improvised: str) -> None:
    """A run in the journal of the workspace, in which these things were improvised after the declaration."""
    plan = freeze(load(root), "quarterly-crm-outage")
    desk = Here(root).desk(RUN)
    desk.record([lifecycle.RunOpened("drill", plan.drill.id, plan.drill.title)])
    desk.record([lifecycle.RunFrozen(plan, plan_hash(plan)), lifecycle.RunStarted("embedded")])
    for key in ("notice", "declare"):
        desk.record([said.StepStarted(key), said.StepDone(key, {"scope": "everything"})], LINA)
    for number, do in enumerate(improvised, 1):
        desk.record([said.StepImprovised(f"improvised-{number}", do, "shift-lead", "declare", "It is done")], LINA)
    desk.record([lifecycle.RunEnded("every step is over")])


def report(root: Path) -> list[Path]:
    command = [sys.executable, "-m", "continuity", "report", "drill", RUN]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=True)
    return [Path(line) for line in done.stdout.splitlines()]


def test_the_patch_lies_beside_the_report_and_the_workspace_checks_clean_with_it(root: Path) -> None:
    ran(root, "Switch the phone line to the tape")
    before = (root / MAIN).read_text()
    *_, patch = report(root)
    assert patch == root / "reports" / RUN / "proposed-edits.patch"
    assert '"Switch the phone line to the tape", improvised by lina as Shift lead' in patch.read_text()
    assert (root / MAIN).read_text() == before
    subprocess.run(["git", "apply", f"reports/{RUN}/proposed-edits.patch"], cwd=root, check=True)
    assert "id: switch-phone-line-tape" in (root / MAIN).read_text()
    checked = [sys.executable, "-m", "continuity", "check"]
    assert "all clear" in subprocess.run(checked, cwd=root, capture_output=True, text=True, check=True).stdout


def test_the_page_is_made_from_the_record_alone_and_the_patch_from_the_runbook_as_it_is(root: Path) -> None:
    ran(root, "Open the window", "Count the people")
    page, _, patch = report(root)
    first = page.read_bytes()
    assert b"proposed-edits.patch" in first
    subprocess.run(["git", "apply", str(patch)], cwd=root, check=True)
    report(root)
    assert page.read_bytes() == first
    told = patch.read_text()
    assert told.count("not proposed: ") == 2
    assert told.count(f"{MAIN} has it already") == 2
    assert "--- a/" not in told


def test_nothing_improvised_writes_nothing_more(root: Path) -> None:
    ran(root)
    assert [path.name for path in report(root)] == ["drill.html", "drill.json"]
    assert sorted(path.name for path in (root / "reports" / RUN).iterdir()) == ["drill.html", "drill.json"]
