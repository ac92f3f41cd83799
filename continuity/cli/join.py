"""``continuity join``: take a seat in a run that another terminal conducts."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.command("join")
@click.argument("run", required=False)
@click.option("--as", "person", required=True, metavar="PERSON", help="Who you are: an id of people.yaml.")
@click.option("--role", metavar="ROLE", help="The role whose steps you do.")
@click.option("--duty", metavar="DUTY", help="Or your duty: lead, scribe, controller, evaluator, observer …")
@click.option("--auto", is_flag=True, help="Have the program play the role; marked simulated, counts for no claim.")
@click.option(
    "--answers",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Have the role answered from a file; marked replayed, counts for no claim.",
)
@click.option("--plain", is_flag=True, help="Screens that can be heard: nothing drawn, one thing to a line.")
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you.")
@click.pass_context
def command(
    ctx: click.Context,
    run: str | None,
    person: str,
    role: str | None,
    duty: str | None,
    auto: bool,
    answers: Path | None,
    plain: bool,
    workspace: Path | None,
) -> None:
    """Join RUN in a role or with a duty (the last run that is not over when none is named).

    Any number of terminals can be in one run at once. You see one step at a time; a controller sees injects and
    faults, an evaluator rates, an observer only looks. Leaving ends nothing: join again to come back.
    """
    from continuity.cli.joining import join
    from continuity.cli.seating import Joining

    if (role is None) == (duty is None):
        raise click.UsageError("Say one of --role and --duty.")
    if (auto or answers) and role is None:
        raise click.UsageError("--auto and --answers play a role; say --role.")
    if auto and answers:
        raise click.UsageError("Say one of --auto and --answers.")
    ctx.exit(join(workspace, run, Joining(person, role, duty, auto, answers, plain)))
