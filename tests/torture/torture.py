"""Kill the conductor of a whole drill at any instant: no fault stays, nothing is lost or doubled, the run goes on.

    python tests/torture/torture.py --kills 200 --engine both --jobs 2

Each kill is one small drill with simulated people against a Toxiproxy server that lives on. SIGKILL hits the process
that conducts it, at a time drawn evenly over the drill or right after an event of a drawn kind. Then the guard has to
leave the server as it was, and ``continuity resume`` has to bring the drill to its end: every order in the CRM once.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

sys.path.insert(0, str(Path(__file__).parent))

from standing_server import StandingServer, engines
from trial import RUN_DRILL, Trial, within

__all__ = ["Instant", "Result", "instants", "kill_once", "main", "table", "wrong"]

_CLEAN_S = 20.0
_RUN_S = 90.0
_ENDED = (0, 6)
"""Six: so little of a fault was left to play after the kill that no probe saw it; the run ended all the same."""
_KINDS = (
    ("run.opened", 1),
    ("run.started", 1),
    ("conductor.took", 1),
    ("fault.injected", 1),
    ("fault.injected", 2),
    ("fault.injected", 5),
    ("fault.seen", 1),
    ("block.issued", 1),
    ("record.captured", 3),
    ("record.captured", 11),
    ("fault.removed", 1),
    ("fault.removed", 3),
    ("batch.closed", 1),
    ("batch.sent", 1),
    ("batch.sent", 2),
    ("batch.acknowledged", 1),
    ("path.restored", 1),
    ("entry.began", 1),
    ("entry.canary-checked", 1),
    ("record.entered", 1),
    ("record.entered", 6),
    ("books.comparison-requested", 1),
    ("books.compared", 1),
    ("step.signed-off", 1),
    ("run.ended", 1),
)


@dataclass(frozen=True, slots=True)
class Instant:
    """When to kill: some seconds after the start, or right after the ``nth`` event of a kind."""

    seconds: float = 0.0
    kind: str | None = None
    nth: int = 1

    def __str__(self) -> str:
        return f"{self.kind} {self.nth}" if self.kind else f"{self.seconds:.2f} s"


@dataclass(slots=True)
class Result:
    """What one kill came to; ``problems`` is what must never be."""

    engine: str
    instant: Instant
    seed: int
    folder: Path
    hit: bool = False
    left: list[str] = field(default_factory=list)
    clean_s: float | None = None
    resumed: bool = False
    exit_code: int | None = None
    captured: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def instants(count: int, seed: int, length_s: float) -> Iterator[Instant]:
    """Two of three evenly over the length of a run, one of three right after an event."""
    dice = random.Random(seed)
    for number in range(count):
        if number % 3 == 2:
            kind, nth = dice.choice(_KINDS)
            yield Instant(kind=kind, nth=nth)
        else:
            yield Instant(dice.uniform(0.0, length_s))


def kill_once(server: StandingServer, folder: Path, instant: Instant, seed: int) -> Result:
    """One drill, one kill, one resume; ``folder`` is its own."""
    result = Result(server.engine, instant, seed, folder)
    trial = Trial(server, folder, seed)
    process = trial.start(*RUN_DRILL)
    try:
        result.hit = _come(instant, trial, process)
        process.send_signal(signal.SIGKILL)
    finally:
        process.wait()
    _see_it_clean(trial, result)
    _take_up_again(trial, result)
    _look_at_the_end(trial, result)
    return result


def _come(instant: Instant, trial: Trial, process: subprocess.Popen[bytes]) -> bool:
    """Wait for the moment; false when the process ended before."""
    begun = time.monotonic()
    while process.poll() is None and time.monotonic() - begun < _RUN_S:
        passed = time.monotonic() - begun
        if instant.kind is None and passed >= instant.seconds:
            return True
        if instant.kind is not None and trial.count(instant.kind) >= instant.nth:
            return True
        time.sleep(0.004 if instant.kind else min(0.02, max(0.0005, instant.seconds - passed)))
    return False


def _see_it_clean(trial: Trial, result: Result) -> None:
    """The server as it was and no promise open, within bounds; then nothing of the run may live on."""
    killed = time.monotonic()
    if within(_CLEAN_S, lambda: not trial.left()):
        result.clean_s = time.monotonic() - killed
    result.left = trial.left()
    if not within(10.0, lambda: not trial.living()):
        result.problems.append(f"still living after the kill: {trial.living()}")


def _take_up_again(trial: Trial, result: Result) -> None:
    """Resume it, or start it anew when nothing had been recorded, or see that it had ended."""
    if trial.count("run.ended"):
        result.resumed, result.exit_code = True, 0
        return
    runs = trial.runs()
    process = trial.start("resume", runs[-1], "--plain") if runs else trial.start(*RUN_DRILL)
    try:
        result.exit_code = process.wait(_RUN_S)
    except subprocess.TimeoutExpired:
        result.problems.append("the resumed run did not end")
        process.kill()
        process.wait()
    result.resumed = result.exit_code in _ENDED and trial.count("run.ended") == 1


def _look_at_the_end(trial: Trial, result: Result) -> None:
    """Record verified; each number that was captured in the CRM once, and no other; nothing left anywhere."""
    if not trial.all_clean():
        result.left += [f"after the end: {one}" for one in trial.left()]
        result.problems += [f"still living after the end: {one}" for one in trial.living()]
    said = trial.said()
    result.problems += [line for line in said.splitlines() if "Traceback" in line or "defect of ours" in line]
    for run in trial.runs():
        if (code := trial.run("verify", run)) != 0:
            result.problems.append(f"verify ended with {code}")
        _count_orders(trial, run, result)


def _count_orders(trial: Trial, run: str, result: Result) -> None:
    captured = Counter(map(str, trial.bodies("record.captured", "number")))
    entered = Counter(trial.in_crm(run))
    result.captured = len(captured)
    result.lost = sorted(captured.keys() - entered.keys()) if result.resumed else []
    result.doubled = sorted(number for number, times in entered.items() if times > 1)
    result.problems += [f"{number} is in the CRM and was never taken" for number in entered.keys() - captured.keys()]
    result.problems += [f"{number} was taken {times} times" for number, times in captured.items() if times > 1]


def wrong(results: Sequence[Result]) -> list[str]:
    """What must not be: faults left, orders lost or doubled, other problems, or too many that were not resumed."""
    found = [problem for one in results for problem in told(one)]
    finished = sum(one.resumed for one in results)
    if finished < 0.95 * len(results):
        found.append(f"only {finished} of {len(results)} runs were brought to their end")
        found += [line for one in results for line in how_it_went_on(one)]
    return found


def told(one: Result) -> list[str]:
    """What must not be after one kill."""
    what = [
        *(f"left: {left}" for left in one.left),
        *(f"lost: {number}" for number in one.lost),
        *(f"doubled: {number}" for number in one.doubled),
        *one.problems,
    ]
    return [f"{_named(one)}: {each}" for each in what]


def how_it_went_on(one: Result) -> list[str]:
    """The exit code of a run that was not brought to its end."""
    return [] if one.resumed else [f"{_named(one)}: taken up again, it ended with {one.exit_code}"]


def _named(one: Result) -> str:
    return f"{one.engine} seed {one.seed} killed at {one.instant} ({one.folder})"


def table(results: Sequence[Result]) -> str:
    """The figures, an engine a row; ``3/n`` bounds the true share of faults left with 95 % confidence."""
    rows = [
        f"{'engine':<10}{'kills':>7}{'hit':>6}{'left':>6}{'ended':>7}{'lost':>6}{'doubled':>9}{'orders':>8}"
        f"{'clean p50':>11}{'p99':>8}{'max':>8}   faults left, 95 %"
    ]
    for engine in sorted({one.engine for one in results}):
        mine = [one for one in results if one.engine == engine]
        times = sorted(one.clean_s for one in mine if one.clean_s is not None) or [0.0]
        rows.append(
            f"{engine:<10}{len(mine):>7}{sum(one.hit for one in mine):>6}{sum(bool(one.left) for one in mine):>6}"
            f"{sum(one.resumed for one in mine):>7}{sum(len(one.lost) for one in mine):>6}"
            f"{sum(len(one.doubled) for one in mine):>9}{sum(one.captured for one in mine):>8}"
            f"{_at(times, 0.5):>8} ms{_at(times, 0.99):>5} ms{_at(times, 1.0):>5} ms   < {3 / max(1, len(mine)):.1%}"
        )
    return "\n".join(rows)


def _at(times: Sequence[float], share: float) -> int:
    return round(1000 * times[min(len(times) - 1, int(share * len(times)))])


def _work(engine: str, cases: Sequence[tuple[Instant, int]], base: Path, tell: Callable[[Result], None]) -> None:
    server = StandingServer(engine)
    try:
        for instant, seed in cases:
            folder = base / f"{engine}-{seed}"
            folder.mkdir(parents=True)
            result = kill_once(server, folder, instant, seed)
            tell(result)
            if result.left:
                server.close()
                server = StandingServer(engine)
            if not told(result) and result.resumed:
                shutil.rmtree(folder)
    finally:
        server.close()


def main(arguments: Sequence[str]) -> int:
    """Kill, tell, and give 1 when something was left, lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, help="for each engine")
    parser.add_argument("--engine", choices=["real", "embedded", "both"], default="both")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--length", type=float, default=6.0, help="seconds over which kills are spread")
    given = parser.parse_args(arguments)
    wanted = engines() if given.engine == "both" else [given.engine]
    base = Path(tempfile.mkdtemp(prefix="continuity-torture-"))
    results: list[Result] = []
    lock = Lock()

    def tell(one: Result) -> None:
        with lock:
            results.append(one)
            for problem in [*told(one), *how_it_went_on(one)]:
                print(problem, flush=True)
            if len(results) % 10 == 0:
                print(f"{len(results)} of {given.kills * len(wanted)}", file=sys.stderr, flush=True)

    for engine in wanted:
        cases = [
            (one, given.seed * 10_000 + n) for n, one in enumerate(instants(given.kills, given.seed, given.length))
        ]
        with ThreadPoolExecutor(given.jobs) as pool:
            shares = [cases[job :: given.jobs] for job in range(given.jobs)]
            list(pool.map(lambda share, engine=engine: _work(engine, share, base, tell), shares))
    print(table(results))
    if not any(base.iterdir()):
        base.rmdir()
    return 1 if wrong(results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
