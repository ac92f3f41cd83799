"""Telling whether a guard keeps a run: each guard holds a shared lock on the run's file for as long as it lives."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

__all__ = ["guard_lives", "hold_guard_lock"]


def hold_guard_lock(state: Path, run: str) -> int:
    """Say that a guard of the run lives; the system takes the word back when the process ends, however it ends."""
    handle = os.open(_path(state, run), os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def guard_lives(state: Path, run: str) -> bool:
    """Tell whether any guard of the run lives."""
    try:
        handle = os.open(_path(state, run), os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _path(state: Path, run: str) -> Path:
    where = state / "guards"
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    return where / f"{run}.lock"
