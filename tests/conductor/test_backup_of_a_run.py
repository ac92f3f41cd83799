"""A backup is taken beside a run that goes on, is killed or stands still; the run goes on in the copy."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys

from trial import within

from continuity.cli.here import Here
from continuity.cli.running import new_run, used_before
from continuity.desk.facts import facts
from continuity.evidence.manifest import check_manifest
from continuity.run.state import fold


def told(trial, *arguments):
    """A command's exit code and its JSON."""
    command = [sys.executable, "-m", "continuity", *arguments, "--json"]
    done = subprocess.run(command, env=trial.environ, capture_output=True, text=True, timeout=60)
    return done.returncode, json.loads(done.stdout)


def heads(root):
    return Here(root, read_only=True).store.streams()


def test_backups_beside_a_run_hold_and_do_not_disturb_it(trial, running):
    for n in range(4):
        code, rows = told(trial, "backup", str(trial.folder / f"copy-{n}"), "-w", str(trial.root))
        assert (code, rows["damaged"]) == (0, [])
    copies = [trial.folder / f"copy-{n}" for n in range(4)]
    assert running.wait(60) == 0, trial.said()[-2000:]
    for earlier, later in zip(copies, [*copies[1:], trial.root], strict=True):
        assert check_manifest(earlier) == ()
        assert told(trial, "verify", str(earlier))[0] == 0
        (before,), now = heads(earlier), heads(later)[0]
        assert 0 < before.seq <= now.seq
    assert trial.all_clean()


def test_run_whose_conductor_is_killed_while_it_is_copied_can_be_ended_from_the_copy(trial, running):
    copy = trial.folder / "copy"
    backup = trial.start("backup", str(copy))
    assert within(20, lambda: list(trial.folder.glob("copy.unfinished-*")) or copy.exists())
    running.kill()
    assert backup.wait(30) == 0, trial.said()[-2000:]
    running.wait()
    code, rows = told(trial, "-w", str(copy))
    (run,) = rows["runs"]
    assert (code, run["status"], run["conductor"]) == (0, "running", None)
    assert rows["next"]["command"] == f"continuity resume {run['run']}"
    assert within(10, lambda: not trial.left())
    elsewhere = shutil.copytree(copy, trial.folder / "elsewhere")
    trial.root.rename(trial.folder / "broken")
    shutil.copytree(copy, trial.root)
    assert _aborted(trial, trial.root, run["run"]) == 0, "restored in its old place it knows what the guard did"
    assert told(trial, "verify", "-w", str(trial.root))[0] == 0
    assert _aborted(trial, elsewhere, run["run"]) == 8, "elsewhere nobody can know, and it says so"
    assert "may still be in" in trial.said()


def _aborted(trial, root, run):
    trial.root = root
    return trial.run("abort", run, "--reason", "the laptop died", "--as", "ada")


def test_paused_run_goes_on_in_the_restored_copy_and_no_number_comes_twice(trial, running):
    (run,) = trial.runs()
    assert trial.run("pause", run, "--reason", "the disk fills up", "--as", "ada") == 0
    running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 7
    copy = trial.folder / "copy"
    assert trial.run("backup", str(copy)) == 0
    before, used = heads(trial.root), used_before(Here(trial.root, read_only=True))
    assert heads(copy) == before
    assert told(trial, "status", "-w", str(copy)) == told(trial, "status", "-w", str(trial.root))
    assert told(trial, "verify", "-w", str(copy))[1]["runs"] == _at(
        trial.root, copy, told(trial, "verify", "-w", str(trial.root))
    )
    original, trial.root = trial.root, copy
    assert trial.run("resume", run, "--plain") == 0, trial.said()[-3000:]
    assert told(trial, "verify", "-w", str(copy))[0] == 0
    here = Here(copy, read_only=True)
    state = fold(facts(here.store, run))
    assert state.is_over
    numbers = trial.bodies("record.captured", "number")
    assert len(numbers) == len(set(numbers)) > 0
    assert all(last >= used.get(prefix, 0) for prefix, last in used_before(here).items())
    assert new_run(here, state.plan) == f"{run[:-2]}{int(run[-2:]) + 1:02d}"
    assert heads(original) == before
    assert trial.all_clean()


def _at(root, copy, found):
    """The same, as the copy would say it: paths are its own."""
    return json.loads(json.dumps(found[1]["runs"]).replace(str(root), str(copy)))


def test_fault_that_nobody_keeps_makes_recover_the_next_command(trial, running):
    os.kill(trial.pid_of("continuity.faults.guard"), signal.SIGSTOP)
    guard = trial.pid_of("continuity.faults.guard")
    try:
        running.kill()
        running.wait()
        os.kill(guard, signal.SIGKILL)
        assert within(10, lambda: told(trial, "-w", str(trial.root))[0] == 8)
        _, rows = told(trial, "-w", str(trial.root))
        assert rows["next"]["command"] == "continuity recover"
    finally:
        trial.run("recover")
    code, rows = told(trial, "-w", str(trial.root))
    assert (code, rows["next"]["command"]) == (0, f"continuity resume {trial.runs()[0]}")
