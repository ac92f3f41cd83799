"""Taking a pack's log in: the right run, the file among the evidence, the entries through the desk."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from continuity.cli.asker import asker
from continuity.cli.here import Here
from continuity.cli.pack_evidence import Kept, keep, labels_of, tell_blots
from continuity.cli.printed import copies, custodian_of, refuse_other_run
from continuity.clock import to_iso
from continuity.desk.desk import Desk
from continuity.desk.facts import facts
from continuity.desk.rehearsal import Rehearsal
from continuity.errors import Refused, UsageProblem
from continuity.events.copies import PackConflict
from continuity.ledger.cards import blotted
from continuity.pack.blotting import blots_by_entry
from continuity.pack.clocks import clock_findings
from continuity.pack.log import PackLog, read_log
from continuity.pack.merge import Door, Merged, merge, unsettled
from continuity.programme.copies import Copy, CopyState
from continuity.run.commands import KeepLog, SettlePack, TakeBlanks, Who
from continuity.run.rights import require_known
from continuity.run.state import RunState, fold
from continuity.workspace.find import find_workspace

__all__ = ["PackFile", "import_pack"]


@dataclass(frozen=True, slots=True)
class PackFile:
    """The options of ``import pack``."""

    file: Path
    run: str | None
    dry_run: bool
    settle: tuple[int, ...]
    reason: str
    person: str | None
    as_json: bool
    workspace: Path | None


@dataclass(frozen=True, slots=True)
class _Result:
    run: str
    copy: Copy
    log: PackLog
    merged: Merged
    kept: Kept
    clock: tuple[str, ...]
    open: tuple[PackConflict, ...]
    zone: str
    """Where the organisation is: times are shown as people there read them."""


def import_pack(asked: PackFile) -> int:
    """Import, settle what was asked, and say what came of it; gives the exit code."""
    if asked.settle and not asked.reason.strip():
        raise UsageProblem("--settle needs --reason: why does the run stay as it is?")
    data = asked.file.read_bytes()
    log = read_log(data)
    here = Here(find_workspace(asked.workspace), read_only=asked.dry_run)
    copy = _copy(here, log)
    run, state = _run(here, log, asked.run)
    refuse_other_run(here, log.copy, copy.issued.blocks, run)
    who = asker(asked.person)
    kept = _keep(here, state, log, data, asked)
    if asked.dry_run:
        result = _rehearse(here, run, state, log, copy, who, kept)
    else:
        result = _take(here, run, log, copy, who, kept, asked)
    _say(result, asked)
    return Refused.exit_code if result.open else 0


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


def _keep(here: Here, state: RunState, log: PackLog, data: bytes, asked: PackFile) -> Kept:
    """The file among the evidence, once it is known that whoever brings it is somebody."""
    if asked.person is not None:
        require_known(state, asked.person)
    return keep(here.root, data, log.sha256, labels_of(state.plan), dry=asked.dry_run)


def _rehearse(here: Here, run: str, state: RunState, log: PackLog, copy: Copy, who: Who, kept: Kept) -> _Result:
    return _through(Rehearsal(state, here.clock.now), run, log, copy, who, here.clock.now(), kept)


def _take(here: Here, run: str, log: PackLog, copy: Copy, who: Who, kept: Kept, asked: PackFile) -> _Result:
    desk = here.desk(run)
    desk.refresh()
    result = _through(desk, run, log, copy, who, here.clock.now(), kept)
    found = (len(log.entries), len(result.merged.taken), tuple(result.merged.conflicts), result.clock)
    desk.act(KeepLog(log.copy, log.device, log.sha256, *found), who)
    for counter in asked.settle:
        desk.act(SettlePack(log.device, counter, asked.reason), who)
    left = tuple(unsettled(result.merged, log, desk.state))
    return replace(result, open=left)


def _through(door: Door | Desk, run: str, log: PackLog, copy: Copy, who: Who, now: int, kept: Kept) -> _Result:
    issued = copy.issued
    if issued.blocks and not door.state.is_over:
        door.act(TakeBlanks(issued.copy, custodian_of(issued), issued.blocks, issued.site), who)
    zone = door.state.plan.organisation.time_zone
    merged = merge(door, log, zone, blots_by_entry(kept.blots), now)
    clock = tuple(blotted(words) for words in clock_findings(log, door.state, now, zone))
    return _Result(run, copy, log, merged, kept, clock, tuple(unsettled(merged, log, door.state)), zone)


def _say(result: _Result, asked: PackFile) -> None:
    if asked.as_json:
        click.echo(json.dumps(_rows(result), indent=2, ensure_ascii=False))
        return
    for line in _lines(result, asked):
        click.echo(line)


def _lines(result: _Result, asked: PackFile) -> Iterator[str]:
    log, merged, dry = result.log, result.merged, asked.dry_run
    mark = "DRILL" if log.mode == "drill" else "REAL OUTAGE"
    would = "would be " if dry else ""
    yield f"{mark} {result.run}  copy {log.copy}, {log.role}, device {log.device[:6]}, {len(log.entries)} entries"
    yield f"{len(merged.taken)} {would}taken, {len(merged.known)} known already, {len(merged.conflicts)} in conflict"
    if (gone := _gone_before(result.copy, log)) is not None:
        when = f"{datetime.fromtimestamp(gone / 1000, ZoneInfo(result.zone)):%Y-%m-%d %H:%M}"
        yield f"REGISTER: copy {log.copy} was said to be destroyed at {when}, and it was in use after that."
    for words in result.clock:
        yield f"CLOCK: {words}. All other times are as they were written."
    yield from tell_blots(result.kept, log.sha256)
    waiting = {one.counter for one in result.open}
    for one in merged.conflicts:
        yield ""
        yield f"CONFLICT {one.counter}, {one.about}{'' if one.counter in waiting else ' (settled)'}"
        yield f"  the pack says  {one.pack}"
        yield f"  the run says   {one.run}"
        yield from (f"  {name:<14} {text}" for name, text in _order(result, one.counter).items())
        if one.counter in waiting:
            yield f"  {one.settle}"
    if result.open and not dry:
        counter = result.open[0].counter
        yield ""
        person = "" if asked.person else " --as YOU"
        settle = f'--settle {counter} --reason "…"{person}'
        yield f"Nothing of these was changed. When it is clear: the same command with {settle}"


def _conflict(result: _Result, one: PackConflict, waits: bool) -> dict[str, object]:
    return {**asdict(one), "fields": _order(result, one.counter), "settled": not waits}


def _order(result: _Result, counter: int) -> Mapping[str, str]:
    """What stands on a form, for people to compare with paper; nothing of one that seems to hold a card."""
    hidden = {one.entry for one in result.kept.blots}
    shown = (one for one in result.log.entries if one.kind == "capture" and one.counter not in hidden)
    return next((one.fields for one in shown if one.counter == counter), {})


def _gone_before(copy: Copy, log: PackLog) -> int | None:
    """When somebody saw the copy destroyed, where its log was saved after that."""
    is_gone = copy.state is CopyState.DESTROYED and copy.moved_at is not None and log.exported_at > copy.moved_at
    return copy.moved_at if is_gone else None


def _rows(result: _Result) -> dict[str, object]:
    waiting = {one.counter for one in result.open}
    return {
        "run": result.run,
        "mode": result.log.mode,
        "copy": result.log.copy,
        "destroyed_before": None if (gone := _gone_before(result.copy, result.log)) is None else to_iso(gone),
        "device": result.log.device,
        "sha256": result.log.sha256,
        "exported_at": to_iso(result.log.exported_at),
        "entries": len(result.log.entries),
        "taken": result.merged.taken,
        "known": result.merged.known,
        "conflicts": [_conflict(result, one, one.counter in waiting) for one in result.merged.conflicts],
        "clock": list(result.clock),
        **result.kept.rows(),
    }
