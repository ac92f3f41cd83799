"""How a drill ends, and with which exit code."""

from __future__ import annotations

import resource
import sqlite3
import sys
from contextlib import closing

import pytest
from trial import RUN_DRILL, within

_NOOP = """\
format: scenario/1
id: bad-quarter-hour
title: Nothing that anybody could see
source: {outage: "None: invented", evidence: judgement, says: Nothing}
places: {orders: Where orders are saved, status: The status page, gate: Another system}
phases:
  - {id: odd, title: Nothing, begin: 0s, for: 5m, faults: [{at: gate, kind: noop}, {at: orders, kind: refuse}]}
"""


def test_drill_whose_fault_no_probe_can_see_is_void(trial):
    (trial.root / "drills" / "scenarios" / "bad-quarter-hour.yaml").write_text(_NOOP)
    code, said = trial.tell(*RUN_DRILL)
    assert code == 6, said
    assert "void" in said
    assert "no probe saw" in said
    assert trial.all_clean()


def test_drill_with_an_objective_that_was_not_met_failed(trial):
    drill = trial.root / "drills" / "small.yaml"
    drill.write_text(drill.read_text().replace("hand_off: accounting, within: 2h", "hand_off: accounting, within: 1s"))
    code, said = trial.tell(*RUN_DRILL)
    assert code == 5, said
    assert "not met" in said
    assert trial.all_clean()


def test_record_that_was_changed_by_hand_does_not_verify(trial):
    assert trial.tell(*RUN_DRILL)[0] == 0
    (run,) = trial.runs()
    assert trial.run("verify", run) == 0
    with closing(sqlite3.connect(trial.root / ".continuity" / "journal.sqlite")) as journal, journal:
        journal.execute("DROP TRIGGER event_stays")
        changed = journal.execute(
            "UPDATE event SET data = CAST(replace(CAST(data AS TEXT), '\"total_minor\":', '\"total_minor\":1') AS BLOB)"
            " WHERE kind = 'record.captured' AND seq = (SELECT min(seq) FROM event WHERE kind = 'record.captured')"
        )
        assert changed.rowcount == 1
    code, said = trial.tell("verify", run)
    assert (code, "DAMAGED" in said) == (9, True), said


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit(2) is Linux only, so no full disk was played")
def test_full_disk_is_told_plainly_and_every_fault_comes_out(trial, running):
    journal = trial.root / ".continuity" / "journal.sqlite"
    size = journal.stat().st_size
    resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (size, size))
    code = running.wait(60)
    assert code not in (0, 5, 6), trial.said()[-3000:]
    assert within(15, lambda: not trial.left())
    said = trial.said()
    assert "Traceback" not in said
    assert "a defect of ours" not in said, said[-3000:]
    assert "journal" in said[-3000:]
    assert trial.all_clean()
    (run,) = trial.runs()
    assert trial.run("resume", run, "--plain") == 0, trial.said()[-3000:]
