"""Loads a workspace: every file read, checked, and all that is wrong told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from continuity.errors import WorkspaceInvalid
from continuity.plan import Drill, Organisation, People, Programme, Runbook, Scenario
from continuity.workspace.draft import Kinds
from continuity.workspace.findings import Finding, Severity, sort_findings
from continuity.workspace.gather import Gathered, gather, read_one
from continuity.workspace.lists import ListRead, read_lists
from continuity.workspace.reader import FAST, Loader
from continuity.workspace.rules import judge
from continuity.workspace.schemas import Schemas

__all__ = ["InvalidPlan", "Workspace", "check_file", "load"]


class InvalidPlan(WorkspaceInvalid):
    """The workspace does not hold; ``findings`` says where and why, errors and warnings alike."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        first = errors[0]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__(f"{first.place}: {first.message}{more}", "Run continuity check to see everything.")
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder of an organisation, read; values are there only for files that hold by themselves."""

    root: Path
    organisation: Organisation | None = None
    people: People = People("people/1", "people", "Nobody is known yet")
    runbooks: Mapping[str, Runbook] = field(default_factory=dict)
    drills: Mapping[str, Drill] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    programme: Programme | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    """Path from the root -> SHA-256 of its bytes, in hexadecimal."""
    paths: Mapping[str, str] = field(default_factory=dict)
    """``runbook:ID``, ``drill:ID``, ``scenario:ID`` -> path from the root."""
    findings: tuple[Finding, ...] = ()
    lists: Mapping[str, ListRead] = field(default_factory=dict)
    """Reference lists by id, as they lie there."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop a run."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def holds(self) -> bool:
        """Whether a run can start from it."""
        return self.organisation is not None and not self.errors

    def require(self) -> Organisation:
        """The organisation of a workspace that holds; raises ``InvalidPlan`` with every finding."""
        if self.errors or self.organisation is None:
            raise InvalidPlan(self.findings)
        return self.organisation


def load(
    root: Path,
    *,
    kinds: Kinds | None = None,
    loader: Loader = FAST,
    drafts: Mapping[str, bytes] | None = None,
    now: int | None = None,
) -> Workspace:
    """Read and check the workspace at ``root``; ``kinds`` are the kinds of fault with their checks.

    ``drafts`` are read as if these bytes stood at their paths. With ``now`` (milliseconds UTC) old lists are told of.
    Never raises for what is in the files: everything wrong is among the findings, in order.
    """
    found = gather(root, loader, drafts or {})
    draft = found.draft(root, kinds)
    if draft.organisation is not None:
        draft = replace(draft, lists=read_lists(root, draft.organisation.value), now=now)
    findings = sort_findings([*found.findings, *judge(draft)])
    return Workspace(
        root,
        draft.organisation.value if draft.organisation else None,
        draft.people.value if draft.people else People("people/1", "people", "Nobody is known yet"),
        {id: written.value for id, written in draft.runbooks.items()},
        {id: written.value for id, written in draft.drills.items()},
        {id: written.value for id, written in draft.scenarios.items()},
        draft.programme.value if draft.programme else None,
        {document.file: document.digest for _, document in found.documents},
        _paths(found),
        findings,
        draft.lists,
    )


def _paths(found: Gathered) -> dict[str, str]:
    paths: dict[str, str] = {}
    for kind, written in found.values:
        paths.setdefault(f"{kind}:{getattr(written.value, 'id', '')}", written.document.file)
    return paths


def check_file(path: Path, name: str, loader: Loader = FAST) -> tuple[Finding, ...]:
    """Check one file that is in no workspace, by itself alone."""
    found = Gathered()
    read_one(found, Schemas(), "", path, name, loader)
    return sort_findings(found.findings)
