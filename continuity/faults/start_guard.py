"""Starting a guard, and the conductor's end of the pipe to it."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path

from continuity.errors import Refused
from continuity.faults.process import ProcessRef, alive, machine, started

__all__ = ["GuardHandle", "start_guard"]

_START_SECONDS = 10.0


class GuardHandle:
    """A guard that is ready. As long as this process holds the handle open, the guard knows that it lives."""

    def __init__(self, process: ProcessRef, pipe: int) -> None:
        self.process = process
        self._pipe: int | None = pipe

    @property
    def alive(self) -> bool:
        """Whether the guard still lives; a run whose guard is gone must not go on."""
        return alive(self.process) is True

    def nudge(self) -> None:
        """Have the guard look at the promises now; it looks by itself several times a second."""
        if self._pipe is not None:
            os.write(self._pipe, b".")

    def close(self) -> None:
        """Say goodbye: the guard heals what is still open, and ends."""
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None


def start_guard(state_dir: Path, run: str, budget_s: int = 60) -> GuardHandle:
    """Start a detached guard for a run of this process; raises ``Refused`` when it is not ready in time.

    ``budget_s`` is how many seconds it keeps trying what does not heal.
    """
    theirs, ours = os.pipe()
    try:
        command = [sys.executable, "-m", "continuity.faults.guard", "--state", str(state_dir), "--run", run]
        process = _spawn([*command, "--budget", str(budget_s)], theirs)
    except BaseException:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    return GuardHandle(process, ours)


def _spawn(command: list[str], pipe: int) -> ProcessRef:
    with subprocess.Popen(
        command, stdin=pipe, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as first:
        assert first.stdout is not None
        ready, _, _ = select.select([first.stdout], [], [], _START_SECONDS)
        said = first.stdout.readline().strip() if ready else b""
        if not said:
            first.kill()
            raise Refused(
                "The guard did not start, so nothing is injected",
                hint="`continuity doctor` says what is missing; guard.log in the state folder has the details.",
            )
    return ProcessRef(int(said), started(int(said)) or "", machine())
