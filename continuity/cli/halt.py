"""``continuity halt``: the panic button. Needs no workspace, no journal, no network but the servers'."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from continuity.faults.halt import HaltReport
    from continuity.faults.outcome import Outcome

__all__ = ["command"]


@click.command("halt")
@click.option("--reason", help="Why, for whoever finds the lever engaged.")
@click.option("--release", is_flag=True, help="Let the lever go: drills may start again.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def command(ctx: click.Context, reason: str | None, release: bool, as_json: bool) -> None:
    """Take every fault of every run on this machine out, now, and refuse new ones until --release.

    Ends with 8 when something may remain; it then prints what to do by hand.
    """
    from continuity.cli.login import login_name
    from continuity.cli.outcomes import say_outcomes
    from continuity.cli.undisturbed import undisturbed
    from continuity.clock import SystemClock
    from continuity.faults.halt import halt
    from continuity.faults.halt import release as let_go
    from continuity.faults.obligations import state_dir
    from continuity.ledger.cards import without_cards

    where = state_dir(os.environ)
    if release:
        if reason is not None:
            raise click.UsageError("--reason says why a lever is engaged; --release takes none.")
        _say_released(let_go(where), as_json)
        return
    if reason is None or not reason.strip():
        raise click.UsageError("Say why: continuity halt --reason '…'.")
    with undisturbed(3):
        report = halt(where, without_cards(reason), SystemClock(), by=login_name())
    if as_json:
        click.echo(json.dumps(_rows(report), indent=2, ensure_ascii=False))
    else:
        for line in _table(report.outcomes):
            click.echo(line)
        for line in say_outcomes(report.outcomes):
            click.echo(line)
        for proxy in report.left:
            click.echo(f"  {proxy.run}  {proxy.target}: a proxy before a stand-in, no fault; it goes with its run")
        for file in report.unreadable:
            click.echo(f"unreadable: {file.path}: {file.reason}")
        if report.engaged:
            click.echo("The lever is engaged: no fault goes in until continuity halt --release.")
        else:
            click.echo(f"The lever could NOT be engaged ({where} cannot be written): new faults can still go in.")
    ctx.exit(8 if report.not_healed or report.unreadable or not report.engaged else 0)


def _say_released(released: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"released": released, "engaged": False}))
    else:
        click.echo("The lever is released." if released else "The lever was not engaged.")


def _table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What was found and what came of it, a run a row, the sum below."""
    runs = dict.fromkeys(outcome.obligation.run for outcome in outcomes)
    yield f"{'':<28} {'found':>6} {'removed':>8} {'verified':>9} {'not healed':>11}"
    for run in runs:
        yield _row(run, [outcome for outcome in outcomes if outcome.obligation.run == run])
    if len(runs) != 1:
        yield _row("all" if runs else "nothing is in", outcomes)


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    removed, verified, left = _counts(outcomes)
    return f"{name:<28} {len(outcomes):>6} {removed:>8} {verified:>9} {left:>11}"


def _counts(outcomes: Sequence[Outcome]) -> tuple[int, int, int]:
    removed = sum(outcome.healed for outcome in outcomes)
    return removed, sum(outcome.verified_clean for outcome in outcomes), len(outcomes) - removed


def _rows(report: HaltReport) -> dict[str, object]:
    from continuity.cli.outcomes import as_rows, unreadable_rows
    from continuity.clock import to_iso

    removed, verified, left = _counts(report.outcomes)
    lever = report.engaged
    return {
        "engaged": lever is not None,
        "lever": {"reason": lever.reason, "at": to_iso(lever.at), "by": lever.by} if lever else None,
        "found": len(report.outcomes),
        "removed": removed,
        "verified": verified,
        "not_healed": left,
        "outcomes": as_rows(report.outcomes),
        "left_to_living_runs": [{"run": proxy.run, "target": proxy.target} for proxy in report.left],
        "unreadable": unreadable_rows(report.unreadable),
    }
