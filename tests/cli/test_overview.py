"""``continuity`` alone says what runs, what is due, what is unsafe, and one next command: the most urgent."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "programme"))

from programme_facts import plan

from continuity.cli.advice import Seen, advise
from continuity.cli.due import Plans
from continuity.cli.here import Here
from continuity.conductor.lock import RunLock
from continuity.events import Actor, Known, lifecycle, steps
from continuity.faults.lever import Lever, engage
from continuity.faults.obligations import folder
from continuity.run.commands import Who
from continuity.structure import Private
from continuity.workspace.init import init

RUN = "2026-q4-01"
JONAS = Who(Actor("jonas", Known.STATED))


@pytest.fixture
def here(house):
    return Here(house)


def begin(here, run=RUN, by="claire", auto=()):
    opened = lifecycle.RunOpened("drill", "quarterly-crm-outage", "Quarterly CRM outage", auto, approved_by=by)
    desk = here.desk(run)
    bodies = [opened, lifecycle.RunFrozen(plan(), "7" * 64), lifecycle.RunStarted("embedded")]
    desk.record(bodies)
    return desk


def labels(out):
    return [line.split()[0] for line in out.splitlines() if line[:1].strip()]


def part(out, label):
    """The words of one part."""
    lines = out.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(label))
    end = next((n for n, line in enumerate(lines) if n > start and line[:1].strip()), len(lines))
    return " ".join(" ".join([lines[start].removeprefix(label), *lines[start + 1 : end]]).split())


def test_new_workspace_is_told_the_drill_to_hold_and_by_when(house, say):
    said = say()
    assert (said.code, labels(said.out)) == (0, ["Runs", "Due", "Unsafe", "Next"])
    assert part(said.out, "Runs") == "No run is open."
    assert "Quarterly CRM outage, by " in part(said.out, "Due")
    assert "6 claims not yet shown by people, not held this quarter." in part(said.out, "Due")
    assert part(said.out, "Unsafe") == "Nothing: no fault is in."
    assert part(said.out, "Next").startswith("continuity drill run quarterly-crm-outage")


def test_outside_a_workspace_it_says_how_to_begin(state, say, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = say()
    assert said.code == 0
    assert "in no workspace" in part(said.out, "Runs")
    assert "continuity init DIR" in said.out
    assert "continuity demo" in said.out


def test_folder_that_was_named_and_is_no_workspace_is_a_usage_problem(state, say, tmp_path):
    assert say("-w", str(tmp_path)).code == 2


def test_empty_workspace_is_told_what_to_write_next(state, say, tmp_path, monkeypatch):
    init(tmp_path / "new", empty=True)
    monkeypatch.chdir(tmp_path / "new")
    assert part(say().out, "Next").startswith("continuity new point NAME")
    said = say("--json").rows
    assert (said["next"]["command"], said["due"]) == ("continuity new point NAME", [])


@pytest.mark.parametrize("file", ["runbooks/NAME.yaml", "drills/scenarios/NAME.yaml", "programme.yaml"])
def test_file_that_is_missing_is_named(house, say, file):
    wanted = house / file.replace("NAME", "*")
    for path in [*wanted.parent.glob(wanted.name)]:
        path.unlink()
    if file == "programme.yaml":
        assert f"Write {file}" in part(say().out, "Next")
    else:
        assert "continuity check" in part(say().out, "Next")  # what pointed at them no longer holds


def test_run_that_goes_on_is_told_with_its_conductor_and_steps(here, say):
    begin(here)
    with RunLock(here.root / ".continuity" / "runs" / RUN):
        said = say()
    runs = part(said.out, "Runs")
    assert f"DRILL {RUN} Quarterly CRM outage: running, conducted by process {os.getpid()}" in runs
    assert "1 step waiting" in runs
    assert part(said.out, "Next").startswith(f"continuity join {RUN} --as PERSON --role ROLE")


def test_run_that_nobody_conducts_is_unsafe_and_resumed_first(here, say):
    begin(here)
    said = say()
    assert f"DRILL {RUN} Quarterly CRM outage: running, nobody conducts it" in part(said.out, "Runs")
    assert f"The clock of {RUN} goes on" in part(said.out, "Unsafe")
    assert part(said.out, "Next").startswith(f"continuity resume {RUN}")
    assert f'continuity abort {RUN} --reason "…"' in said.out


def test_lever_is_told_and_a_run_under_it_is_aborted_not_resumed(here, say, state):
    engage(state, Lever("no duff", 1, "ines"))
    assert part(say().out, "Next").startswith("continuity halt --release")
    begin(here).record([lifecycle.RunPaused("a word")])
    said = say()
    assert "HALTED by ines: no duff" in part(said.out, "Unsafe")
    assert part(said.out, "Next").startswith(f"continuity abort {RUN}")


def test_promise_that_cannot_be_read_is_unsafe_in_both_commands(house, say, state):
    folder(state).mkdir(parents=True)
    (folder(state) / "torn.jsonl").write_text('{"half')
    for said in (say(), say("status")):
        assert said.code == 8
        assert "torn.jsonl" in said.out
    assert part(say().out, "Next").startswith("continuity recover")


def test_files_that_do_not_hold_hide_neither_runs_nor_what_is_unsafe(here, say, state):
    begin(here)
    (here.root / "drills" / "quarterly-crm-outage.yaml").write_text("id: [\n")
    said = say()
    assert f"DRILL {RUN} Quarterly CRM outage: running, nobody conducts it" in part(said.out, "Runs")
    assert "Not known: the files have" in part(said.out, "Due")
    assert "drills/quarterly-crm-outage.yaml:" in part(said.out, "Due")
    begin(here).record([lifecycle.RunEnded("over")])
    (here.root / "reports" / RUN).mkdir(parents=True)
    (here.root / "reports" / RUN / "drill.html").write_text("")
    assert part(say().out, "Next").startswith("continuity check")


@pytest.mark.parametrize("content", [b"", b"not a database at all, however long it may be" * 40])
def test_damaged_journal_hides_nothing_that_does_not_depend_on_it(here, say, state, content):
    here.journal.write_bytes(content)
    folder(state).mkdir(parents=True)
    said = say()
    assert (said.code, part(said.out, "Unsafe")) == (9, "Nothing: no fault is in.")
    assert "cannot be read" in part(said.out, "Runs")
    assert part(said.out, "Next").startswith("continuity verify")
    (folder(state) / "torn.jsonl").write_text('{"half')
    assert (say().code, say("status").code) == (8, 8)
    assert "torn.jsonl" in say("status").out


def test_run_that_ended_without_a_report_is_reported_next(here, say):
    begin(here).record([lifecycle.RunAborted("the laptop died")])
    assert part(say().out, "Next").startswith(f"continuity report drill {RUN}")
    here.desk("programme").record([lifecycle.ReportWritten(RUN, f"reports/{RUN}/drill.html", "0" * 64, "0" * 64)])
    assert part(say().out, "Next").startswith("continuity drill run")


def test_drill_that_people_held_this_quarter_is_no_longer_due_for_that(here, say):
    desk = begin(here)
    desk.record([steps.Noted(Private("seen"))], JONAS)
    desk.record([lifecycle.RunEnded("every step is over")])
    assert "not held this quarter" not in part(say().out, "Due")
    begin(here, "2026-q4-02", auto=("order-clerk",)).record([lifecycle.RunEnded("practice")])
    assert "not held this quarter" not in part(say().out, "Due")


def test_many_runs_fit_on_the_page(here, say):
    for n in range(1, 9):
        begin(here, f"2026-q4-{n:02d}").record([lifecycle.RunPaused("a word")])
    said = say()
    assert "And 5 more; continuity status shows them." in part(said.out, "Runs")
    assert len(said.out.splitlines()) <= 15


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_no_line_is_wider_than_the_terminal_but_a_command(here, say, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    begin(here)
    for line in say().out.splitlines():
        assert len(line) <= int(columns) or line.strip().startswith("continuity ")


def test_options_before_a_command_are_refused_with_the_right_place(house, say):
    said = say("--json", "status")
    assert said.code == 2
    assert "Write --json after the command: continuity status --json" in said.err


def test_the_most_urgent_command_comes_first():
    lost = {"run": "a", "mode": "drill", "status": "running", "conductor": None, "next": "continuity resume a"}
    going = {**lost, "run": "b", "conductor": "process 1", "open_steps": ["clerk: write"]}
    quiet = {**going, "run": "q", "open_steps": []}
    plans = Plans(problems=1, unreported="c")
    order = [
        Seen(True, True, "damaged", (lost, going), True, plans),
        Seen(True, False, "damaged", (), True, plans),
        Seen(True, False, "", (going, lost), False, plans),
        Seen(True, False, "", (going,), True, plans),
        Seen(True, False, "", (quiet, going), False, plans),
        Seen(True, False, "", (quiet,), False, plans),
        Seen(True, False, "", (), False, plans),
        Seen(True, False, "", (), False, Plans(problems=1)),
        Seen(True, False, "", (), False, Plans()),
        Seen(False, False, "", (), False, Plans()),
    ]
    assert [advise(seen).command for seen in order] == [
        "continuity recover",
        "continuity verify",
        "continuity resume a",
        "continuity halt --release",
        "continuity join b --as PERSON --role ROLE",
        "continuity status q",
        "continuity report drill c",
        "continuity check",
        "continuity report quarter",
        "continuity init DIR",
    ]
