"""``continuity check``: everything that is wrong in the files of a workspace, all at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from continuity.workspace.findings import Finding

FORMATS = ("text", "json", "github")


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--workspace", "-w", type=click.Path(path_type=Path), help="The workspace, when it is not around you.")
@click.option("--format", "style", type=click.Choice(FORMATS), default="text", help="How to print what was found.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.pass_context
def command(context: click.Context, paths: tuple[Path, ...], workspace: Path | None, style: str, as_json: bool) -> None:
    """Check runbooks, drills and everything around them.

    PATH is a workspace or one of its files; without any, the workspace around you.
    Ends with 3 when something is wrong, with 0 when all is clear or there is only advice.
    """
    from continuity.cli.loading import kinds
    from continuity.clock import SystemClock
    from continuity.workspace.checking import check_paths
    from continuity.workspace.findings import Severity

    checked = check_paths(paths, workspace, Path.cwd(), kinds(), SystemClock().now())
    findings = (*checked.findings, *_packs(workspace)) if not paths else checked.findings
    _print(findings, checked.files, "json" if as_json else style)
    if any(finding.severity is Severity.ERROR for finding in checked.findings):
        context.exit(3)


def _packs(workspace: Path | None) -> tuple[Finding, ...]:
    """Advice: printed copies that nobody should use any more, which only the record knows of."""
    from continuity.workspace.find import MARK, find_workspace

    root = find_workspace(workspace, Path.cwd())
    if not (root / ".continuity" / "journal.sqlite").is_file():
        return ()
    from continuity.cli.packs_out import stale_findings

    return stale_findings(root, MARK)


def _print(findings: tuple[Finding, ...], files: int, style: str) -> None:
    from continuity.workspace.telling import as_github, as_json, as_text

    if style == "json":
        click.echo(as_json(findings))
    elif style == "github":
        click.echo(as_github(findings), nl=bool(findings))
    else:
        click.echo(as_text(findings, files))
