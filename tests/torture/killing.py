"""One small drill, one SIGKILL, one resume: what was left, lost or doubled."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from standing_server import LockedUp, StandingServer
from trial import RUN_DRILL, Trial, within

__all__ = ["Instant", "Result", "instants", "kill_once"]

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
    locked_up: bool = False
    """The server answered nobody any more (Shopify/toxiproxy #427): told apart, and no kill that proves anything."""


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
    try:
        _kill_and_look(trial, result)
    except LockedUp as problem:
        result.locked_up = True
        if server.engine != "real":
            result.problems.append(str(problem))
    finally:
        for pid in trial.processes():
            trial.kill(pid)
    return result


def _kill_and_look(trial: Trial, result: Result) -> None:
    process = trial.start(*RUN_DRILL)
    try:
        result.hit = _come(result.instant, trial, process)
        process.send_signal(signal.SIGKILL)
    finally:
        process.wait()
    _see_it_clean(trial, result)
    _take_up_again(trial, result)
    _look_at_the_end(trial, result)


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
