"""Finds the workspace that a command is about."""

from __future__ import annotations

from pathlib import Path

from continuity.errors import UsageProblem

__all__ = ["MARK", "find_workspace", "workspace_above"]

MARK = "continuity.yaml"
"""The file that makes a folder a workspace."""


def workspace_above(start: Path) -> Path | None:
    """The nearest folder, from ``start`` upwards, that is a workspace."""
    here = start.resolve()
    return next((folder for folder in (here, *here.parents) if (folder / MARK).is_file()), None)


def find_workspace(named: Path | None = None, start: Path | None = None) -> Path:
    """The folder that was named, else the nearest workspace from ``start`` (the current folder) upwards.

    Raises ``UsageProblem`` when there is none.
    """
    if named is not None:
        if (named / MARK).is_file():
            return named.resolve()
        raise UsageProblem(
            f"{named} is no workspace: there is no {MARK} in it",
            f"Run continuity init {named}, or name another folder.",
        )
    begin = start or Path.cwd()
    found = workspace_above(begin)
    if found is None:
        raise UsageProblem(
            f"{begin} is in no workspace: there is no {MARK} here or above",
            "Go to your workspace, name it with -w DIR, or run continuity init DIR.",
        )
    return found
