"""Kill the conductor of a whole drill at any instant: no fault stays, nothing is lost or doubled, the run goes on.

    python tests/torture/torture.py --kills 2000 --jobs 2

A small drill with simulated people runs against a Toxiproxy server that lives on. SIGKILL hits the process that
conducts it, somewhere in its length or right after an event of a drawn kind, and hits again what took the run up. After
each kill the guard has to leave the server as it was; after the last one ``continuity resume`` has to bring the drill
to its end: every order in the CRM once. Only a SIGKILL that met a living conductor is counted.

What was killed is kept in a file, and a second call counts on from there. Drills run side by side, each job with a
server of its own and each drill with a state folder of its own. A real server that locks up proves nothing about us:
such drills are told apart, and that server is replaced.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

sys.path.insert(0, str(Path(__file__).parent))

from killing import Result, instants, torment
from standing_server import StandingServer, engines
from tally import how_it_went_on, keep, kept, table, told, wrong

__all__ = ["main"]

KILLS_EACH = 5
"""Kills planned for one drill."""


class Torture:
    """What was killed so far, in memory and in a file, and how much is still to come."""

    def __init__(self, record: Path, engines: Sequence[str], wanted: int, first: int) -> None:
        self.results = [one for one in kept(record) if one.engine in engines]
        self.wanted = wanted
        self._engines = engines
        self._record = record
        self._lock = Lock()
        done = {(one.engine, one.seed) for one in self.results}
        self._drills: dict[str, Iterator[int]] = {
            engine: (number for number in itertools.count(first) if (engine, number) not in done) for engine in engines
        }

    def kills(self, engine: str) -> int:
        """Kills that count, of one engine."""
        mine = [one for one in self.results if one.engine == engine and not one.locked_up]
        return sum(len(one.kills) for one in mine)

    def next_drill(self, engine: str) -> int | None:
        """The number of a drill that nobody has in hand; ``None`` when there were kills enough."""
        with self._lock:
            return next(self._drills[engine]) if self.kills(engine) < self.wanted else None

    def take(self, one: Result) -> None:
        """Keep a result, and tell of it what has to be told."""
        with self._lock:
            self.results.append(one)
            keep(self._record, one)
            for problem in [*told(one), *how_it_went_on(one)]:
                print(problem, flush=True)
            if len(self.results) % 10 == 0:
                so_far = ", ".join(f"{engine} {self.kills(engine)}" for engine in self._engines)
                print(f"kills: {so_far} of {self.wanted}", file=sys.stderr, flush=True)


def _work(torture: Torture, engine: str, length_s: float, base: Path) -> None:
    server = StandingServer(engine)
    try:
        while (number := torture.next_drill(engine)) is not None:
            folder = base / f"{engine}-{number}"
            folder.mkdir(parents=True)
            result = torment(server, folder, instants(KILLS_EACH, number, length_s), number)
            torture.take(result)
            if result.left or any(kill.left for kill in result.kills) or result.locked_up:
                server.close()
                server = StandingServer(engine)
            if not told(result) and (result.resumed or result.locked_up):
                shutil.rmtree(folder)
    finally:
        server.close()


def main(arguments: Sequence[str]) -> int:
    """Kill, tell, and give 1 when something was left, lost or doubled."""
    given = _given(arguments)
    wanted = engines() if given.engine == "both" else [given.engine]
    base = Path(tempfile.mkdtemp(prefix="continuity-torture-"))
    given.record.parent.mkdir(parents=True, exist_ok=True)
    torture = Torture(given.record, wanted, given.kills, given.seed * 10_000)
    if torture.results:
        so_far = ", ".join(f"{engine} {torture.kills(engine)}" for engine in wanted)
        print(f"going on after the kills in {given.record}: {so_far}", file=sys.stderr)
    # The engines side by side, so that a torture that is cut short has hurt both alike.
    with ThreadPoolExecutor(given.jobs * len(wanted)) as pool:
        works = [pool.submit(_work, torture, engine, given.length, base) for engine in wanted * given.jobs]
    for work in works:
        work.result()
    print(table(torture.results))
    if not any(base.iterdir()):
        base.rmdir()
    return 1 if wrong(torture.results) else 0


def _given(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, help="for each engine")
    parser.add_argument("--engine", choices=["real", "embedded", "both"], default="both")
    parser.add_argument("--jobs", type=int, default=1, help="drills side by side for each engine")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--length", type=float, default=6.0, help="seconds over which first kills are spread")
    parser.add_argument("--record", type=Path, default=Path(".torture") / "kills.jsonl", help="where counting goes on")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
