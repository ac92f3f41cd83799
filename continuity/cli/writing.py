"""What the ``new`` commands share: the workspace around them, the name, and what is said at the end."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from continuity.cli.loading import kinds
from continuity.errors import Refused, UsageProblem
from continuity.plan import Organisation
from continuity.workspace.find import find_workspace
from continuity.workspace.findings import Finding
from continuity.workspace.load import InvalidPlan, Workspace, load
from continuity.workspace.new.accepting import shaped

__all__ = ["NO_PROCESS", "new_name", "open_workspace", "tell"]

NO_PROCESS = (
    "continuity.yaml names no process yet\nWrite one under processes:, with the team that owns it under teams:."
)


def open_workspace(named: Path | None) -> tuple[Workspace, Organisation]:
    """The workspace, read as far as it holds; raises ``InvalidPlan`` when continuity.yaml itself does not."""
    loaded = load(find_workspace(named), kinds=kinds())
    if loaded.organisation is None:
        raise InvalidPlan(tuple(it for it in loaded.errors if it.file == "continuity.yaml") or loaded.errors)
    return loaded, loaded.organisation


def new_name(what: str, name: str, taken: Mapping[str, str]) -> str:
    """The name, if it is an id that nothing else has; ``taken`` says where each stands."""
    try:
        shaped("runbook", "id")(name)
    except ValueError as error:
        raise UsageProblem(str(error)) from error
    if name in taken:
        hint = f"Choose another name; continuity show {name} prints what is there."
        raise Refused(f"there is a {what} {name!r} already, in {taken[name]}; nothing was written", hint=hint)
    return name


def tell(
    paths: Sequence[str], said: Sequence[str], next: Sequence[str], advice: Sequence[Finding], *, as_json: bool
) -> None:
    """Print what was written, what is to be known about it, and the next commands."""
    if as_json:
        click.echo(json.dumps({"written": list(paths), "next": list(next)}, indent=2, ensure_ascii=False))
        return
    for path in paths:
        click.echo(f"Written   {path}")
    for line in said:
        click.echo(f"          {line}")
    for finding in advice:
        click.echo(f"Advice    {finding.place}: {finding.message}")
    for number, line in enumerate(next):
        click.echo(f"{'' if number else 'Next':<10}{line}")
