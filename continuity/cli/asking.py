"""Asking something of a run that another process conducts, and waiting until it is done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from continuity.cli.asker import asker
from continuity.cli.here import Here
from continuity.conductor.lock import conducted_by
from continuity.conductor.session import end_lost_run, run_folder
from continuity.desk.desk import Desk
from continuity.errors import ContinuityError, FaultMayRemain
from continuity.events import Actor, Known
from continuity.run.commands import Abort, Pause, Resume, Who
from continuity.run.status import RunStatus
from continuity.run.verdict import SafetyWord, safety_verdict
from continuity.workspace.find import find_workspace

__all__ = ["ask_of_run", "ask_to_end"]

_PATIENCE_S = 90.0
_HURRY_S, _CALM_S = 20.0, 3.0
"""A real outage waits no longer for the drill that it ends: while a fault is in, and while none is."""
_PROOF_S = 35.0
_WANTED = {
    Pause: (RunStatus.PAUSED, RunStatus.ABORTED, RunStatus.ENDED),
    Abort: (RunStatus.ABORTED, RunStatus.ENDED),
    Resume: (RunStatus.RUNNING, RunStatus.ABORTED, RunStatus.ENDED),
}


def ask_of_run(workspace: Path | None, run: str | None, command: Pause | Abort | Resume, person: str | None) -> str:
    """Append the request, wait for it, and say how it ended; a run that nobody conducts is dealt with here."""
    here = Here(find_workspace(workspace))
    return _ask(here, here.known(run), command, asker(person))


def ask_to_end(here: Here, name: str, reason: str, person: str) -> str:
    """The same for a drill that a real outage ends: waits until every fault is out, and not for the proof.

    Where the real outage is at the very point that the drill had its fault at, no probe can prove anything.
    """
    desk = here.desk(name)
    desk.act(Abort(reason), Who(Actor(person, Known.STATED)))
    if conducted_by(run_folder(here.root, name)) is None:
        end_lost_run(desk, here.state_dir, here.root, here.clock)
    held = _inside(desk)
    _wait(desk, here, lambda: desk.state.is_over or (held and not _inside(desk)), _HURRY_S if held else _CALM_S)
    if _inside(desk):
        raise FaultMayRemain(f"{name} has not taken its faults out", hint="continuity halt takes every fault out.")
    safety = safety_verdict(desk.state)
    if safety.word is SafetyWord.DIRTY:
        raise FaultMayRemain(safety.why, hint="continuity halt, then status.")
    ended = (
        f"It is {desk.state.status.value}" if desk.state.is_over else "It ends by itself once its probes have looked"
    )
    return f"{ended}: {safety.why}."


def _inside(desk: Desk) -> bool:
    return any(fault.inside for fault in desk.state.faults.values())


def _ask(here: Here, name: str, command: Pause | Abort | Resume, who: Who) -> str:
    desk = here.desk(name)
    desk.act(command, who)
    alone = conducted_by(run_folder(here.root, name)) is None
    if alone:
        end_lost_run(desk, here.state_dir, here.root, here.clock)
    _wait(desk, here, lambda: desk.state.status in _WANTED[type(command)], _PATIENCE_S)
    if alone and desk.state.is_over:
        _report(here, name, desk)
    if desk.state.status not in _WANTED[type(command)]:
        raise FaultMayRemain(
            f"{name} did not answer in {_PATIENCE_S:.0f} s", hint="continuity halt takes every fault out."
        )
    return f"{name} is {desk.state.status.value}{_safety(desk, here, name)}."


def _report(here: Here, name: str, desk: Desk) -> None:
    """Nobody else is left to write it; that it cannot be written is no reason to say less of the run."""
    from continuity.cli.ending import write_reports

    with suppress(ContinuityError, OSError):
        write_reports(here, name, desk)


def _safety(desk: Desk, here: Here, name: str) -> str:
    """How safe a run is that has stopped; while it runs, its faults are in because they should be.

    A proof can only come from whoever conducts it.
    """
    folder = run_folder(here.root, name)
    _wait(desk, here, lambda: _clean(desk) or _runs(desk) or conducted_by(folder) is None, _PROOF_S)
    desk.refresh()
    if _runs(desk):
        return ""
    safety = safety_verdict(desk.state)
    if safety.word is SafetyWord.DIRTY:
        raise FaultMayRemain(f"{name} is {desk.state.status.value}; {safety.why}", hint="continuity halt, then status.")
    return f"; {safety.why}"


def _clean(desk: Desk) -> bool:
    return safety_verdict(desk.state).word is SafetyWord.CLEAN


def _runs(desk: Desk) -> bool:
    return desk.state.status is RunStatus.RUNNING


def _wait(desk: Desk, here: Here, condition: Callable[[], bool], seconds: float) -> None:
    until = here.clock.monotonic() + seconds
    while not condition() and here.clock.monotonic() < until:
        here.clock.sleep(0.1)
        desk.refresh()
