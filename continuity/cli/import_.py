"""``continuity import``: what was written down elsewhere comes into the record."""

from __future__ import annotations

from importlib import import_module

import click

from continuity.cli.words import looked_at

__all__ = ["KINDS", "command"]

KINDS = {
    "csv": "Orders from a file, one form on each line.",
    "pack": "What was written in a pack's page, from its file.",
}
"""Each kind and its line in the help; ``continuity.cli.import_KIND`` is imported when it is called."""


class _Kinds(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in KINDS:
            return None
        found: click.Command = import_module(f"continuity.cli.import_{cmd_name}").command
        return looked_at(found)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(KINDS.items()))


@click.group("import", cls=_Kinds, no_args_is_help=True)
def command() -> None:
    """Take in what was written down elsewhere; the same thing twice is one record."""
