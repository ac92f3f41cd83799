"""Two workspaces on one machine have runs of the same id: what becomes of one never touches the other."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from one_switch import DRILL, SCENARIO, continuity
from watched_house import RUNBOOK


def workspace(root: Path, env: dict[str, str]) -> Path:
    assert continuity("init", str(root), env=env).returncode == 0
    (root / "drills/scenarios/one-switch.yaml").write_text(
        SCENARIO.format(mode="unavailable").replace("for: 2m", "for: 6m")
    )
    (root / "drills/one-switch-drill.yaml").write_text(DRILL)
    (root / "runbooks/look.yaml").write_text(RUNBOOK)
    return root


def start(root: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "continuity",
        "drill",
        "run",
        "one-switch-drill",
        "-w",
        str(root),
        "-a",
        "all",
        "--plain",
    ]
    return subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def promises(env: dict[str, str]) -> list[str]:
    folder = Path(env["CONTINUITY_STATE"]) / "obligations"
    return [path.name for path in folder.glob("*") if "wrong-1" in path.name]


def test_killed_run_leaves_the_run_of_the_same_id_in_another_workspace_alone(tmp_path: Path) -> None:
    env = {**os.environ, "CONTINUITY_STATE": str(tmp_path / "state")}
    env.pop("TOXIPROXY_URL", None)
    one, other = workspace(tmp_path / "one", env), workspace(tmp_path / "other", env)
    first, second = start(one, env), start(other, env)
    try:
        until = time.monotonic() + 30
        while len(promises(env)) < 2:
            assert time.monotonic() < until, "both faults should be in by now"
            time.sleep(0.05)

        os.kill(first.pid, signal.SIGKILL)

        assert second.wait(60) == 0
        [report] = (other / "reports").glob("*/drill.json")
        found = json.loads(report.read_text())
        assert (found["verdict"]["word"], found["safety"]["word"]) == ("passed", "clean")
        [fault] = found["faults"]
        assert "conductor" in json.dumps(fault)
        assert promises(env) == []
    finally:
        for run in (first, second):
            run.kill()
            run.wait()
