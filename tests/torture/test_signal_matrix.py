"""Every signal in every phase of a drill, once, twice and three times: no fault stays, and nothing lives on."""

from __future__ import annotations

import json
import os
import pty
import signal

import pytest
from standing_server import engines
from striking import WHOLE, side_by_side, start
from trial import within

PHASES = {
    "before inject": ("before inject", 1),
    "during inject": ("after obligation state found", 1),
    "hold": ("after journal fault.injected", 1),
    "human wait": ("after journal fault.injected", 1),
    "heal": ("after obligation heal attempt", 1),
    "verify": ("after journal fault.removed", 1),
    "report": ("before report", 1),
}
SIGNALS = (("SIGINT",), ("SIGTERM",), ("SIGHUP",), ("SIGKILL",), ("SIGSTOP",), ("SIGINT",) * 2, ("SIGINT",) * 3)
PAUSED, LEFT_TO_THE_GUARD = (7,), (8,)
OVER = (0, 6)
"""Six: so little of the fault was left that no probe saw it."""
AFTER_THE_RUN = {"SIGINT": (7,), "SIGTERM": (-signal.SIGTERM,), "SIGHUP": (-signal.SIGHUP,), "SIGSTOP": OVER}
"""While the report is written nothing is in any more, and a signal ends the process as it ends any other."""
EVERY = [(phase, signals) for phase in PHASES for signals in SIGNALS]
# One of each phase and one of each signal; the whole square in ``make torture``.
SAMPLE = [(phase, SIGNALS[(number * 3 + 1) % len(SIGNALS)]) for number, phase in enumerate(PHASES)]


def expected(phase, signals):
    """The exit codes that one cell may end with."""
    if "SIGKILL" in signals:
        return (-signal.SIGKILL,)
    if phase == "report":
        return AFTER_THE_RUN[signals[0]]
    if signals == ("SIGSTOP",):
        # Paused when it finds that the guard was there; it may wake early enough for its fault to end as planned.
        return (*PAUSED, *OVER)
    return LEFT_TO_THE_GUARD if len(signals) == 3 else PAUSED


def hurt(server, folder, case):
    phase, signals = case
    named = f"{'+'.join(signals)} in {phase}"
    ours, theirs = pty.openpty()
    waits, labels = phase == "human wait", folder / "labels"
    fuse = {"at": PHASES[phase], "signals": signals, "grace_ms": 400, "tell": str(labels)}
    trial, process = start(server, folder, () if waits else ("--auto", "all"), theirs, **fuse)
    os.close(theirs)
    try:
        found = _stopped(trial, process, named) if signals == ("SIGSTOP",) else []
        if not _soon_over(process):
            found.append(f"{named}: the drill did not end")
            process.kill()
        code = process.wait(60)
    finally:
        os.close(ours)
    if not _came_up(labels, PHASES[phase]):
        found.append(f"{named}: it ended with {code} before any signal was sent")
    if code not in expected(phase, signals):
        wanted = expected(phase, signals)
        found.append(f"{named}: ended with {code}, not with one of {wanted}: {trial.said()[-500:]}")
    if not trial.all_clean(20):
        found.append(f"{named}: left {trial.left()}, living {trial.living()}")
    if "Traceback" in trial.said() or "defect of ours" in trial.said():
        found.append(f"{named}: {trial.said()[-500:]}")
    return found


def _came_up(labels, moment):
    told = labels.read_text("utf-8").splitlines() if labels.exists() else []
    return list(moment) in [json.loads(line) for line in told]


def _soon_over(process):
    return within(30, lambda: process.poll() is not None)


def _stopped(trial, process, named):
    """Past the deadline the guard has the fault out though the conductor stands still; then it wakes."""
    stands = within(30, lambda: _state(process.pid) == "T" or process.poll() is not None)
    clean = within(20, lambda: trial.server.state() == trial.server.baseline)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGCONT)
    # Woken, it finds its fault taken out by the guard and waits, paused, for a person; here nobody ever answers.
    waits = within(30, lambda: process.poll() is not None or trial.count("run.paused") > 0 or "human" in named)
    if waits and process.poll() is None:
        process.terminate()
    return [] if stands and clean else [f"{named}: still in past the deadline: {trial.left()}"]


def _state(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0]
    except OSError:
        return ""


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="seeing that a process has stopped needs /proc")
@pytest.mark.timeout(3600 if WHOLE else 120)
@pytest.mark.parametrize("engine", engines() if WHOLE else engines()[:1])
def test_no_signal_in_any_phase_leaves_a_fault(engine, tmp_path):
    assert side_by_side(engine, tmp_path, EVERY if WHOLE else SAMPLE, hurt) == []
