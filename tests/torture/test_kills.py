"""Ten kills for each server at hand; ``torture.py`` beside this does hundreds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from killing import Instant, instants, kill_once
from standing_server import StandingServer, engines
from tally import table, wrong

KILLS = 10
JOBS = 2
LENGTH_S = 6.0


def test_both_servers_are_tried():
    if "real" not in engines():
        pytest.skip("toxiproxy-server is not on PATH, so no conductor was killed before the real one")


@pytest.mark.parametrize("engine", engines())
def test_killed_conductor_leaves_no_fault_and_the_run_ends_with_every_order_once(engine, tmp_path):
    cases = list(enumerate(instants(KILLS, 11, LENGTH_S)))

    def work(job: int):
        server = StandingServer(engine)
        try:
            return [_kill(server, tmp_path / str(number), instant, number) for number, instant in cases[job::JOBS]]
        finally:
            server.close()

    with ThreadPoolExecutor(JOBS) as pool:
        results = [one for share in pool.map(work, range(JOBS)) for one in share]
    assert wrong(results) == [], table(results)
    assert sum(one.hit for one in results) >= KILLS / 2, table(results)
    assert sum(one.captured for one in results) > 5 * KILLS


def _kill(server: StandingServer, folder: Path, instant: Instant, seed: int):
    folder.mkdir()
    return kill_once(server, folder, instant, seed)
