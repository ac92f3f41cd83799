"""How runs and faults stand, as plain rows for ``status``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from continuity.cli.here import PROGRAMME, Here
from continuity.clock import SystemClock, to_iso
from continuity.errors import UsageProblem
from continuity.faults.lever import lever
from continuity.faults.obligations import open_obligations, read_obligations, state_dir
from continuity.faults.orphaned import orphaned

if TYPE_CHECKING:
    from continuity.run.state import RunState

__all__ = ["FaultStanding", "RunStanding", "faults_of", "late_packs", "look_at", "say", "told", "unreadable_promises"]


class RunStanding(TypedDict):
    """One run."""

    run: str
    mode: str
    """``drill`` or ``real``."""
    title: str
    status: str
    conductor: str | None
    """None when no process drives it."""
    started: str | None
    open_steps: list[str]
    nobody: list[str]
    """Roles in which nobody can act now."""
    next: str


class FaultStanding(TypedDict):
    """One promise that is not kept yet."""

    run: str
    fault: str
    kind: str
    target: str
    server: str
    until: str
    unsafe: bool


def look_at(workspace: Path | None, run: str | None) -> list[RunStanding]:
    """Runs that are not over, or the one named; outside a workspace there is none to see."""
    from continuity.workspace.find import find_workspace

    try:
        root = find_workspace(workspace)
    except UsageProblem:
        if workspace is not None or run is not None:
            raise
        return []
    here = Here(root, read_only=True)
    names = [here.known(run)] if run else [name for name in here.runs() if not here.is_over(name)]
    return [_row(here, name) for name in names]


def _row(here: Here, run: str) -> RunStanding:
    from continuity.conductor.lock import conducted_by
    from continuity.desk.facts import facts
    from continuity.run.state import fold
    from continuity.run.vacant import vacant_roles

    state = fold(facts(here.store, run))
    conductor = conducted_by(here.root / ".continuity" / "runs" / run)
    started = state.time.started_at
    return RunStanding(
        run=run,
        mode=state.mode,
        title=state.opened.title if state.opened else "",
        status=state.status.value,
        conductor=conductor,
        started=to_iso(started) if started is not None else None,
        open_steps=[f"{step.step.role}: {step.step.do}" for step in state.open_steps()],
        nobody=[state.plan.role_title(role) for role in vacant_roles(state)],
        next=_next(run, state, conductor),
    )


def _next(run: str, state: RunState, conductor: str | None) -> str:
    if state.is_over:
        return f"continuity report drill {run}"
    if state.status.value == "paused" or conductor is None:
        return f"continuity resume {run}"
    if not state.is_drill:
        return f"continuity join {run} --as PERSON --role ROLE"
    return f'continuity abort {run} --reason "…"'


def late_packs(workspace: Path | None) -> list[str]:
    """Copies of packs past their day, or called back and not seen destroyed; editions are for ``check`` to compare."""
    from continuity.workspace.find import find_workspace

    try:
        here = Here(find_workspace(workspace), read_only=True)
    except UsageProblem:
        return []
    if not here.store.head(PROGRAMME).seq:
        return []
    from continuity.cli.packs_out import overdue_copies

    return [one.told() for one in overdue_copies(here, "UTC")]


def told(run: RunStanding) -> str:
    """A run in one line: no line about a run leaves out whether it is real."""
    mark = "REAL OUTAGE" if run["mode"] == "real" else "DRILL"
    alone = run["conductor"] is None and run["status"] not in ("ended", "aborted")
    return f"{mark} {run['run']}  {run['title']}: {run['status']}{', nobody conducts it' if alone else ''}"


def faults_of(run: str | None) -> list[FaultStanding]:
    """Every promise of this machine that is not kept yet, in every workspace."""
    where, now = state_dir(os.environ), SystemClock().now()
    return [
        FaultStanding(
            run=one.run,
            fault=one.fault,
            kind=one.kind,
            target=one.target,
            server=one.server.url,
            until=to_iso(one.deadline_ms),
            unsafe=orphaned(one, where, now),
        )
        for one in open_obligations(where)
        if not one.removed and (run is None or one.run.startswith(f"{run}-"))
    ]


def unreadable_promises() -> list[str]:
    """Files among the promises of this machine that nobody can keep: a fault may stand behind each."""
    return [f"{file.path}: {file.reason}" for file in read_obligations(state_dir(os.environ)).unreadable]


def say(runs: Sequence[RunStanding], faults: Sequence[FaultStanding], unreadable: Sequence[str] = ()) -> Iterator[str]:
    """The same in plain lines."""
    pulled = lever(state_dir(os.environ))
    if pulled is not None:
        yield f"HALTED by {pulled.by}: {pulled.reason}. continuity halt --release lets drills start again."
    if not runs:
        yield "No run is open."
    for run in runs:
        yield told(run)
        if run["nobody"]:
            yield f"    NOBODY CAN ACT AS: {', '.join(run['nobody'])}"
        for step in run["open_steps"][:6]:
            yield f"    {step}"
        yield f"    next: {run['next']}"
    for file in unreadable:
        yield f"UNSAFE: a promise that cannot be read: {file}; continuity recover says what to do"
    inside = [fault for fault in faults if fault["kind"] != "proxy"]
    if not inside:
        yield "No fault is in."
    for fault in inside:
        safe = "UNSAFE: nobody alive takes it out; continuity recover does" if fault["unsafe"] else "watched"
        yield f"fault {fault['fault']} of {fault['run']}: {fault['kind']} at {fault['target']}, {safe}"
