"""Killed right before and right after each record of a whole drill: the guard alone, or recovering alone, is enough."""

from __future__ import annotations

import pytest
from standing_server import StandingServer, engines
from striking import WHOLE, crash, moments, side_by_side

SAMPLE = 6
"""So many moments of each kind in ``make test``; they wander over the drill with the engine and the healer."""


@pytest.fixture(scope="module")
def every_moment(tmp_path_factory):
    server = StandingServer("embedded")
    try:
        found = moments(server, tmp_path_factory.mktemp("unhurt"), "journal", "obligation")
    finally:
        server.close()
    assert {label.split(" ", 2)[1] for label, _ in found} == {"journal", "obligation"}
    assert len(found) > 60
    return found


@pytest.mark.parametrize("guard", [True, False], ids=["guard", "recover"])
@pytest.mark.parametrize("engine", engines())
def test_killed_at_any_record_the_server_equals_its_baseline(engine, guard, every_moment, tmp_path):
    step = 1 if WHOLE else len(every_moment) // SAMPLE
    offset = 0 if WHOLE else 3 * engines().index(engine) + guard
    cases = every_moment[offset::step]
    assert side_by_side(engine, tmp_path, cases, lambda *case: crash(*case, guard=guard)) == []
