"""The guard: a process of its own that keeps a run's promises when the conductor cannot.

It reads one pipe from the conductor. When the pipe ends (goodbye, crash, SIGKILL), it heals all that is open; when
a deadline passes, it heals that fault though the conductor still lives. Told to end (INT, TERM, HUP) it heals
first, and stays as long as the conductor does.
"""

from __future__ import annotations

import argparse
import os
import select
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path

from continuity.clock import Clock, SystemClock
from continuity.faults.guarded import hold_guard_lock
from continuity.faults.heal import heal
from continuity.faults.obligations import Obligation, folder, open_obligations, tidy
from continuity.faults.process import ProcessRef, alive, machine, started

__all__ = ["Guard", "main"]

_POLL_SECONDS = 0.2
_REREAD_SECONDS = 1.0


class Guard:
    """Watches one conductor of one run; ``budget_s`` is how long it keeps trying what does not heal."""

    def __init__(self, state: Path, run: str, conductor: ProcessRef, clock: Clock, budget_s: float) -> None:
        self._state = state
        self._run = run
        self._conductor = conductor
        self._clock = clock
        self._budget_s = budget_s
        self._open: tuple[Obligation, ...] = ()
        self._seen: tuple[int, float] = (-1, 0.0)
        self._begun: set[str] = set()

    def watch(self, pipe: int, signals: int) -> int:
        """Keep the promises until the pipe ends and nothing is open: 0; 8 when a fault may remain."""
        while self._wait(pipe, signals):
            self._look()
            self._begin([each for each in self._open if each.deadline_ms <= self._clock.now() and not each.removed])
        return self._end()

    def _wait(self, pipe: int, signals: int) -> bool:
        ready, _, _ = select.select([pipe, signals], [], [], self._seconds())
        if signals in ready and os.read(signals, 100):
            self._begun.clear()
            self._begin(self._mine())
        return pipe not in ready or bool(os.read(pipe, 1000))

    def _seconds(self) -> float:
        now = self._clock.now()
        coming = [each.deadline_ms - now for each in self._open if each.id not in self._begun]
        return max(0.0, min([_POLL_SECONDS, *(left / 1000 for left in coming)]))

    def _look(self) -> None:
        """Read the promises again when the folder changed, and once in a while whatever it says."""
        changed, read_at = self._seen
        stamp, now = _stamp(folder(self._state)), self._clock.monotonic()
        if stamp != changed or now - read_at >= _REREAD_SECONDS:
            self._open, self._seen = self._mine(), (stamp, now)

    def _mine(self) -> tuple[Obligation, ...]:
        # Another living conductor of the same run (resumed) has a guard of its own.
        every = open_obligations(self._state, self._run)
        return tuple(each for each in every if each.conductor == self._conductor or alive(each.conductor) is False)

    def _begin(self, due: Sequence[Obligation]) -> None:
        """Heal on a thread, so that a stuck fault delays neither the next deadline nor the end of the pipe."""
        fresh = [each for each in due if each.id not in self._begun]
        self._begun.update(each.id for each in fresh)
        if fresh:
            threading.Thread(target=self._heal, args=(fresh, None), daemon=True).start()

    def _end(self) -> int:
        self._heal(self._mine(), self._conductor)
        tidy(self._state, self._run)
        return 8 if self._mine() else 0

    def _heal(self, due: Sequence[Obligation], gone: ProcessRef | None) -> None:
        heal(due, clock=self._clock, budget_s=self._budget_s, by="guard", gone=gone)


def main(arguments: Sequence[str]) -> int:
    """Run as ``python -m continuity.faults.guard``; says its process id on standard output when it is ready."""
    parser = argparse.ArgumentParser(prog="python -m continuity.faults.guard")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--budget", type=float, default=60.0, help="seconds to keep trying")
    given = parser.parse_args(arguments)
    parent = os.getppid()
    conductor = ProcessRef(parent, started(parent) or "", machine())
    if os.fork():
        # The conductor waits for this first process only, so no corpse of the guard is ever left to it.
        os._exit(0)
    try:
        return _serve(given.state, given.run, conductor, given.budget)
    except Exception:  # a defect here must leave a trace, there is no terminal to show it on
        with (given.state / "guard.log").open("a", encoding="utf-8") as log:
            traceback.print_exc(file=log)
        return 1


def _serve(state: Path, run: str, conductor: ProcessRef, budget_s: float) -> int:
    signals = _catch_signals()
    lock = hold_guard_lock(state, run)
    _say_ready()
    try:
        return Guard(state, run, conductor, SystemClock(), budget_s).watch(sys.stdin.fileno(), signals)
    finally:
        os.close(lock)


def _catch_signals() -> int:
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda *_: None)
    return woken


def _say_ready() -> None:
    os.write(1, f"{os.getpid()}\n".encode())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def _stamp(where: Path) -> int:
    try:
        return where.stat().st_mtime_ns
    except OSError:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
