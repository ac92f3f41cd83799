"""Which process is meant, so that a reused process id is never taken for the one that made a promise."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ProcessRef", "alive", "machine", "myself", "started"]


@dataclass(frozen=True, slots=True)
class ProcessRef:
    """A process: its id, when it was started (a text to compare, nothing more), and on which machine."""

    pid: int
    started: str
    machine: str


def started(pid: int) -> str | None:
    """When that process of this machine was started; ``None`` when there is none, or only its corpse.

    Linux: boot id and field 22 of ``/proc/PID/stat`` (proc(5)); elsewhere what ``ps`` says.
    """
    if sys.platform != "linux":
        return _started_ps(pid)
    return _started_linux(pid)


def alive(process: ProcessRef) -> bool | None:
    """Tell whether the process still runs; ``None`` when it is another machine's and cannot be seen from here."""
    if process.machine != machine():
        return None
    return started(process.pid) == process.started


def myself() -> ProcessRef:
    """Name the process that asks."""
    return ProcessRef(os.getpid(), started(os.getpid()) or "", machine())


def machine() -> str:
    """Name this machine in a way that stays the same when the network gives it another name."""
    if sys.platform == "darwin":
        return _output("sysctl", "-n", "kern.uuid") or os.uname().nodename
    return _line("/etc/machine-id") or os.uname().nodename


def _started_linux(pid: int) -> str | None:
    stat = _line(f"/proc/{pid}/stat")
    if stat is None:
        return None
    # The command's name stands in brackets and may hold blanks and brackets; fields count from the last one.
    fields = stat.rpartition(")")[2].split()
    if fields[0] in ("Z", "X"):
        return None
    return f"{_line('/proc/sys/kernel/random/boot_id')}:{fields[19]}"


def _started_ps(pid: int) -> str | None:
    answer = _output("ps", "-o", "stat=,lstart=", "-p", str(pid)) or ""
    state, _, since = answer.partition(" ")
    return None if not state or state.startswith("Z") else since.strip()


def _line(path: str) -> str | None:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip() or None
    except OSError:
        return None


def _output(*command: str) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
