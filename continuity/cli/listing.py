"""What drills there are, and when each was last run."""

from __future__ import annotations

import json
from pathlib import Path

import click

from continuity.cli.here import Here
from continuity.cli.loading import load_workspace
from continuity.clock import to_iso
from continuity.desk.facts import facts
from continuity.run.state import fold
from continuity.run.verdict import drill_verdict

__all__ = ["print_drills"]


def print_drills(workspace: Path | None, as_json: bool) -> None:
    """One line for each drill."""
    loaded = load_workspace(workspace)
    here = Here(loaded.root, read_only=True)
    last = _last_runs(here)
    rows = [
        {"id": drill.id, "title": drill.title, "scenario": drill.scenario, **last.get(drill.id, {})}
        for drill in loaded.drills.values()
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    if not rows:
        click.echo("There is no drill yet; docs/write-a-runbook.md shows how to write one.")
    for row in rows:
        ran = f"last {row['run']} on {row['started'][:10]}: {row['verdict']}" if "run" in row else "never run"
        click.echo(f"{row['id']:<28} {row['title']:<32} {ran}")


def _last_runs(here: Here) -> dict[str, dict[str, str]]:
    last: dict[str, dict[str, str]] = {}
    for run in here.runs():
        state = fold(facts(here.store, run))
        if state.opened is not None and state.time.started_at is not None:
            words = {"run": run, "started": to_iso(state.time.started_at), "verdict": drill_verdict(state).word.value}
            last[state.opened.drill] = words
    return last
