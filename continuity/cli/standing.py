"""How runs and faults stand, as plain rows for ``status``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from continuity.cli.here import PROGRAMME, Here
from continuity.clock import SystemClock, to_iso
from continuity.errors import UsageProblem
from continuity.faults.guarded import guard_lives
from continuity.faults.lever import lever
from continuity.faults.obligations import Obligation, open_obligations, read_obligations, state_dir
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
    given_up: list[str]
    """Faults whose promise a person gave up: nobody knows whether they are out."""
    on_packs: list[str]
    """Orders in logs of packs that were not taken."""
    next: str


class FaultStanding(TypedDict):
    """One promise that is not kept yet."""

    run: str
    fault: str
    kind: str
    target: str
    server: str
    until: str
    failed: str | None
    """When and why healing it failed last; none while nobody tried in vain."""
    unsafe: bool
    """Nobody alive keeps it, or healing it failed."""


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
    from continuity.run.closing import packs_open
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
        open_steps=[f"{step.turn}: {step.asked}" for step in state.open_steps()],
        given_up=[f"{one.what}: {one.words}" for one in state.given_up.values()],
        on_packs=packs_open(state) if state.plan_or_none is not None else [],
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
        _fault(one, where, now)
        for one in open_obligations(where)
        if not one.removed and (run is None or one.run.startswith(f"{run}-"))
    ]


def _fault(one: Obligation, where: Path, now: int) -> FaultStanding:
    alone, failed = orphaned(one, where, now), one.failed
    words = None
    if failed is not None:
        words = f"healing it failed at {to_iso(failed.at)} ({failed.by}): {failed.detail}"
        words += "" if alone else f"; {_keeper(one, where)} tries again, at {to_iso(one.deadline_ms)} at the latest"
    return FaultStanding(
        run=one.run,
        fault=one.fault,
        kind=one.kind,
        target=one.target,
        server=one.server.url,
        until=to_iso(one.deadline_ms),
        failed=words,
        unsafe=alone or failed is not None,
    )


def _keeper(one: Obligation, where: Path) -> str:
    return "the guard" if guard_lives(where, one.run) else "its conductor"


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
        yield from (f"    GIVEN UP: {words}" for words in run["given_up"])
        yield from (f"    PACK: {words}" for words in run["on_packs"])
        for step in run["open_steps"][:6]:
            yield f"    {step}"
        yield f"    next: {run['next']}"
    for file in unreadable:
        yield f"UNSAFE: a promise that cannot be read: {file}; continuity recover says how to give it up (--give-up)"
    # A proxy before a stand-in is no fault, but nobody may have to guess why a command ends with 8.
    inside = [fault for fault in faults if fault["kind"] != "proxy" or fault["unsafe"]]
    if not inside:
        yield "No fault is in."
    for fault in inside:
        yield f"fault {fault['fault']} of {fault['run']}: {fault['kind']} at {fault['target']}, {_safe(fault)}"


def _safe(fault: FaultStanding) -> str:
    if not fault["unsafe"]:
        return "watched"
    if not fault["failed"]:
        return "UNSAFE: nobody alive takes it out; continuity recover does"
    give_up = f'if its server is gone for good, continuity recover {fault["run"]} --give-up --reason "…" gives it up'
    return f"UNSAFE: {fault['failed']}; continuity recover says what to do by hand; {give_up}"
