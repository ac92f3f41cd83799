"""What came of a pack's log, in words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from continuity.cli.pack_evidence import Kept, tell_blots
from continuity.clock import on_the_wall, to_iso
from continuity.events.copies import PackConflict
from continuity.pack.log import PackLog
from continuity.pack.merged import Merged
from continuity.programme.copies import Copy, CopyState

__all__ = ["Result", "say"]


@dataclass(frozen=True, slots=True)
class Result:
    """One file, what became of its entries, and what of it nobody has settled."""

    file: Path
    run: str
    copy: Copy
    log: PackLog
    merged: Merged
    kept: Kept
    clock: tuple[str, ...]
    open: tuple[PackConflict, ...]
    zone: str
    """Where the organisation is: times are shown as people there read them."""


def say(results: Sequence[Result], *, as_json: bool, dry: bool, person: str | None) -> None:
    """Each file's result in turn; ``person`` is whoever was said to import."""
    if as_json:
        rows = [_rows(one) for one in results]
        click.echo(json.dumps(rows if len(rows) > 1 else rows[0], indent=2, ensure_ascii=False))
        return
    for place, one in enumerate(results):
        if place:
            click.echo()
        for line in _lines(one, dry):
            click.echo(line)
        if not dry and (settle := _how_to_settle(one, len(results) > 1, person)):
            click.echo(settle)


def _lines(result: Result, dry: bool) -> Iterator[str]:
    log, merged = result.log, result.merged
    mark = "DRILL" if log.mode == "drill" else "REAL OUTAGE"
    would = "would be " if dry else ""
    yield f"{mark} {result.run}  copy {log.copy}, {log.role}, device {log.device[:6]}, {_entries(len(log.entries))}"
    clocks = ", the clock on the wall noted" if any(one.kind == "clock" for one in log.entries) else ""
    counts = f"{len(merged.taken)} {would}taken, {len(merged.known)} known already"
    yield f"{counts}, {len(merged.conflicts)} in conflict{clocks}"
    if (gone := _gone_before(result.copy, log)) is not None:
        when = on_the_wall(gone, result.zone)
        yield f"REGISTER: copy {log.copy} was said to be destroyed at {when}, and it was in use after that."
    for words in result.clock:
        yield f"CLOCK: {words}. All other times are as they were written."
    yield from (f"NOTE: {words}." for words in merged.told)
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


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _how_to_settle(result: Result, many: bool, person: str | None) -> str:
    """For the first that is settled by a word; what waits for others, or has to be brought in, is not."""
    counter = next((one.counter for one in result.open if "settle" in one.settle), None)
    if counter is None:
        return ""
    command = f"continuity import pack {result.file}" if many else "the same command"
    who = "" if person else " --as YOU"
    return f'\nNothing of these was changed. When it is clear: {command} with --settle {counter} --reason "…"{who}'


def _conflict(result: Result, one: PackConflict, waits: bool) -> dict[str, object]:
    return {**asdict(one), "fields": _order(result, one.counter), "settled": not waits}


def _order(result: Result, counter: int) -> Mapping[str, str]:
    """What stands on a form, for people to compare with paper; nothing of one that seems to hold a card."""
    hidden = {one.entry for one in result.kept.blots}
    shown = (one for one in result.log.entries if one.kind == "capture" and one.counter not in hidden)
    return next((one.fields for one in shown if one.counter == counter), {})


def _gone_before(copy: Copy, log: PackLog) -> int | None:
    """When somebody saw the copy destroyed, where its log was saved after that."""
    is_gone = copy.state is CopyState.DESTROYED and copy.moved_at is not None and log.exported_at > copy.moved_at
    return copy.moved_at if is_gone else None


def _rows(result: Result) -> dict[str, object]:
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
        "notes": result.merged.told,
        **result.kept.rows(),
    }
