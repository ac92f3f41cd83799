"""Real processes, a server that lives on, and the small drill of the torture tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "torture"))
sys.path.insert(0, str(Path(__file__).parent))

from standing_server import StandingServer
from trial import Trial, within


@pytest.fixture(scope="module")
def standing() -> Iterator[StandingServer]:
    """The server; others' toxics lie on it, and must stay."""
    server = StandingServer("embedded")
    yield server
    server.close()


@pytest.fixture
def trial(standing: StandingServer, tmp_path: Path) -> Iterator[Trial]:
    """A workspace on it. Whatever a test leaves running is ended, and what it leaves in is an error."""
    one = Trial(standing, tmp_path)
    yield one
    for pid, command in one.processes().items():
        if "faults.guard" not in command:
            one.kill(pid)
    try:
        assert within(15, lambda: not one.left()), one.left()
    finally:
        for pid in one.processes():
            one.kill(pid)


@pytest.fixture
def running(trial: Trial):
    """A drill with a fault in; slow enough to be met in the middle."""
    process = trial.start("drill", "run", "small", "--auto", "all", "--plain", "--speed", "240")
    trial.await_event("fault.seen", 2)
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def until():
    """Wait for a condition; the value that it then has."""

    def wait(condition, seconds: float = 10.0):
        found = []
        assert within(seconds, lambda: bool(found.append(value := condition()) or value)), "it did not come about"
        return found[-1]

    return wait
