"""Taking logs of packs in: the right run, the files among the evidence, the entries through the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from continuity.cli.asker import asker
from continuity.cli.here import Here
from continuity.cli.pack_evidence import Kept, keep, labels_of
from continuity.cli.packs_told import Result, say
from continuity.cli.printed import copies, custodian_of, refuse_other_run
from continuity.desk.desk import Desk
from continuity.desk.facts import facts
from continuity.desk.rehearsal import Rehearsal
from continuity.errors import EvidenceDamaged, Refused, UsageProblem
from continuity.ledger.cards import blotted
from continuity.pack.blotting import blots_by_entry
from continuity.pack.clocks import clock_findings
from continuity.pack.log import PackLog, read_log
from continuity.pack.merge import Source, merge
from continuity.pack.merged import Merged, unsettled
from continuity.programme.copies import Copy
from continuity.run.commands import KeepLog, SettlePack, TakeBlanks, Who
from continuity.run.rights import require_known
from continuity.run.state import RunState, fold
from continuity.workspace.find import find_workspace

__all__ = ["PackFiles", "import_pack"]


@dataclass(frozen=True, slots=True)
class PackFiles:
    """The options of ``import pack``."""

    files: tuple[Path, ...]
    run: str | None
    dry_run: bool
    settle: tuple[int, ...]
    reason: str
    person: str | None
    as_json: bool
    workspace: Path | None


@dataclass(slots=True)
class _Incoming:
    """A log on its way into a run."""

    file: Path
    data: bytes
    log: PackLog
    copy: Copy
    run: str
    kept: Kept
    merged: Merged = field(default_factory=Merged)


def import_pack(asked: PackFiles) -> int:
    """Import, settle what was asked, and say what came of it; gives the exit code."""
    _refuse_odd(asked)
    read = [(file, file.read_bytes()) for file in asked.files]
    logs = [_log(file, data) for file, data in read]
    here = Here(find_workspace(asked.workspace), read_only=asked.dry_run)
    known = [_known(here, log, asked.run) for log in logs]
    who = asker(asked.person)
    doors = {run: _door(here, run, state, dry=asked.dry_run) for _, run, state in known}
    incoming = []
    for (file, data), log, (copy, run, state) in zip(read, logs, known, strict=True):
        incoming.append(_Incoming(file, data, log, copy, run, _keep(here, state, log, data, asked)))
    _merge(incoming, doors, who, here.clock.now())
    if asked.settle:
        _settle(incoming[0], doors[incoming[0].run], who, here.clock.now(), asked)
        _merge(incoming, doors, who, here.clock.now())  # a header that was settled is closed over what the run has
    results = [_result(one, doors[one.run], who, here.clock.now(), asked) for one in incoming]
    say(results, as_json=asked.as_json, dry=asked.dry_run, person=asked.person)
    return Refused.exit_code if any(one.open for one in results) else 0


def _refuse_odd(asked: PackFiles) -> None:
    if asked.settle and not asked.reason.strip():
        raise UsageProblem("--settle needs --reason: why does the run stay as it is?")
    if asked.settle and asked.dry_run:
        raise UsageProblem("--dry-run settles nothing", hint="Look first; then settle without it.")
    if asked.settle and len(asked.files) > 1:
        raise UsageProblem(
            "--settle is about one file", hint="Each file counts its entries from 1: say which is meant."
        )


def _log(file: Path, data: bytes) -> PackLog:
    try:
        return read_log(data)
    except (UsageProblem, EvidenceDamaged) as problem:
        raise type(problem)(f"{file.name}: {problem.message}", hint=problem.hint) from None


def _known(here: Here, log: PackLog, named: str | None) -> tuple[Copy, str, RunState]:
    """The copy that the log is of, and the run that it goes into."""
    copy = _copy(here, log)
    run, state = _run(here, log, named)
    refuse_other_run(here, log.copy, copy.issued.blocks, run)
    return copy, run, state


def _copy(here: Here, log: PackLog) -> Copy:
    copy = copies(here).get(log.copy)
    said = (log.edition, log.role, log.stamp)
    if copy is None or said != (copy.issued.sha256, copy.issued.role, copy.issued.stamp):
        raise Refused(
            f"copy {log.copy} of this log is not in the register of this workspace",
            hint="Was the pack built in another workspace? Import the log there.",
        )
    if copy.issued.mode != log.mode:
        raise Refused(
            f"the log says that it is {log.mode}, and copy {log.copy} is a {copy.issued.mode} pack",
            hint="A drill's numbers never go into a real outage: enter these orders on forms of their own.",
        )
    return copy


def _run(here: Here, log: PackLog, named: str | None) -> tuple[str, RunState]:
    wanted = [here.known(named)] if named else [run for run in reversed(here.runs()) if not here.is_over(run)]
    for run in wanted:
        state = fold(facts(here.store, run))
        if state.mode == log.mode and state.plan_or_none and log.runbook in state.plan_or_none.runbooks:
            return run, state
        if named:
            mark = "DRILL" if log.mode == "drill" else "REAL"
            raise Refused(f"the log is {mark}, of {log.runbook}; {run} is {state.mode}, of another kind or runbook")
    begin = "continuity drill run DRILL" if log.mode == "drill" else "continuity incident open"
    raise UsageProblem(
        f"no {log.mode} run of {log.runbook} is open", hint=f"{begin} begins one; the log waits as it is."
    )


def _door(here: Here, run: str, state: RunState, *, dry: bool) -> Desk | Rehearsal:
    if dry:
        return Rehearsal(state, here.clock.now)
    desk = here.desk(run)
    desk.refresh()
    return desk


def _keep(here: Here, state: RunState, log: PackLog, data: bytes, asked: PackFiles) -> Kept:
    """The file among the evidence, once it is known that whoever brings it is somebody."""
    if asked.person is not None:
        require_known(state, asked.person)
    return keep(here.root, data, log.sha256, labels_of(state.plan), dry=asked.dry_run)


def _merge(incoming: Sequence[_Incoming], doors: dict[str, Desk | Rehearsal], who: Who, now: int) -> None:
    """All logs that go into one run together, with the blanks of their copies."""
    for run, door in doors.items():
        mine = [one for one in incoming if one.run == run]
        for one in mine:
            issued = one.copy.issued
            if issued.blocks and not door.state.is_over:
                door.act(TakeBlanks(issued.copy, custodian_of(issued), issued.blocks, issued.site), who)
        sources = [Source(one.log, blots_by_entry(one.kept.blots)) for one in mine]
        found = merge(door, sources, door.state.plan.organisation.time_zone, now)
        for one, merged in zip(mine, found, strict=True):
            one.merged = merged.after(one.merged)


def _settle(one: _Incoming, door: Desk | Rehearsal, who: Who, now: int, asked: PackFiles) -> None:
    door.act(_kept(one, door, now), who)
    for counter in asked.settle:
        door.act(SettlePack(one.log.device, counter, asked.reason), who)


def _kept(one: _Incoming, door: Desk | Rehearsal, now: int) -> KeepLog:
    log, zone = one.log, door.state.plan.organisation.time_zone
    clock = tuple(blotted(words) for words in clock_findings(log, door.state, now, zone))
    found = (len(log.entries), len(one.merged.taken), tuple(one.merged.conflicts), clock)
    return KeepLog(log.copy, log.device, log.sha256, *found)


def _result(one: _Incoming, door: Desk | Rehearsal, who: Who, now: int, asked: PackFiles) -> Result:
    kept = _kept(one, door, now)
    if not asked.dry_run:
        door.act(kept, who)
    left, zone = tuple(unsettled(one.merged, one.log, door.state)), door.state.plan.organisation.time_zone
    return Result(one.file, one.run, one.copy, one.log, one.merged, one.kept, kept.clock, left, zone)
