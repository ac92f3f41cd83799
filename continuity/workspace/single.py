"""Reads one file that somebody named, with the workspace around it when there is one."""

from __future__ import annotations

from pathlib import Path

from continuity.errors import UsageProblem
from continuity.plan import Point
from continuity.workspace.find import workspace_above
from continuity.workspace.findings import near
from continuity.workspace.gather import Gathered, read_one
from continuity.workspace.load import InvalidPlan, Workspace, load
from continuity.workspace.schemas import Schemas

__all__ = ["by_name", "point_named", "read_single"]


def read_single(path: Path, workspace: Path | None = None) -> tuple[object, Workspace]:
    """The value of the file, and its workspace (an empty one when it is in none).

    Raises ``UsageProblem`` when there is no such file, ``InvalidPlan`` when it does not hold by itself.
    """
    if not path.exists():
        ids = _ids(workspace or workspace_above(Path.cwd()))
        hint = "Name a file, like runbooks/take-orders-by-hand.yaml, or the id of a runbook, drill, scenario or point."
        raise UsageProblem(f"there is no file or id {str(path)!r}{near(str(path), ids)}", hint)
    found = Gathered()
    read_one(found, Schemas(), "", path, str(path))
    if not found.values:
        raise InvalidPlan(tuple(found.findings))
    root = workspace or workspace_above(path.resolve().parent)
    return found.values[0][1].value, load(root) if root else Workspace(path.resolve().parent)


def by_name(name: Path, workspace: Path | None, here: Path) -> Path:
    """The file of that path, or else the file whose id it is in the workspace around ``here``."""
    root = workspace or workspace_above(here)
    if name.exists() or root is None:
        return name
    places = ("runbooks", "drills", "drills/scenarios", ".")
    tries = [root / name, *(root / folder / f"{name}.yaml" for folder in places)]
    return next((path for path in tries if path.is_file()), name)


def point_named(name: Path, workspace: Path | None, here: Path) -> tuple[Point, Workspace] | None:
    """The point with that id and its workspace; none when no point has it, or a file goes by that name."""
    root = workspace or workspace_above(here)
    if root is None or by_name(name, workspace, here).exists():
        return None
    loaded = load(root)
    points = loaded.organisation.points if loaded.organisation else ()
    return next(((point, loaded) for point in points if point.id == str(name)), None)


def _ids(root: Path | None) -> set[str]:
    """Whatever could be shown by its id."""
    if root is None:
        return set()
    loaded = load(root)
    points = loaded.organisation.points if loaded.organisation else ()
    return {*loaded.runbooks, *loaded.drills, *loaded.scenarios, *(point.id for point in points)}
