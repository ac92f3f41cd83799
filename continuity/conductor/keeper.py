"""Runs a foreign program and ends it when standard input closes: ``python -m continuity.conductor.keeper COMMAND…``.

A conductor that is killed cannot say good-bye; its end of the pipe closes all the same.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading

__all__ = ["main"]

_DIE_WITH_PARENT = 1


def main(command: list[str]) -> int:
    """Run until the command ends or standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=_die_with_parent)
    threading.Thread(target=_end_with_input, args=(child,), daemon=True).start()
    return child.wait()


def _end_with_input(child: subprocess.Popen[bytes]) -> None:
    while os.read(0, 4096):
        pass
    child.kill()


def _die_with_parent() -> None:
    """Also when the keeper itself is killed (Linux, prctl(2))."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
