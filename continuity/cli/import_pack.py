"""``continuity import pack``: the log of a pack's page comes into the record."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.command("pack")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--run", metavar="RUN", help="Into this run; the last open one of the same kind otherwise.")
@click.option("--dry-run", is_flag=True, help="Only say what would come of it.")
@click.option("--settle", multiple=True, type=int, metavar="ENTRY", help="The run stays as it is in this conflict.")
@click.option("--reason", default="", help="Why, for --settle.")
@click.option("--as", "person", metavar="PERSON", help="Who imports or settles; your login name otherwise.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you.")
@click.pass_context
def command(ctx: click.Context, /, **given: object) -> None:
    """Take in the FILES that pages of packs saved; a file, or a later one of that device, changes nothing twice.

    Of files that come together the order does not matter: a step may wait for one in another file. What the run
    contradicts is told with both sides and changes nothing. Ends with 4 while a conflict is not settled. The files
    are kept under .continuity/evidence; when a card number stands in one, a copy without those digits.
    """
    from continuity.cli.packs_in import PackFiles, import_pack

    ctx.exit(import_pack(PackFiles(**given)))  # type: ignore[arg-type]
