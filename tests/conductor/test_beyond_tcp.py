"""Whole drills beyond TCP: HTTP answers, a hand-off file, a command and a chaos action, seen by probes and healed."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from standing_server import StandingServer, engines
from watched_house import HOUSE, PEOPLE, RUNBOOK, WATCHED, write_all

ORGANISATION = (
    HOUSE
    + """\
        probes: [{id: gate, path: /version, every: 250ms, timeout: 250ms}]
  - id: tray
    title: Files for accounting
    process: take-orders
    owner: it
    places:
      lab:
        files: {folder: hand-over/accounting, pattern: "orders-*.csv"}
        probes:
          - id: tray
            file: "hand-over/accounting/orders-*.csv"
            expect: {contains: END}
            every: 250ms
            timeout: 250ms
  - id: queue
    title: The mail queue
    process: take-orders
    owner: it
    places:
      lab:
        commands:
          stop:
            inject: [touch, "ROOT/stopped"]
            heal: [rm, -f, "ROOT/stopped"]
            check: [test, "!", -e, "ROOT/stopped"]
            within: 5s
        chaos:
          stop:
            inject: {module: shutil, func: copyfile, arguments: {src: "ROOT/continuity.yaml", dst: "ROOT/stopped"}}
            heal: {module: shutil, func: move, arguments: {src: "ROOT/stopped", dst: "ROOT/was-stopped"}}
            check: {module: os.path, func: exists, arguments: {path: "ROOT/stopped"}, tolerance: false}
        probes: [{id: queue, file: ROOT/stopped, expect: {count: 0}, every: 250ms, timeout: 250ms}]
environments: [{id: lab, title: The lab, test: true, server: lab, test_folders: [hand-over]}]
servers: [{id: lab, url: "SERVER"}]
"""
)
SCENARIO = """\
format: scenario/1
id: above
title: Above TCP
source: {outage: Invented for a test, evidence: judgement, says: Everything connects and nothing works}
places: {system: A system, tray: Where files are, queue: A queue}
phases:
  - {id: wrong, title: Wrong answers, begin: 0s, for: 3m, faults: [FAULTS]}
"""
DRILL = (
    """\
format: drill/1
id: above-drill
title: Above TCP
environment: lab
scenario: above
binds: {system: gate, tray: tray, queue: queue}
"""
    + WATCHED
)
FAULTS = {
    "http": "{at: system, kind: http, params: {answer: maintenance}}",
    "file": "{at: tray, kind: file, params: {how: truncated, keep: 30}}",
    "command": "{at: queue, kind: command, params: {run: stop}}",
    "chaostoolkit": "{at: queue, kind: chaostoolkit, params: {run: stop}}",
}
WORDS = {"http": "answers maintenance", "file": "file truncated", "command": "stop", "chaostoolkit": "stop"}


@pytest.fixture(scope="module", params=engines())
def standing_any(request):
    server = StandingServer(request.param)
    yield server
    server.close()


class Lab:
    """A workspace on a standing server, and the program as a process."""

    def __init__(self, root: Path, server: StandingServer):
        self.root, self.server = root, server
        self.tray = root / "hand-over" / "accounting"
        self.tray.mkdir(parents=True)
        (self.tray / "orders-1.csv").write_text("order;1\n" * 50 + "END\n", "utf-8")
        self.env = {**os.environ, "CONTINUITY_STATE": str(root / "state")}
        self.env.pop("TOXIPROXY_URL", None)

    def write(self, *faults: str) -> None:
        made = ORGANISATION.replace("LISTEN", self.server.gate[0]).replace("UPSTREAM", self.server.gate[1])
        files = {
            "continuity.yaml": made.replace("SERVER", self.server.url).replace("ROOT", str(self.root)),
            "people.yaml": PEOPLE,
            "runbooks/look.yaml": RUNBOOK,
            "drills/scenarios/above.yaml": SCENARIO.replace("FAULTS", ", ".join(FAULTS[kind] for kind in faults)),
            "drills/above-drill.yaml": DRILL,
        }
        write_all(self.root, files)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "continuity", *arguments]
        return subprocess.Popen(
            command, cwd=self.root, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        with self.start(*arguments) as process:
            said, _ = process.communicate(timeout=90)
        return process.returncode, said

    def events(self) -> list[dict[str, Any]]:
        journal = self.root / ".continuity" / "journal.sqlite"
        if not journal.is_file():
            return []
        try:
            with closing(sqlite3.connect(f"file:{journal}?mode=rw", uri=True, timeout=5)) as reading:
                return [json.loads(row[0]) for row in reading.execute("SELECT data FROM event ORDER BY seq")]
        except sqlite3.OperationalError:
            return []  # no table yet

    def picture(self) -> tuple[object, ...]:
        """What must be as before: the server, the files, the queue."""
        files = {
            path.name: (path.is_dir() or path.read_bytes(), path.stat().st_mtime_ns) for path in self.tray.iterdir()
        }
        return self.server.state(), files, (self.root / "stopped").exists()


@pytest.fixture
def lab(tmp_path, standing_any):
    return Lab(tmp_path, standing_any)


def kinds(events, kind):
    return [event for event in events if event["kind"] == kind]


@pytest.mark.parametrize("faults", [("http", "file", "command"), ("chaostoolkit",)], ids=["three at once", "chaos"])
def test_a_drill_plays_sees_and_heals_them(lab, faults):
    if "chaostoolkit" in faults:
        pytest.importorskip("chaoslib", reason="the Chaos Toolkit is not installed, so none of it was called")
    lab.write(*faults)
    before = lab.picture()
    code, said = lab.run("check")
    assert code == 0, said
    code, said = lab.run("drill", "dry-run", "above-drill")
    assert code == 0, said
    assert lab.picture() == before
    code, said = lab.run("drill", "run", "above-drill", "--auto", "all", "--plain")
    events = lab.events()
    assert kinds(events, "fault.failed") == [], said
    assert {event["body"]["words"] for event in kinds(events, "fault.injected")} == {WORDS[kind] for kind in faults}
    for kind in ("fault.seen", "fault.removed", "fault.verified"):
        assert len({event["body"]["fault"] for event in kinds(events, kind)}) == len(faults), (kind, said)
    assert lab.picture() == before
    assert code in (0, 6), said


def test_killed_in_the_middle_the_guard_puts_all_of_it_right(lab):
    lab.write("http", "file", "command")
    before = lab.picture()
    process = lab.start("drill", "run", "above-drill", "--auto", "all", "--plain", "--speed", "5")
    try:
        within(20, lambda: len(kinds(lab.events(), "fault.injected")) == 3)
        assert lab.picture() != before
    finally:
        process.kill()
        process.communicate()
    within(10, lambda: lab.picture() == before)
    within(10, lambda: not list((lab.root / "state" / "obligations").glob("*.jsonl")))


def within(seconds, condition):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.02)


def test_dry_run_names_every_call_and_command(lab):
    lab.write("http", "file", "command")
    code, said = lab.run("drill", "dry-run", "above-drill")
    assert code == 0
    assert "PATCH /proxies/gate upstream=a stub at 127.0.0.1" in said
    assert "the newest of hand-over/accounting/orders-*.csv: truncated" in said
    assert f"heal by rm -f {lab.root}/stopped" in said


def test_a_point_shows_what_may_be_touched_and_how_it_is_healed(lab):
    lab.write("http", "file", "command")
    assert "the newest orders-*.csv in hand-over/accounting can be spoilt" in lab.run("show", "tray")[1]
    shown = lab.run("show", "queue")[1]
    assert "healed by shutil.move" in shown
    assert f"healedbyrm-f{lab.root}/stopped" in "".join(shown.split())
    assert "wellis0files" in "".join(shown.split())


def test_a_folder_that_leads_out_of_the_test_folder_is_refused(lab):
    lab.write("file")
    elsewhere = lab.root / "real"
    elsewhere.mkdir()
    (elsewhere / "orders-1.csv").write_text("END", "utf-8")
    (lab.tray / "orders-1.csv").unlink()
    lab.tray.rmdir()
    lab.tray.symlink_to(elsewhere)
    code, said = lab.run("drill", "run", "above-drill", "--auto", "all", "--plain")
    assert "is in no test folder" in said
    assert code not in (0, 8)
    assert (elsewhere / "orders-1.csv").read_text("utf-8") == "END"
