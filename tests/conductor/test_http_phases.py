"""What Toxiproxy cannot do is played by a stand-in's switch: each mode goes in, is seen, comes out, is proven out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MODES = ("unavailable", "maintenance", "unauthorized", "read-only")
WORKSPACE = Path(__file__).parents[2]

SCENARIO = """\
format: scenario/1
id: one-switch
title: One switch
source: {{outage: Invented for a test, evidence: judgement, says: The CRM answers with something else}}
places: {{orders: Where orders are saved}}
phases:
  - id: wrong
    title: Wrong answers
    begin: 0s
    for: 2m
    faults: [{{at: orders, kind: switch, params: {{mode: {mode}}}}}]
"""
RUNBOOK = """\
format: runbook/1
id: look
title: Look whether it works
version: "1.0"
owner: it
process: take-orders
activation: {trigger: It does not work, authority: [watcher], stand_down: It works}
roles: {watcher: {title: Watcher}}
steps:
  - {id: notice, do: Say that it does not work, expect: Said, role: watcher, target: 1m, marks: detected}
"""
DRILL = """\
format: drill/1
id: one-switch-drill
title: One switch
environment: practice
scenario: one-switch
binds: {orders: crm-orders}
runbook: look
speed: 60
people: {watcher: [marta]}
objectives: [{id: restored, title: Works again, clock: [t0, t4], within: 10m}]
limits: {max_duration: 1h, verify_good: 2, verify_within: 20s}
"""


def continuity(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "continuity", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=90, check=False)


@pytest.mark.parametrize("mode", MODES)
def test_switch_is_seen_and_proven_out(mode: str, tmp_path: Path) -> None:
    env = {**os.environ, "CONTINUITY_STATE": str(tmp_path / "state")}
    env.pop("TOXIPROXY_URL", None)
    root = tmp_path / "workspace"
    assert continuity("init", str(root), env=env).returncode == 0
    (root / "drills/scenarios/one-switch.yaml").write_text(SCENARIO.format(mode=mode))
    (root / "drills/one-switch-drill.yaml").write_text(DRILL)
    (root / "runbooks/look.yaml").write_text(RUNBOOK)

    ran = continuity("drill", "run", "one-switch-drill", "-w", str(root), "--auto", "all", "--plain", env=env)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    report = _report(root)
    assert report["verdict"]["word"] == "passed"
    assert report["safety"]["word"] == "clean"
    [fault] = report["faults"]
    assert fault["seen_by"]
    assert fault["verified_ms"] is not None


def _report(root: Path) -> dict:
    [path] = (root / "reports").glob("*/drill.json")
    return json.loads(path.read_text())
