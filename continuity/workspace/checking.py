"""What ``check`` looks at: workspaces, single files of them, and files that are in none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from continuity.workspace.draft import Kinds
from continuity.workspace.find import find_workspace, workspace_above
from continuity.workspace.findings import Finding
from continuity.workspace.init import write_editor_schemas
from continuity.workspace.load import check_file, load

__all__ = ["Checked", "check_paths"]


@dataclass(frozen=True, slots=True)
class Checked:
    """All that was found, and in how many files."""

    findings: tuple[Finding, ...]
    files: int


def check_paths(
    paths: Sequence[Path], workspace: Path | None, here: Path, kinds: Kinds | None = None, now: int | None = None
) -> Checked:
    """Check the workspaces and files named, or the workspace around ``here``.

    Findings name files as seen from ``here``. Raises ``UsageProblem`` when there is no workspace to check.
    With ``now`` (milliseconds UTC) lists that are too old are told of.
    """
    if not paths:
        return _workspace(find_workspace(workspace, here), here, kinds, now)
    all = [_path(path, here, kinds, now) for path in paths]
    findings = tuple(dict.fromkeys(finding for one in all for finding in one.findings))
    return Checked(findings, sum(one.files for one in all))


def _path(path: Path, here: Path, kinds: Kinds | None, now: int | None) -> Checked:
    if path.is_dir():
        return _workspace(find_workspace(path), here, kinds, now)
    root = workspace_above((here / path).parent)
    if root is None:
        return Checked(check_file(path, str(path)), 1)
    name = _seen_from(here, (here / path).parent.resolve() / path.name)
    whole = _workspace(root, here, kinds, now)
    found = tuple(finding for finding in whole.findings if finding.file == name)
    # A file in the folder that is no part of the workspace (a draft, a copy) is checked by itself.
    return Checked(found, 1) if name in _names(root, here) else Checked(check_file(path, name), 1)


def _names(root: Path, here: Path) -> set[str]:
    from continuity.workspace.gather import files

    return {_seen_from(here, root / name) for _, name in files(root)}


def _workspace(root: Path, here: Path, kinds: Kinds | None, now: int | None) -> Checked:
    write_editor_schemas(root)
    loaded = load(root, kinds=kinds, now=now)
    findings = tuple(replace(finding, file=_seen_from(here, root / finding.file)) for finding in loaded.findings)
    broken = {finding.file for finding in loaded.findings} - set(loaded.files)
    return Checked(findings, len(loaded.files) + len(broken - {".continuity"}))


def _seen_from(here: Path, path: Path) -> str:
    return path.relative_to(here.resolve()).as_posix() if path.is_relative_to(here.resolve()) else path.as_posix()
