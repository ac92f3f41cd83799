"""What Toxiproxy cannot do is played by a stand-in's switch: each mode goes in, is seen, comes out, is proven out."""

import json
import os
from pathlib import Path

import pytest
from one_switch import DRILL, SCENARIO, continuity
from watched_house import RUNBOOK

MODES = ("unavailable", "maintenance", "unauthorized", "read-only")


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


def test_dry_run_says_that_the_named_server_does_not_answer(tmp_path: Path) -> None:
    env = {**os.environ, "CONTINUITY_STATE": str(tmp_path / "state"), "TOXIPROXY_URL": "http://127.0.0.1:9"}
    root = tmp_path / "workspace"
    assert continuity("init", str(root), env=env).returncode == 0

    shown = continuity("drill", "dry-run", "quarterly-crm-outage", "-w", str(root), env=env)

    assert shown.returncode == 4
    assert "127.0.0.1:9" in shown.stdout.partition("Why it would be refused")[2]
