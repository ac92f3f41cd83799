"""How long people wait for ``--help`` and ``status``, beside ``chaos --help``: whole processes, in turn, in one run.

Goal: under half. Without Chaos Toolkit on the PATH only our own times are printed.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time

ROUNDS = 15


def seconds(command: list[str]) -> float:
    """One whole process."""
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begun


def spread(taken: list[float]) -> dict[str, float]:
    """What to quote of several rounds, in seconds."""
    return {"median": statistics.median(taken), "min": min(taken), "max": max(taken)}


def main() -> None:
    """Measure in turn, so that a busy moment meets every command alike."""
    ours = [sys.executable, "-m", "continuity"]
    commands = {"continuity --help": [*ours, "--help"], "continuity status": [*ours, "status"]}
    chaos = shutil.which("chaos")
    if chaos:
        commands["chaos --help"] = [chaos, "--no-version-check", "--help"]
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(ROUNDS + 1):
        for name, command in commands.items():
            took = seconds(command)
            if number:  # the first round warms the disk cache
                times[name].append(took)
    beside = statistics.median(times["chaos --help"]) if chaos else None
    for name, taken in times.items():
        ratio = (
            f"   {statistics.median(taken) / beside:.2f} × chaos --help" if beside and name != "chaos --help" else ""
        )
        figures = "   ".join(f"{word} {value * 1000:6.1f} ms" for word, value in spread(taken).items())
        print(f"{name:<20} {figures}{ratio}")


if __name__ == "__main__":
    main()
