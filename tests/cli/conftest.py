"""A workspace, a state folder of its own, and commands called in this process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from said import say

from continuity.clock import SystemClock
from continuity.faults.api import Api
from continuity.faults.promise import ServerRef
from continuity.faults.wire import Wire
from continuity.workspace.init import init

__all__ = ["house", "points_server", "say", "state"]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONTINUITY_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def house(tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The starter, with us in it."""
    init(tmp_path / "house")
    monkeypatch.chdir(tmp_path / "house")
    return tmp_path / "house"


@pytest.fixture
def points_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server of the environment, with the proxy crm on it."""
    command = [sys.executable, "-m", "continuity.embedded", "--port", "0", "--until-stdin-closes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        url = f"http://127.0.0.1:{int(process.stdout.readline().rsplit(':', 1)[1])}"
        Api(Wire(ServerRef(url), SystemClock(), 5.0)).create("crm", "127.0.0.1:0", "127.0.0.1:9", enabled=True)
        monkeypatch.setenv("TOXIPROXY_URL", url)
        yield url
        process.stdin.close()
