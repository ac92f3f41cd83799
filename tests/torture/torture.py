"""Kill the conductor of a whole drill at any instant: no fault stays, nothing is lost or doubled, the run goes on.

    python tests/torture/torture.py --kills 2000 --engine both --jobs 2

Each kill is one small drill with simulated people against a Toxiproxy server that lives on. SIGKILL hits the process
that conducts it, at a time drawn evenly over the drill or right after an event of a drawn kind. Then the guard has to
leave the server as it was, and ``continuity resume`` has to bring the drill to its end: every order in the CRM once.

What was killed is kept in a file, and a second call counts on from there. Drills run side by side, each job with a
server of its own and each drill with a state folder of its own. A real server that locks up proves nothing about us:
such kills are told apart, and that server is replaced.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

sys.path.insert(0, str(Path(__file__).parent))

from killing import Instant, Result, instants, kill_once
from standing_server import StandingServer, engines
from tally import how_it_went_on, keep, kept, table, told, wrong

__all__ = ["main"]

Case = tuple[Instant, int]


def _work(engine: str, cases: Sequence[Case], base: Path, tell: Callable[[Result], None]) -> None:
    server = StandingServer(engine)
    try:
        for instant, seed in cases:
            folder = base / f"{engine}-{seed}"
            folder.mkdir(parents=True)
            result = kill_once(server, folder, instant, seed)
            tell(result)
            if result.left or result.locked_up:
                server.close()
                server = StandingServer(engine)
            if not told(result) and (result.resumed or result.locked_up):
                shutil.rmtree(folder)
    finally:
        server.close()


def _cases(kills: int, seed: int, length_s: float) -> list[Case]:
    return [(one, seed * 10_000 + number) for number, one in enumerate(instants(kills, seed, length_s))]


def main(arguments: Sequence[str]) -> int:
    """Kill, tell, and give 1 when something was left, lost or doubled."""
    given = _given(arguments)
    wanted = engines() if given.engine == "both" else [given.engine]
    base = Path(tempfile.mkdtemp(prefix="continuity-torture-"))
    given.record.parent.mkdir(parents=True, exist_ok=True)
    cases = _cases(given.kills, given.seed, given.length)
    results = [one for one in kept(given.record) if one.engine in wanted and one.seed in {seed for _, seed in cases}]
    if results:
        print(f"going on after {len(results)} kills in {given.record}", file=sys.stderr)
    done = {(one.engine, one.seed) for one in results}
    lock = Lock()

    def tell(one: Result) -> None:
        with lock:
            results.append(one)
            keep(given.record, one)
            for problem in [*told(one), *how_it_went_on(one)]:
                print(problem, flush=True)
            if len(results) % 10 == 0:
                print(f"{len(results)} of {given.kills * len(wanted)}", file=sys.stderr, flush=True)

    # The engines side by side, so that a torture that is cut short has hurt both alike.
    with ThreadPoolExecutor(given.jobs * len(wanted)) as pool:
        works = [
            pool.submit(_work, engine, mine[job :: given.jobs], base, tell)
            for engine in wanted
            for mine in [[case for case in cases if (engine, case[1]) not in done]]
            for job in range(given.jobs)
        ]
    for work in works:
        work.result()
    print(table(results))
    if not any(base.iterdir()):
        base.rmdir()
    return 1 if wrong(results) else 0


def _given(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, help="for each engine")
    parser.add_argument("--engine", choices=["real", "embedded", "both"], default="both")
    parser.add_argument("--jobs", type=int, default=1, help="drills side by side for each engine")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--length", type=float, default=6.0, help="seconds over which kills are spread")
    parser.add_argument("--record", type=Path, default=Path(".torture") / "kills.jsonl", help="where counting goes on")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
