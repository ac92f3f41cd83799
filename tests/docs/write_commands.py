"""Write docs/commands.md from the commands' own help: ``python tests/docs/write_commands.py``, or ``make docs``."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path

import click

from continuity.cli.main import group

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
HEAD = """\
# Commands

What each command says with `--help`, kept up to date by `make docs`. [Run a drill](run-a-drill.md) shows them at work;
[Exit codes](exit-codes.md) says how they end.
"""


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """The command and all below it, by the words that call them."""
    yield path, command
    if isinstance(command, click.Group):
        within = click.Context(command)
        for name in command.list_commands(within):
            below = command.get_command(within, name)
            if below is not None:
                yield from commands(below, f"{path} {name}")


def every_command() -> dict[str, click.Command]:
    """Each command of the program by its full words, ``continuity drill run``."""
    return dict(commands(group, "continuity"))


def help_text(command: click.Command, path: str) -> str:
    """What ``--help`` prints on a terminal of 80 columns."""
    # Click keeps the help option that was made first, whoever asked; a copy without it says the same in any order.
    command = copy.copy(command)
    command._help_option = None
    context = click.Context(command, info_name=path, terminal_width=80, max_content_width=80, color=False)
    context.help_option_names = ["-h", "--help"]
    with context:
        return command.get_help(context).strip()


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for path, command in every_command().items():
        parts.append(f"## `{path}`\n\n```text\n{help_text(command, path)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
