"""The demo: a workspace, a drill with simulated people, reports, and a summary for programs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from continuity.cli.driving import Screen
from continuity.cli.ending import Ending, end
from continuity.cli.here import Here
from continuity.cli.loading import load_workspace
from continuity.cli.running import auto_roles, new_run, run_frozen
from continuity.ledger.figures import figures
from continuity.run.clocks import CLOCKS, read_clocks
from continuity.run.state import RunState
from continuity.run.verdict import drill_verdict, safety_verdict
from continuity.workspace.find import MARK
from continuity.workspace.freeze import freeze
from continuity.workspace.init import init

__all__ = ["demonstrate"]

_DRILL = "quarterly-crm-outage"


def demonstrate(out: Path, speed: int, plain: bool) -> int:
    """Run the demo in ``out``; gives the exit code."""
    root = out.resolve()
    if not (root / MARK).is_file():
        init(root)
    loaded = load_workspace(root)
    plan = freeze(loaded, _DRILL, speed=speed)
    here = Here(root)
    run = new_run(here, plan)
    _announce(plan.scenario.title, plan.scenario.altered, speed)
    run_frozen(here, run, plan, auto_roles(plan, ("all",)), Screen(plain))
    ending = end(here, run)
    _write(root, run, ending)
    click.echo(f" {'Next':<10}continuity init my-company    make it yours")
    return ending.exit_code


def _announce(scenario: str, altered: tuple[str, ...], speed: int) -> None:
    click.echo(f"A drill against stand-ins on this machine, {speed} × as fast as it happened: {scenario}.")
    for one in altered:
        click.echo(f"  Altered: {one}.")
    click.echo("  People are simulated, and marked so. Ctrl-C takes every fault out.\n")


def _write(root: Path, run: str, ending: Ending) -> None:
    """Written whole or not at all, for whoever reads it while another demo runs."""
    text = json.dumps(_summary(root, run, ending), indent=2) + "\n"
    fresh = root / f"summary.json.{os.getpid()}"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(root / "summary.json")


def _summary(root: Path, run: str, ending: Ending) -> dict[str, object]:
    state = ending.state
    clocks = read_clocks(state)
    return {
        "run": run,
        "workspace": str(root),
        "drill_verdict": drill_verdict(state).word.value,
        "safety_verdict": safety_verdict(state).word.value,
        "engine": state.engine,
        "faults": _faults(state),
        "records": _records(state),
        "clocks_ms": {name: clock.ms if (clock := clocks.get(name)) else None for name in CLOCKS},
        "journal": {"events": ending.events, "head": ending.head, "verified": ending.verified},
        "reports": [str(path) for path in ending.reports],
    }


def _faults(state: RunState) -> dict[str, int]:
    went_in = [fault for fault in state.faults.values() if fault.injected_at is not None]
    return {
        "injected": len(went_in),
        "seen": sum(fault.seen_at is not None for fault in went_in),
        "healed": sum(fault.verified_at is not None and not fault.inside for fault in went_in),
    }


def _records(state: RunState) -> dict[str, int | None]:
    form = state.main_form
    found = figures(state.ledger, form) if form else None
    return {
        "captured": found.captured if found else 0,
        "back_entered": found.entered if found else 0,
        "lost": found.lost if found else None,
        "duplicated": found.duplicated if found else None,
    }
