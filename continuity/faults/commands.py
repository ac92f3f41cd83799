"""Commands as faults: run without a shell, within a deadline, in a bounded environment, with what they said kept."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.errors import Refused
from continuity.faults.means import Recipe
from continuity.faults.outcome import Healed
from continuity.faults.promise import Obligation, Params
from continuity.faults.undo import Undone
from continuity.faults.wire import CallFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["execute", "recipe_of", "refuse_unclean", "take_back"]

_ENVIRONMENT = ("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")
_KEPT_BYTES = 2000
_CANNOT_RUN = (126, 127)
"""What a shell, env and the like say when a command cannot be started (POSIX 2.8.2)."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended: its number, or why it has none; and the last of what it said."""

    code: int | None
    said: str

    @property
    def words(self) -> str:
        """In one line."""
        how = "no end within its deadline" if self.code is None else f"exit code {self.code}"
        return f"{how}: {self.said}" if self.said else how


def recipe_of(params: Params) -> Recipe:
    """Read the commands back from a promise; raises ``CallFailed`` when there is nothing to heal with."""
    lists = {key: value for key, value in params.items() if isinstance(value, tuple)}
    within = params.get("within_ms")
    if not lists.get("heal") or not lists.get("check") or not isinstance(within, int):
        raise CallFailed("the promise names no command that heals")
    return Recipe(lists.get("inject", ()), lists["heal"], lists["check"], within, lists.get("env", ()))


def refuse_unclean(recipe: Recipe) -> None:
    """See that nothing of the fault is there before anything is promised; raises ``Refused``."""
    if not (recipe.inject and recipe.heal and recipe.check):
        raise Refused("a command is a fault only with inject, heal and check", hint="Write all three.")
    if not _is_clean(recipe):
        raise Refused(f"the check {recipe.check[0]!r} says that the fault is there already", hint="Mend that first.")


def execute(obligation: Obligation) -> str:
    """Run the command that breaks, and see it broken; gives what it said. Raises ``CallFailed``."""
    recipe = recipe_of(obligation.params)
    with _held(obligation, recipe) as lock:
        leash = (sys.executable, "-m", "continuity.faults.leash", *recipe.inject)
        ran = _run(leash, recipe, lock)
    if ran.code != 0:
        raise CallFailed(f"the command {recipe.inject[0]!r} failed with {ran.words}")
    if _is_clean(recipe):
        raise CallFailed(f"the check {recipe.check[0]!r} does not show the fault after {recipe.inject[0]!r}")
    return ran.said


def take_back(obligation: Obligation) -> Undone:
    """Run the command that mends and see that all is well; raises ``CallFailed``. Running it again does no harm."""
    recipe = recipe_of(obligation.params)
    # The one that breaks may still be at it; it ends as soon as its conductor does.
    with _held(obligation, recipe):
        ran = _run(recipe.heal, recipe)
        if ran.code != 0:
            raise CallFailed(f"the command {recipe.heal[0]!r} failed with {ran.words}")
        if not _is_clean(recipe):
            raise CallFailed(f"the check {recipe.check[0]!r} still shows the fault after {recipe.heal[0]!r}")
    return Undone(Healed.REMOVED, True, ran.said)


def _is_clean(recipe: Recipe) -> bool:
    ran = _run(recipe.check, recipe)
    if ran.code is None or ran.code < 0 or ran.code in _CANNOT_RUN:
        raise CallFailed(f"the check {recipe.check[0]!r} gave no answer, {ran.words}")
    return ran.code == 0


@contextmanager
def _held(obligation: Obligation, recipe: Recipe) -> Iterator[int]:
    """Hold the promise's file while a command is at it, so that breaking and mending never overlap."""
    aside = obligation.path.parent / "closed" / obligation.path.name
    handle = os.open(obligation.path if obligation.path.exists() else aside, os.O_RDWR)
    until = time.monotonic() + recipe.within_ms / 1000
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise CallFailed("another command of the same fault has not ended") from None
                time.sleep(0.01)
        yield handle
    finally:
        os.close(handle)


def _run(arguments: Sequence[str], recipe: Recipe, lock: int | None = None) -> Ran:
    environ = {name: os.environ[name] for name in (*_ENVIRONMENT, *recipe.env) if name in os.environ}
    try:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE if lock is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environ,
            pass_fds=() if lock is None else (lock,),
            start_new_session=True,
        )
    except OSError as problem:
        return Ran(_CANNOT_RUN[1], f"{arguments[0]} cannot be started: {problem.strerror}")
    ended = False
    try:
        said, ended = _listen(process, time.monotonic() + recipe.within_ms / 1000)
    finally:
        if not ended:
            _end(process)
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()
    return Ran(process.returncode if ended else None, said)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a command and all that is in its group; a leash does that itself when its input closes."""
    if process.stdin:
        process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(2)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _listen(process: subprocess.Popen[bytes], until: float) -> tuple[str, bool]:
    """Take what it says until it ends (``True``) or its time is over; what it left behind is not waited for."""
    assert process.stdout is not None
    kept, pipe, open_ = b"", process.stdout.fileno(), True
    while True:
        # Asked before reading, so that what was said last is read too.
        gone = process.poll() is not None
        ready = select.select([pipe] if open_ else [], [], [], 0.0 if gone else 0.01)[0]
        if ready:
            block = os.read(pipe, 65_536)
            open_ = bool(block)
            kept = (kept + block)[-_KEPT_BYTES:]
        elif gone:
            return kept.decode(errors="replace").strip(), True
        if time.monotonic() > until and not gone:
            return kept.decode(errors="replace").strip(), False
