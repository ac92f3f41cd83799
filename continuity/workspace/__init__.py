"""From the files that people write to a plan that holds: read, checked, frozen."""

from continuity.workspace.draft import Kinds
from continuity.workspace.find import find_workspace
from continuity.workspace.findings import Finding, Severity
from continuity.workspace.freeze import freeze, plan_hash, plan_json
from continuity.workspace.load import InvalidPlan, Workspace, check_file, load

__all__ = [
    "Finding",
    "InvalidPlan",
    "Kinds",
    "Severity",
    "Workspace",
    "check_file",
    "find_workspace",
    "freeze",
    "load",
    "plan_hash",
    "plan_json",
]
