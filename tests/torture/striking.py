"""One tiny drill that hurts itself at one labelled moment, and what had to come of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parent))

from standing_server import StandingServer
from tiny_drill import TINY_DRILL, write_tiny
from trial import Trial, within

__all__ = ["JOBS", "WHOLE", "Moment", "crash", "moments", "side_by_side", "start"]

WHOLE = os.environ.get("TORTURE") == "whole"
"""Every moment, as ``make torture`` wants it; a sample otherwise."""
JOBS = 2
RUN = ("drill", "run", TINY_DRILL, "--plain")
Moment = tuple[str, int]
"""A label, and the time that it comes up in the run."""

T = TypeVar("T")


def start(
    server: StandingServer,
    folder: Path,
    arguments: Sequence[str] = ("--auto", "all"),
    terminal: int = subprocess.DEVNULL,
    kind: str = "refuse",
    **fuse: object,
) -> tuple[Trial, subprocess.Popen[bytes]]:
    """Start the drill with a fuse; ``folder`` is its own, ``terminal`` where it reads from."""
    folder.mkdir(parents=True, exist_ok=True)
    trial = Trial(server, folder, 1, partial(write_tiny, kind=kind))
    trial.environ["FUSE"] = json.dumps(fuse)
    plain, trial.program = trial.program, [sys.executable, str(Path(__file__).parent / "fused.py")]
    process = trial.start(*RUN, *arguments, stdin=terminal)
    trial.program = plain
    return trial, process


def moments(server: StandingServer, folder: Path, kind: str) -> list[Moment]:
    """Run it once unhurt; every moment before and after a record of the journal or of a promise, in order."""
    told = folder / "labels"
    trial, process = start(server, folder, kind=kind, tell=str(told))
    assert process.wait(60) in (0, 6, 7), trial.said()
    records = len(trial.ask("SELECT seq FROM event"))
    assert records <= 30, f"{records} records are no tiny drill"
    rows = [json.loads(line) for line in told.read_text().splitlines()]
    return [(label, nth) for label, nth in rows if label.split(" ", 2)[1] in ("journal", "obligation")]


def crash(
    server: StandingServer, folder: Path, at: Moment, *, guard: bool, kind: str, spared: list[Moment]
) -> list[str]:
    """SIGKILL at a moment; then the guard alone, or ``recover`` alone. What must not be; empty when all is well.

    A run in which the moment never came up is told in ``spared``.
    """
    trial, process = start(server, folder, kind=kind, at=at, signals=["SIGKILL"], guard=guard)
    code = process.wait(60)
    named = f"{'guard' if guard else 'recover'} after {at[0]} {at[1]}"
    if code != -signal.SIGKILL:
        # What comes up once more or once less with the pace of a machine; the run then went on to its end.
        spared.append(at)
        return [] if code in (0, 6, 7) and trial.all_clean() else [f"{named}: ended with {code}"]
    found = []
    if guard:
        if not within(20, lambda: not trial.left()):
            found.append(f"{named} left {trial.left()}")
    elif (healed := trial.run("recover")) != 0 or trial.left():
        found.append(f"{named} ended with {healed} and left {trial.left()}")
    found += [f"{named}: verify ended with {bad}" for run in trial.runs() if (bad := trial.run("verify", run))]
    if not within(10, lambda: not trial.living()):
        found.append(f"{named}: still living {trial.living()}")
    return found


def side_by_side(engine: str, folder: Path, cases: Iterable[T], work: Callable[[StandingServer, Path, T], list[str]]):
    """Work on cases with ``JOBS`` servers, each case in a folder of its own; everything that must not be."""
    servers: SimpleQueue[StandingServer] = SimpleQueue()
    begun = [StandingServer(engine) for _ in range(JOBS)]
    for one in begun:
        servers.put(one)

    def each(numbered: tuple[int, T]) -> list[str]:
        server = servers.get()
        try:
            return work(server, folder / str(numbered[0]), numbered[1])
        finally:
            servers.put(server)

    try:
        with ThreadPoolExecutor(JOBS) as pool:
            return [problem for found in pool.map(each, enumerate(cases)) for problem in found]
    finally:
        for one in begun:
            one.close()
