"""Killed right before and right after each record of a whole drill: the guard alone, or recovering alone, is enough."""

from __future__ import annotations

import pytest
from standing_server import StandingServer, engines
from striking import WHOLE, crash, moments, side_by_side
from tiny_drill import FAULTS

SAMPLE = 4
"""So many moments of each kind in ``make test``; they wander over the drill with the engine and the healer."""
TRIES = 6 if WHOLE else 3
"""A moment that comes up only now and then is waited for so often."""
NEVER = 0.02
"""The share of moments that may never come up; what came up once by chance may not come up again."""


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
def test_killed_at_any_record_the_server_equals_its_baseline(engine, guard, every_moment, tmp_path, capsys):
    offset = 2 * engines().index(engine) + guard
    for kind in FAULTS if WHOLE else [("refuse", "latency")[offset % 2]]:
        labels = every_moment[kind]
        cases = labels if WHOLE else labels[offset :: len(labels) // SAMPLE]
        problems, spared = killed_at(engine, tmp_path / kind, cases, guard=guard, kind=kind)
        if WHOLE or spared:
            with capsys.disabled():
                print(f"\n{engine}, {kind}: of {len(cases)} moments, {len(spared)} never came up: {spared}")
        assert problems == []
        assert len(spared) <= NEVER * len(cases), f"of {len(cases)} moments, these never came up: {spared}"


def killed_at(engine, folder, cases, *, guard, kind):
    """What must not be after a kill at each moment, and the moments that did not come up in any try."""
    problems = []
    for number in range(TRIES):
        spared = []

        def work(*case, spared=spared):
            return crash(*case, guard=guard, kind=kind, spared=spared)

        problems += side_by_side(engine, folder / str(number), cases, work)
        cases = spared
        if not cases:
            break
    return problems, cases
