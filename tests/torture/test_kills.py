"""A few drills for each server at hand, killed again and again; ``torture.py`` beside this has hundreds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from killing import instants, torment
from standing_server import StandingServer, engines
from tally import table, wrong

DRILLS = 4
KILLS_EACH = 3
ORDERS_EACH = 2
JOBS = 2
LENGTH_S = 6.0


def test_both_servers_are_tried():
    if "real" not in engines():
        pytest.skip("toxiproxy-server is not on PATH, so no conductor was killed before the real one")


@pytest.mark.parametrize("engine", engines())
def test_killed_conductor_leaves_no_fault_and_the_run_ends_with_every_order_once(engine, tmp_path):
    def work(job: int):
        server = StandingServer(engine)
        try:
            return [_torment(server, tmp_path / str(seed), seed) for seed in range(job, DRILLS, JOBS)]
        finally:
            server.close()

    with ThreadPoolExecutor(JOBS) as pool:
        results = [one for share in pool.map(work, range(JOBS)) for one in share]
    assert wrong(results) == [], table(results)
    assert sum(len(one.kills) for one in results) >= DRILLS * KILLS_EACH / 2, table(results)
    # A busy machine takes fewer orders while the CRM is away (eleven or more where nothing else runs), never none.
    ended = [one for one in results if one.resumed]
    assert sum(one.captured for one in ended) >= ORDERS_EACH * len(ended), table(results)


def _torment(server: StandingServer, folder: Path, seed: int):
    folder.mkdir()
    return torment(server, folder, instants(KILLS_EACH, seed, LENGTH_S), seed)
