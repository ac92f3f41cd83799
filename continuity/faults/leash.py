"""``python -m continuity.faults.leash COMMAND …``: a command that ends with whoever started it.

A killed conductor cannot end the command that was breaking something for it; our standard input closes all the same.
While we live we hold what was handed to us, the promise's file among it, so mending waits until the command is gone.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """Run the command until it ends (its exit code) or standard input closes (137, after killing it)."""
    try:
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, process_group=0)
    except OSError as problem:
        print(f"{arguments[0]} cannot be started: {problem.strerror}", flush=True)
        return 127
    while process.poll() is None:
        if select.select([0], [], [], 0.005)[0]:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return 137
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
