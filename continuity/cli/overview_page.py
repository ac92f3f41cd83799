"""The page that ``continuity`` prints when no command is given, in words and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from continuity.cli.overview import Overview, overview
from continuity.cli.standing import RunStanding, told
from continuity.programme.quarter import local_day
from continuity.readiness.due import Due
from continuity.terminal.layout import Layout

__all__ = ["show_overview"]

_COLUMN = 10
_NARROW = 60
_SHOWN = 3
"""So many runs, faults or drills are named; more are counted."""


def show_overview(workspace: str | None, as_json: bool) -> int:
    """Print the page; gives the exit code."""
    seen = overview(Path(workspace) if workspace is not None else None)
    if as_json:
        click.echo(json.dumps(_rows(seen), indent=2, ensure_ascii=False))
    else:
        for line in _page(seen):
            click.echo(line)
    return seen.exit_code


def _page(seen: Overview) -> Iterator[str]:
    yield from _part("Runs", _runs(seen))
    yield from _part("Due", _due(seen))
    yield from _part("Unsafe", _unsafe(seen))
    told = (seen.next.before, seen.next.command, seen.next.why, seen.next.other)
    yield from _part("Next", [text for text in told if text])


def _part(label: str, texts: Sequence[str]) -> Iterator[str]:
    """A label and what belongs to it, beside it or, on a narrow terminal, below."""
    width = Layout().width
    narrow = width < _NARROW
    column = 2 if narrow else _COLUMN
    lines = [" " * column + line for text in texts for line in _lines(text, width - column)]
    if narrow:
        yield label
        yield from lines
    else:
        yield label.ljust(column) + lines[0][column:]
        yield from lines[1:]


def _lines(text: str, room: int) -> list[str]:
    """A command keeps its line, so that it can be copied whole."""
    if text.startswith("continuity "):
        return [text]
    return textwrap.wrap(text, room, break_on_hyphens=False, break_long_words=False)


def _runs(seen: Overview) -> list[str]:
    if seen.root is None:
        return ["You are in no workspace. Runs are seen from inside one."]
    if seen.journal:
        return [f"The record cannot be read: {seen.journal}"]
    return _named([_run(run) for run in seen.runs], "continuity status shows") or ["No run is open."]


def _run(run: RunStanding) -> str:
    waiting = len(run["open_steps"])
    steps = f"{waiting} step{'' if waiting == 1 else 's'} waiting"
    conductor = f", conducted by {run['conductor']}" if run["conductor"] else ""
    nobody = f" NOBODY CAN ACT AS: {', '.join(run['nobody'])}." if run["nobody"] else ""
    return f"{told(run)}{conductor}; {steps}.{nobody}"


def _due(seen: Overview) -> list[str]:
    plans = seen.plans
    if seen.root is None:
        return ["Nothing is known outside of a workspace."]
    if plans.problems:
        many = f"{plans.problems} problems" if plans.problems > 1 else "a problem"
        return [f"Not known: the files have {many}. {plans.first}"]
    if seen.journal or plans.unread:
        return [f"Not known: {plans.unread or 'the record cannot be read'}."]
    if plans.missing:
        return ["Nothing yet: the workspace is not whole."]
    drills = _named([_drill(due, plans.zone) for due in plans.due], "continuity report quarter shows") or [
        "Nothing: every claim is shown and current, and each drill was held this quarter."
    ]
    return drills + _named([f"Pack {words}." for words in plans.packs], "continuity pack register shows")


def _drill(due: Due, zone: str) -> str:
    return f"{due.title}, by {local_day(due.by, zone)}: {', '.join(due.reasons)}."


def _unsafe(seen: Overview) -> list[str]:
    lost = [run["run"] for run in seen.runs if run["status"] == "running" and run["conductor"] is None]
    faults = [
        f"{it['fault']} of {it['run']} ({it['kind']} at {it['target']}): {it['failed'] or 'nobody keeps it'}."
        for it in seen.unsafe
    ]
    found = [f"UNSAFE: {text}" for text in (*faults, *(f"{file} cannot be read." for file in seen.unreadable))]
    found = _named(found, "continuity status shows")
    found += [f"The clock of {run} goes on, and nobody conducts it." for run in lost[:_SHOWN]]
    if seen.halted is not None:
        found.append(f"HALTED by {seen.halted.by}: {seen.halted.reason}. No drill can start.")
    return found or [_kept(seen)]


def _kept(seen: Overview) -> str:
    inside = sum(fault["kind"] != "proxy" for fault in seen.faults)
    if not inside:
        return "Nothing: no fault is in."
    return f"Nothing: {inside} fault{' is' if inside == 1 else 's are'} in, each with somebody alive to take it out."


def _named(texts: list[str], command: str) -> list[str]:
    more = len(texts) - _SHOWN
    return texts if more <= 0 else [*texts[:_SHOWN], f"And {more} more; {command} them."]


def _rows(seen: Overview) -> dict[str, object]:
    plans = seen.plans
    return {
        "workspace": str(seen.root) if seen.root else None,
        "runs": seen.runs,
        "journal": seen.journal or None,
        "due": [
            {"drill": d.drill, "title": d.title, "by": local_day(d.by, plans.zone), "why": d.reasons} for d in plans.due
        ],
        "packs": plans.packs,
        "problems": plans.problems,
        "faults": seen.faults,
        "unreadable": seen.unreadable,
        "halted": {"by": seen.halted.by, "reason": seen.halted.reason} if seen.halted else None,
        "next": asdict(seen.next),
    }
