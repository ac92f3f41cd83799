"""The books of a run from the command line, and a batch on paper."""

from __future__ import annotations

import json
from pathlib import Path

import click

from continuity.cli.here import Here
from continuity.cli.ledgering import used_forms
from continuity.desk.rest import collector_at_rest
from continuity.errors import Inconclusive, Refused
from continuity.events.ledger import BooksException
from continuity.ledger.figures import figures
from continuity.ledger.reconcile import Comparison
from continuity.run.books import comparison
from continuity.run.state import RunState
from continuity.workspace.find import find_workspace

__all__ = ["export_batch", "reconcile_run"]


@collector_at_rest()
def reconcile_run(workspace: Path | None, run: str | None, as_json: bool) -> int:
    """Compare by what was last read, say what is open, and give the exit code."""
    here = Here(find_workspace(workspace), read_only=True)
    name = here.meant(run)
    desk = here.desk(name)
    desk.refresh()
    state = desk.state
    found = {form: comparison(state, form) for form in used_forms(state)}
    left = [one for compared in found.values() for one in compared.exceptions if _is_open(state, one)]
    if as_json:
        click.echo(json.dumps(_document(state, found, left), indent=2, ensure_ascii=False))
    else:
        _say(state, name, found, left)
    return Inconclusive.exit_code if left else 0


def export_batch(workspace: Path | None, run: str | None, batch: str, to: Path | None) -> None:
    """Write the papers of one batch, and say where they lie."""
    from continuity.conductor.session import papers_folder  # a fifth of a second that comparing need not pay
    from continuity.handoffs import parcel, write_papers

    here = Here(find_workspace(workspace), read_only=True)
    name = here.meant(run)
    desk = here.desk(name)
    desk.refresh()
    known = desk.state.ledger.batches.get(batch.strip())
    if known is None:
        there = ", ".join(desk.state.ledger.batches) or "none yet"
        raise Refused(f"there is no batch {batch} in {name}", hint=f"There are: {there}.")
    package = parcel(desk.state.ledger, known, to="", run=name)
    form = desk.state.plan.forms()[known.form]
    try:
        paths = write_papers(to or papers_folder(here.root, name), package, form)
    except OSError as problem:
        message = f"{known.id} could not be written: {problem.strerror}"
        raise Refused(message, hint="Name another folder: --to.") from None
    for path in paths:
        click.echo(path)


def _is_open(state: RunState, one: BooksException) -> bool:
    return not one.hint and not state.ledger.is_settled(one)


def _document(state: RunState, found: dict[str, Comparison], left: list[BooksException]) -> dict[str, object]:
    counts = [figures(state.ledger, form) for form in found]
    return {
        "issued": sum(one.issued for one in counts),
        "used": sum(one.used for one in counts),
        "void": sum(one.void for one in counts),
        "returned": sum(one.returned for one in counts),
        "missing": sum(one.missing for one in counts),
        "captured": sum(one.captured for one in counts),
        "entered": sum(one.entered for one in counts),
        "rejected": sum(one.rejected for one in counts),
        "unknown": sum(one.unknown for one in counts),
        "lost": sum(one.lost for one in found.values()),
        "duplicated": sum(one.duplicated for one in found.values()),
        "exceptions": [{"rule": one.rule, "number": one.number, "detail": one.detail} for one in left],
    }


def _say(state: RunState, name: str, found: dict[str, Comparison], left: list[BooksException]) -> None:
    mark = "DRILL" if state.is_drill else "REAL"
    for form, compared in found.items():
        counts = figures(state.ledger, form)
        ends = f"{counts.used} used, {counts.void} void, {counts.returned} returned, {counts.missing} missing"
        click.echo(f"{mark} {name}  {form}: {counts.issued} numbers issued: {ends}, {counts.open} still out")
        entered = f"{counts.captured} captured, {counts.entered} entered, {counts.rejected} rejected"
        click.echo(f"  {entered}, {counts.unknown} unknown, {compared.lost} lost, {compared.duplicated} duplicated")
        if (words := _how_known(state, form)) is not None:
            click.echo(f"  {words}")
    for one in left:
        click.echo(f"  {one.rule:<4} {one.number:<14} {one.detail}")
    for one in (one for compared in found.values() for one in compared.exceptions if one.hint):
        click.echo(f"  hint {one.rule:<4} {one.number:<14} {one.detail}")
    click.echo(f"{len(left)} exceptions are open." if left else "No exception is open.")


def _how_known(state: RunState, form: str) -> str | None:
    """What stands for the CRM where it was not read, and whether it is out of date."""
    if form not in state.ledger.stations.system and state.ledger.counted(form) is None:
        return "The CRM has not been read yet; what it answered when orders were entered stands for it."
    if state.ledger.is_stale(form):
        return "Something has changed since the books were compared; the step that compares looks at the CRM again."
    return None
