"""A run has one conductor: the process that holds the lock file of the run."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from pathlib import Path
from types import TracebackType

from continuity.errors import Refused

__all__ = ["RunLock", "conducted_by"]


class RunLock:
    """Held until closed or until the process dies; raises ``Refused`` when another process conducts the run."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "conductor.lock"
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            holder = _holder(self._path)
            raise Refused(
                f"the run is conducted by {holder}", hint="Act in it with status, pause and abort, or wait for its end."
            ) from error
        os.ftruncate(self._file, 0)
        os.write(self._file, json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode())

    def close(self) -> None:
        """Let go."""
        os.close(self._file)

    def __enter__(self) -> RunLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def conducted_by(folder: Path) -> str | None:
    """Who conducts the run now; none when nobody holds the lock."""
    path = folder / "conductor.lock"
    try:
        file = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return _holder(path)
    finally:
        os.close(file)
    return None


def _holder(path: Path) -> str:
    try:
        said = json.loads(path.read_text())
        return f"process {said['pid']} on {said['host']}"
    except (OSError, ValueError, KeyError):
        return "another process"
