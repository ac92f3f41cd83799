"""Killed right before and right after each record of a whole drill: the guard alone, or recovering alone, is enough."""

from __future__ import annotations

import pytest
from standing_server import StandingServer, engines
from striking import WHOLE, crash, moments, side_by_side
from tiny_drill import FAULTS

SAMPLE = 4
"""So many moments of each kind in ``make test``; they wander over the drill with the engine and the healer."""


@pytest.fixture(scope="module")
def every_moment(tmp_path_factory):
    server = StandingServer("embedded")
    try:
        found = {kind: moments(server, tmp_path_factory.mktemp("unhurt"), kind) for kind in FAULTS}
    finally:
        server.close()
    for labels in found.values():
        assert {label.split(" ", 2)[1] for label, _ in labels} == {"journal", "obligation"}
        assert len(labels) > 40
    return found


@pytest.mark.timeout(3600 if WHOLE else 120)
@pytest.mark.parametrize("guard", [True, False], ids=["guard", "recover"])
@pytest.mark.parametrize("engine", engines())
def test_killed_at_any_record_the_server_equals_its_baseline(engine, guard, every_moment, tmp_path):
    offset = 2 * engines().index(engine) + guard
    for kind in FAULTS if WHOLE else [("refuse", "latency")[offset % 2]]:
        labels = every_moment[kind]
        cases = labels if WHOLE else labels[offset :: len(labels) // SAMPLE]
        spared = []

        def work(*case, kind=kind, spared=spared):
            return crash(*case, guard=guard, kind=kind, spared=spared)

        assert side_by_side(engine, tmp_path / kind, cases, work) == []
        assert len(spared) <= len(cases) / 4, f"of {len(cases)} moments, these never came up: {spared}"
