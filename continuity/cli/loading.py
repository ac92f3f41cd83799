"""The workspace that a command is about, read and checked with every kind of fault known."""

from __future__ import annotations

from pathlib import Path

from continuity.faults.kinds import TABLE
from continuity.workspace.find import find_workspace
from continuity.workspace.load import Workspace, load

__all__ = ["load_workspace"]


def load_workspace(workspace: Path | None) -> Workspace:
    """The workspace around us, or the one named, with every kind of fault known."""
    return load(find_workspace(workspace), kinds={kind.name: kind.check for kind in TABLE})
