"""Finds the command, runs it, and turns whatever happens into an exit code and a sentence."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING

import click

from continuity import __version__
from continuity.cli.words import looked_at
from continuity.errors import ContinuityError, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["COMMANDS", "group", "main"]

COMMANDS = {
    "init": "Make a workspace: runbooks, drills and points to begin with.",
    "new": "Write a new runbook, drill or point to begin with.",
    "check": "Say everything that is wrong in a workspace.",
    "show": "Print a file the way people will see it.",
    "doctor": "Say whether this machine is ready for drills.",
    "demo": "Watch a whole drill against stand-ins, in about a minute.",
    "drill": "List drills, run one, or see what it would do.",
    "join": "Take part in a run, at a terminal of your own.",
    "incident": "Open a real outage: the same runbook, for real.",
    "status": "What runs, and what is unsafe.",
    "pause": "Stop a run's clock; every fault comes out.",
    "resume": "Take a run up where it was.",
    "abort": "End a run early; every fault comes out.",
    "halt": "Take every fault of every run out, now.",
    "recover": "Take out what a crash left in.",
    "sweep": "Take out what a lost machine left in a server.",
    "ledger": "Orders by hand: numbers, batches, and what does not agree.",
    "points": "Create, remove or show the proxies before your points.",
    "toxiproxy": "Run the Toxiproxy-compatible server that comes along.",
    "pack": "Print what a team needs when nothing else works.",
    "import": "Take in what was written down elsewhere.",
    "report": "Write the report of a drill or of a quarter.",
    "export": "Write a drill for another program.",
    "verify": "Check that nobody changed the record of a run.",
    "backup": "Write a whole copy of the workspace, and check it.",
}
"""Each command and its line in the help, so that showing the help imports none of them."""

atexit.register(gc.freeze)  # at the end nobody need search a long run for garbage: the system takes it all back


class LazyGroup(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"continuity.cli.{cmd_name}{'_' if iskeyword(cmd_name) else ''}")
        found: click.Command = module.command
        return looked_at(found)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a near miss is named."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            if near:
                raise click.UsageError(f"{error.message} Did you mean {near[0]!r}?", ctx) from error
            raise


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--workspace", "-w", metavar="DIR", help="Without a command: the workspace, when it is not around you.")
@click.option("--json", "as_json", is_flag=True, help="Without a command: as JSON.")
@click.version_option(__version__, prog_name="continuity")
@click.pass_context
def group(ctx: click.Context, workspace: str | None, as_json: bool) -> None:
    """Continuity: drills and runbooks for the day a hosted CRM goes down.

    Without a command: what runs, what is due, what is unsafe, and the next command. Ends with 8 while a fault may
    remain.
    """
    if ctx.invoked_subcommand is None:
        from continuity.cli.overview_page import show_overview

        ctx.exit(show_overview(workspace, as_json))
    if workspace is not None or as_json:
        option = "--json" if as_json else "-w"
        raise click.UsageError(f"Write {option} after the command: continuity {ctx.invoked_subcommand} {option} …", ctx)


def main(arguments: Sequence[str] | None = None) -> None:
    """The program. Ends with one of the exit codes that docs/exit-codes.md lists; never with a traceback."""
    try:
        result = group.main(args=None if arguments is None else list(arguments), standalone_mode=False)
    except click.exceptions.Exit as exit_:
        sys.exit(exit_.exit_code)
    except click.exceptions.Abort:
        click.echo("Interrupted.", err=True)
        sys.exit(7)
    except click.ClickException as error:
        _show(error)
        sys.exit(2)
    except ContinuityError as error:
        _tell(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        click.echo("Interrupted.", err=True)
        sys.exit(7)
    except Exception as error:
        sys.exit(_defect(error))
    sys.exit(result if isinstance(result, int) else 0)


def _show(error: click.ClickException) -> None:
    """What click says of words that it could not use, without a card that stands in them."""
    import io

    from continuity.ledger.cards import without_cards

    told = io.StringIO()
    error.show(told)
    click.echo(without_cards(told.getvalue()), err=True, nl=False)


def _tell(error: ContinuityError) -> None:
    click.echo(f"continuity: {error.message}", err=True)
    for reason in error.reasons if isinstance(error, Refused) else ():
        click.echo(f"  - {reason}", err=True)
    if error.hint:
        click.echo(f"  {error.hint}", err=True)


def _defect(error: Exception) -> int:
    """Our own defect: one line for the person, everything else in a log."""
    import tempfile
    import traceback

    from continuity.ledger.cards import without_cards

    told = without_cards("".join(traceback.format_exception(error)))
    with tempfile.NamedTemporaryFile("w", prefix="continuity-", suffix=".log", delete=False) as log:
        log.write(told)
    click.echo(f"continuity: a defect of ours: {type(error).__name__}: {without_cards(str(error))}", err=True)
    click.echo(f"  The details are in {log.name}. The guard takes faults out; continuity status says so.", err=True)
    return 1
