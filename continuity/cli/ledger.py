"""``continuity ledger``: the numbers of a run, where each of them is, and what is done about it."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]

_WORKSPACE = click.option(
    "--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you."
)
_RUN = click.option("--run", "run", metavar="RUN", help="The run that is open, or the last one, when none is named.")
_AS = click.option("--as", "person", metavar="PERSON", help="Who says so; your login name otherwise.")
_JSON = click.option("--json", "as_json", is_flag=True, help="As JSON.")
_REASON = click.option("--reason", required=True, help="Why, for whoever reads the record later.")


@click.group("ledger", no_args_is_help=True)
def command() -> None:
    """Orders by hand: numbers, batches and what does not agree.

    Works while a run is open, also when nobody conducts it. docs/orders-by-hand.md says what the words mean.
    """


@command.command("show")
@click.argument("run", required=False)
@_WORKSPACE
@_JSON
@click.option("--csv", "as_csv", is_flag=True, help="Every number as a line of CSV.")
def show(run: str | None, workspace: Path | None, as_json: bool, as_csv: bool) -> None:
    """Show every number and where it is, the batches, and what does not agree in RUN."""
    from continuity.cli.ledger_page import show_ledger

    show_ledger(workspace, run, "csv" if as_csv else "json" if as_json else "text")


@command.command("reconcile")
@click.argument("run", required=False)
@_WORKSPACE
@_JSON
@click.pass_context
def reconcile(ctx: click.Context, run: str | None, workspace: Path | None, as_json: bool) -> None:
    """Hold every number of RUN against every station, by what was last read of each, or counted there.

    Ends with 0 when no exception is open, with 6 when one is. The CRM is looked at again at the step that compares.
    """
    from continuity.cli.ledger_books import reconcile_run

    ctx.exit(reconcile_run(workspace, run, as_json))


@command.command("add")
@click.argument("number")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=TEXT...")
@click.option("--at", "at", metavar="TIME", help="When it was written, like 2026-11-22T16:30 or 16:30; now otherwise.")
@click.option("--approved-by", metavar="PERSON", help="Who said yes, above a limit.")
@click.option("--for", "taker", metavar="PERSON", help="Who wrote the form, when somebody else types it in.")
@_RUN
@_AS
@_WORKSPACE
def add(
    number: str,
    fields: tuple[str, ...],
    at: str | None,
    approved_by: str | None,
    taker: str | None,
    run: str | None,
    person: str | None,
    workspace: Path | None,
) -> None:
    """Type in the form NUMBER, that was written on paper.

    Each FIELD=TEXT is one field by its id: total=1180.00. What was written and what was typed in keep both their times.
    """
    from continuity.cli.ledgering import Ledgering

    Ledgering(workspace, run, person).add(number, fields, at, approved_by, taker)


@command.command("correct")
@click.argument("number")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=TEXT...")
@_REASON
@click.option("--approved-by", metavar="PERSON", help="Who said yes, above a limit.")
@_RUN
@_AS
@_WORKSPACE
def correct(
    number: str,
    fields: tuple[str, ...],
    reason: str,
    approved_by: str | None,
    run: str | None,
    person: str | None,
    workspace: Path | None,
) -> None:
    """Say what should stand on the form NUMBER. What stood there stays in the record.

    Only the fields that change are named; FIELD= empties one. Once the form has left with a batch its total stays, and
    once the CRM holds it, it is mended there. What the CRM refused is entered again.
    """
    from continuity.cli.ledgering import Ledgering

    Ledgering(workspace, run, person).correct(number, fields, reason, approved_by)


@command.command("void")
@click.argument("number")
@_REASON
@click.option("--witness", required=True, metavar="PERSON", help="Who saw it; somebody else.")
@_RUN
@_AS
@_WORKSPACE
def void(number: str, reason: str, witness: str, run: str | None, person: str | None, workspace: Path | None) -> None:
    """Say that the form NUMBER is spoiled. It keeps its number."""
    from continuity.cli.ledgering import Ledgering

    Ledgering(workspace, run, person).void(number, reason, witness)


@command.command("return")
@click.argument("numbers", nargs=-1, metavar="[NUMBER...]")
@click.option("--all", "everything", metavar="FORM", help="Every blank of this form that is still out.")
@_RUN
@_AS
@_WORKSPACE
def return_(
    numbers: tuple[str, ...], everything: str | None, run: str | None, person: str | None, workspace: Path | None
) -> None:
    """Say that blank forms came back."""
    from continuity.cli.ledgering import Ledgering

    Ledgering(workspace, run, person).give_back(numbers, everything)


@command.command("missing")
@click.argument("number")
@_REASON
@_RUN
@_AS
@_WORKSPACE
def missing(number: str, reason: str, run: str | None, person: str | None, workspace: Path | None) -> None:
    """Sign for the form NUMBER, which nobody can find."""
    from continuity.cli.ledgering import Ledgering

    Ledgering(workspace, run, person).missing(number, reason)


@command.command("settle")
@click.argument("rule")
@click.argument("number")
@_REASON
@_RUN
@_AS
@_WORKSPACE
def settle(rule: str, number: str, reason: str, run: str | None, person: str | None, workspace: Path | None) -> None:
    """Give what RULE found about NUMBER its reason.

    Whoever did the work, compared the books, or asked for that, cannot: --as names somebody else.
    """
    from continuity.cli.ledgering import Ledgering

    Ledgering(workspace, run, person).settle(rule, number, reason)


@command.command("in-flight")
@click.argument("orders", nargs=-1, metavar="[FILE|NUMBER...]")
@click.option("--held", multiple=True, metavar="NUMBER", help="In flight, and the CRM holds it.")
@click.option("--absent", multiple=True, metavar="NUMBER", help="In flight, and the CRM does not hold it.")
@_RUN
@_AS
@_WORKSPACE
def in_flight(
    orders: tuple[str, ...],
    held: tuple[str, ...],
    absent: tuple[str, ...],
    run: str | None,
    person: str | None,
    workspace: Path | None,
) -> None:
    """Say what the order app had under way when the CRM failed, and later which of it the CRM holds.

    FILE is the app's log as CSV, with a column number; rows whose column outcome says accepted are held against the CRM
    when the books are compared (columns total and currency), all others were in flight.
    """
    from continuity.cli.ledgering import Ledgering

    Ledgering(workspace, run, person).in_flight(orders, held, absent)


@command.command("payments")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--form", "form", required=True, metavar="FORM", help="Whose orders were paid.")
@_RUN
@_AS
@_WORKSPACE
def payments(file: Path, form: str, run: str | None, person: str | None, workspace: Path | None) -> None:
    """Hand in the payment gateway's list: CSV with the columns reference and amount."""
    from continuity.cli.ledgering import Ledgering

    Ledgering(workspace, run, person).payments(file, form)


@command.command("customer-made")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
@_RUN
@_AS
@_WORKSPACE
def customer_made(numbers: tuple[str, ...], run: str | None, person: str | None, workspace: Path | None) -> None:
    """Say that the new customers of these orders are in the CRM now, so that the orders may follow."""
    from continuity.cli.ledgering import Ledgering

    Ledgering(workspace, run, person).customers_made(numbers)


@command.command("enter-again")
@click.argument("number")
@_RUN
@_AS
@_WORKSPACE
def enter_again(number: str, run: str | None, person: str | None, workspace: Path | None) -> None:
    """Have NUMBER entered once more, which the CRM refused, now that it is mended there."""
    from continuity.cli.ledgering import Ledgering

    Ledgering(workspace, run, person).enter_again(number)


@command.command("send")
@click.argument("batch")
@click.argument("receiver")
@_RUN
@_AS
@_WORKSPACE
def send(batch: str, receiver: str, run: str | None, person: str | None, workspace: Path | None) -> None:
    """Send BATCH to RECEIVER once more; it is the same batch, so this is always safe."""
    from continuity.cli.ledgering import Ledgering

    Ledgering(workspace, run, person).send(batch, receiver)


@command.command("chase")
@click.argument("batch")
@click.argument("receiver")
@click.option("--did", required=True, help="What you did about it: whom you called, who has it.")
@_RUN
@_AS
@_WORKSPACE
def chase(batch: str, receiver: str, did: str, run: str | None, person: str | None, workspace: Path | None) -> None:
    """Take up that RECEIVER has not acknowledged BATCH in time."""
    from continuity.cli.ledgering import Ledgering

    Ledgering(workspace, run, person).chase(batch, receiver, did)


@command.command("export")
@click.argument("batch")
@click.option("--to", "to", type=click.Path(path_type=Path), help="A folder; the run's own otherwise.")
@_RUN
@_WORKSPACE
def export(batch: str, to: Path | None, run: str | None, workspace: Path | None) -> None:
    """Write BATCH as CSV and as a cover sheet that prints. Reads only."""
    from continuity.cli.ledger_books import export_batch

    export_batch(workspace, run, batch, to)
