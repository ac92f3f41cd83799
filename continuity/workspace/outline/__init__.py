"""Files as people read them: plain text, 80 columns wide."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import Drill, Organisation, People, Point, Programme, Runbook, Scenario
from continuity.workspace.blocks import followed
from continuity.workspace.load import Workspace
from continuity.workspace.outline.drill import drill_lines
from continuity.workspace.outline.organisation import organisation_lines, people_lines, programme_lines
from continuity.workspace.outline.point import point_lines
from continuity.workspace.outline.runbook import runbook_lines
from continuity.workspace.outline.scenario import scenario_lines

__all__ = ["outline"]


def outline(value: object, workspace: Workspace) -> Iterator[str]:
    """The lines of one file; the workspace gives what the file points at."""
    match value:
        case Runbook():
            yield from runbook_lines(value, dict(workspace.runbooks))
        case Drill():
            scenario = workspace.scenarios.get(value.scenario)
            yield from drill_lines(value, scenario, followed(workspace.runbooks, value.runbook), workspace.people)
        case Scenario():
            yield from scenario_lines(value)
        case Organisation():
            yield from organisation_lines(value)
        case Point():
            yield from point_lines(value, workspace)
        case People():
            yield from people_lines(value)
        case Programme():
            yield from programme_lines(value)
