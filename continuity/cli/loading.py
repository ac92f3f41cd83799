"""The workspace that a command is about, read and checked with every kind of fault known."""

from __future__ import annotations

from pathlib import Path

from continuity.faults.kinds import TABLE
from continuity.workspace.draft import Kinds
from continuity.workspace.find import find_workspace
from continuity.workspace.load import Workspace, load

__all__ = ["kinds", "load_workspace"]


def kinds() -> Kinds:
    """The kinds of fault with their checks."""
    return {kind.name: kind.check for kind in TABLE}


def load_workspace(workspace: Path | None) -> Workspace:
    """The workspace around us, or the one named."""
    return load(find_workspace(workspace), kinds=kinds())
