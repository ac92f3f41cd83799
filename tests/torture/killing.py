"""One small drill, killed again and again and taken up again each time: what was left, lost or doubled."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from standing_server import LockedUp, StandingServer
from trial import RUN_DRILL, Trial, within

__all__ = ["Instant", "Kill", "Result", "instants", "torment"]

_LOOK_S = 0.004
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
    """When to kill: some seconds after the process was started, or right after the ``nth`` event of a kind."""

    seconds: float = 0.0
    kind: str | None = None
    nth: int = 1

    def __str__(self) -> str:
        return f"{self.kind} {self.nth}" if self.kind else f"{self.seconds:.2f} s"


@dataclass(slots=True)
class Kill:
    """One SIGKILL that met a living conductor, and what it left behind."""

    instant: Instant
    faulted: bool
    """Whether a fault or an open promise was there when it died."""
    clean_s: float | None = None
    """From the kill to a server as it was with no promise open; ``None`` when that did not come in time."""
    left: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Result:
    """What one drill came to; ``problems`` is what must never be."""

    engine: str
    seed: int
    folder: Path
    kills: list[Kill] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """What was left after the end."""
    resumed: bool = False
    exit_code: int | None = None
    captured: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    locked_up: bool = False
    """The server answered nobody any more (Shopify/toxiproxy #427): told apart, and no drill that proves anything."""


def instants(count: int, seed: int, length_s: float) -> list[Instant]:
    """When to kill one drill, in order: two of three somewhere in a run's length, one of three right after an event.

    A run that goes on has less before it, so that each later kill comes sooner after its process was started.
    """
    dice = random.Random(seed)
    kinds = sorted(dice.sample(range(len(_KINDS)), count))
    return [
        Instant(kind=_KINDS[kinds[nth]][0], nth=_KINDS[kinds[nth]][1])
        if dice.random() < 1 / 3
        else Instant(dice.uniform(0.0, length_s / (nth + 1)))
        for nth in range(count)
    ]


def torment(server: StandingServer, folder: Path, plan: Sequence[Instant], seed: int) -> Result:
    """One drill, a kill at each instant that comes up, and the run brought to its end; ``folder`` is its own."""
    result = Result(server.engine, seed, folder)
    trial = Trial(server, folder, seed)
    try:
        _kill_and_look(trial, result, plan)
        _look_at_the_end(trial, result)
    except LockedUp as problem:
        result.locked_up = True
        if server.engine != "real":
            result.problems.append(str(problem))
    finally:
        for pid in trial.processes():
            trial.kill(pid)
    return result


def _kill_and_look(trial: Trial, result: Result, plan: Sequence[Instant]) -> None:
    for instant in plan:
        process = _set_going(trial)
        if process is None:
            break
        try:
            _come(instant, trial, process)
        finally:
            process.kill()
            result.exit_code = process.wait()
        if result.exit_code == -signal.SIGKILL:
            result.kills.append(_see_it_clean(trial, instant))
            if not within(10.0, lambda: not trial.living()):
                result.problems.append(f"still living after the kill: {trial.living()}")
    if (process := _set_going(trial)) is not None:
        try:
            result.exit_code = process.wait(_RUN_S)
        except subprocess.TimeoutExpired:
            result.problems.append("the resumed run did not end")
            process.kill()
            process.wait()
    # It may have been killed behind its last word, when nothing is left to take up.
    ended = trial.count("run.ended") == 1
    result.resumed = ended and (result.exit_code in _ENDED or result.exit_code == -signal.SIGKILL)


def _set_going(trial: Trial) -> subprocess.Popen[bytes] | None:
    """Resume the run, or start it anew when nothing was recorded; ``None`` when it has ended."""
    if trial.count("run.ended"):
        return None
    runs = trial.runs()
    return trial.start("resume", runs[-1], "--plain") if runs else trial.start(*RUN_DRILL)


def _come(instant: Instant, trial: Trial, process: subprocess.Popen[bytes]) -> None:
    """Wait for the moment, or for the end of the process; what an earlier kill has passed is the next record of any."""
    begun = time.monotonic()
    passed = instant.kind is not None and trial.count(instant.kind) >= instant.nth
    records = trial.records()
    while process.poll() is None and (now := time.monotonic() - begun) < _RUN_S:
        if instant.kind is None:
            if now >= instant.seconds:
                return
            time.sleep(min(0.02, max(0.0005, instant.seconds - now)))
        else:
            if trial.records() > records if passed else trial.count(instant.kind) >= instant.nth:
                return
            time.sleep(_LOOK_S)


def _see_it_clean(trial: Trial, instant: Instant) -> Kill:
    """The server as it was and no promise open, within bounds."""
    killed = time.monotonic()
    faulted = bool(trial.left())
    if within(_CLEAN_S, lambda: not trial.left()):
        return Kill(instant, faulted, time.monotonic() - killed)
    return Kill(instant, faulted, None, trial.left())


def _look_at_the_end(trial: Trial, result: Result) -> None:
    """Record verified; each number that was captured in the CRM once, and no other; nothing left anywhere."""
    if not trial.all_clean():
        result.left = trial.left()
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
