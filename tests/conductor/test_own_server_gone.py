"""A server that a run started for its stand-ins takes its faults along when it ends: every command says the same."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from one_switch import DRILL, SCENARIO, continuity
from standing_server import engines
from trial import within
from watched_house import RUNBOOK

REFUSED = SCENARIO.format(mode="x").replace("kind: switch, params: {mode: x}", "kind: refuse")
PROCESS = {"embedded": "continuity.embedded", "real": "continuity.conductor.keeper"}


@pytest.fixture
def lone(tmp_path):
    """A drill on stand-ins alone, in a workspace of its own; no server is named."""
    env = {**os.environ, "CONTINUITY_STATE": str(tmp_path / "state")}
    env.pop("TOXIPROXY_URL", None)
    root = tmp_path / "workspace"
    assert continuity("init", str(root), env=env).returncode == 0
    (root / "drills/scenarios/one-switch.yaml").write_text(REFUSED)
    (root / "drills/one-switch-drill.yaml").write_text(DRILL)
    (root / "runbooks/look.yaml").write_text(RUNBOOK)
    return root, env


def processes(env, word):
    mark = f"CONTINUITY_STATE={env['CONTINUITY_STATE']}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                found += [int(entry.name)] if word in (entry / "cmdline").read_bytes().decode() else []
        except OSError:
            continue
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="finding the server's process needs /proc")
@pytest.mark.parametrize("engine", engines())
def test_killed_server_takes_its_faults_along_and_run_and_status_agree(engine, lone):
    root, env = lone
    if engine == "embedded":
        real = shutil.which("toxiproxy-server")
        keep = [one for one in env["PATH"].split(os.pathsep) if real is None or Path(one) != Path(real).parent]
        env["PATH"] = os.pathsep.join(keep)
    command = [sys.executable, "-m", "continuity", "drill", "run", "one-switch-drill", "-w", str(root)]
    with subprocess.Popen(
        [*command, "--auto", "all", "--plain", "--speed", "12"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert within(30, lambda: seen(root))
            (server,) = processes(env, PROCESS[engine])
            os.kill(server, signal.SIGKILL)
            said, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 7, said
    assert "gone with a server of ours that had ended" in said
    assert "may still be in" not in said
    status = continuity("status", "-w", str(root), env=env)
    assert (status.returncode, "No fault is in." in status.stdout) == (0, True), status.stdout
    resumed = continuity("resume", "-w", str(root), "--plain", env=env)
    assert resumed.returncode in (0, 6), resumed.stdout + resumed.stderr
    (path,) = (root / "reports").glob("*/drill.json")
    report = json.loads(path.read_text())
    assert report["safety"]["word"] == "clean"
    assert report["faults"][0]["removed_how"] == "gone with its server, by conductor"


def seen(root):
    try:
        with closing(sqlite3.connect(f"file:{root / '.continuity' / 'journal.sqlite'}?mode=rw", uri=True)) as journal:
            return journal.execute("SELECT count(*) FROM event WHERE kind = 'fault.seen'").fetchone()[0] > 0
    except sqlite3.OperationalError:
        return False  # no table yet
