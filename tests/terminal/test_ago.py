"""Minutes of the run become the real time, so that a drill at a higher speed tells no wrong times."""

from __future__ import annotations

import pytest

from continuity.errors import Refused
from continuity.run.state import RunState
from continuity.run.time import ScenarioTime
from continuity.terminal.ago import minutes_ago

MIN = 60_000


@pytest.fixture
def drill() -> RunState:
    """One that began an hour of its own ago, at sixty times the real speed."""
    return RunState(mode="drill", time=ScenarioTime(speed=60, started_at=100 * MIN))


def test_minutes_are_those_of_the_run(drill: RunState) -> None:
    assert minutes_ago(drill, 101 * MIN, 30) == 101 * MIN - MIN // 2
    assert minutes_ago(drill, 101 * MIN, 60) == 100 * MIN


def test_nothing_said_is_now(drill: RunState) -> None:
    assert minutes_ago(drill, 101 * MIN, 0) is None


def test_nothing_of_a_drill_was_before_it_began(drill: RunState) -> None:
    with pytest.raises(Refused, match="began 60 minutes ago"):
        minutes_ago(drill, 101 * MIN, 61)


def test_real_outage_was_there_before_anybody_opened_a_run() -> None:
    real = RunState(mode="real", time=ScenarioTime(started_at=100 * MIN))
    assert minutes_ago(real, 101 * MIN, 30) == 71 * MIN
