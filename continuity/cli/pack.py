"""``continuity pack``: what a team holds when nothing else works."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]

_WORKSPACE = click.option(
    "--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you."
)


@click.group("pack", no_args_is_help=True)
def command() -> None:
    """Print what a team needs when nothing else works, and know where each copy is."""


@command.command("build")
@click.option("--runbook", "-r", metavar="RUNBOOK", help="Which runbook; that of the drills otherwise.")
@click.option("--role", "roles", multiple=True, metavar="ROLE", help="For this role; for every role otherwise.")
@click.option("--site", metavar="SITE", default="", help="Where the copy lies.")
@click.option("--for", "custodian", metavar="PERSON", default="", help="Who holds it; written in by hand otherwise.")
@click.option("--copies", type=click.IntRange(1, 200), default=1, help="So many of each.", show_default=True)
@click.option("--blanks", type=click.IntRange(0, 500), default=20, help="Numbered forms in a copy.", show_default=True)
@click.option("--drill", is_flag=True, help="For practice: the drill's numbers, DRILL on every page.")
@click.option("--use-until", metavar="DATE", help="The last day it may be used; 30 days from now otherwise.")
@click.option("--html", "as_html", is_flag=True, help="One HTML file: paper, and a page that works from disk.")
@click.option("--pdf", "as_pdf", is_flag=True, help="A tagged PDF. Needs the extra pdf.")
@click.option("--large", is_flag=True, help="Large print.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write; .continuity/packs otherwise.")
@click.option("--as", "person", metavar="PERSON", help="Who issues it; your login name otherwise.")
@click.option("--json", "as_json", is_flag=True, help="What was written, as JSON.")
@_WORKSPACE
def build(**given: object) -> None:
    """Write packs, each with a copy number and numbers of its own; HTML unless --pdf is asked for.

    No number is ever printed twice: each building issues a new copy. A pack holds names and telephone numbers.
    """
    from continuity.cli.packing import PackWish, build_packs

    build_packs(PackWish(**given))  # type: ignore[arg-type]


@command.command("register")
@click.option("--recalled", multiple=True, type=int, metavar="COPY", help="This copy must come back.")
@click.option("--destroyed", multiple=True, type=int, metavar="COPY", help="This copy is gone; you saw it.")
@click.option("--as", "person", metavar="PERSON", help="Who says so; your login name otherwise.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@_WORKSPACE
def register(
    recalled: tuple[int, ...], destroyed: tuple[int, ...], person: str | None, as_json: bool, workspace: Path | None
) -> None:
    """List every copy that was issued, and what is wrong with it; or say what became of one."""
    from continuity.cli.packs_out import show_register

    show_register(workspace, recalled, destroyed, person, as_json)
