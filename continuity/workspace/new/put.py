"""Puts new files into a workspace: checked first as if they were there already, then all of them or none."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from continuity.errors import Refused
from continuity.workspace.draft import Kinds
from continuity.workspace.findings import Finding, Severity
from continuity.workspace.load import load

__all__ = ["advice", "change", "put"]


def put(root: Path, texts: Mapping[str, str], kinds: Kinds | None = None) -> tuple[str, ...]:
    """Write new files, by path from the root; gives the paths.

    Raises ``Refused`` when one is there already, or the workspace would have an error that it has not now.
    """
    there = [name for name in texts if os.path.lexists(root / name)]
    if there:
        reasons = [f"{name} is there already" for name in there]
        raise Refused("nothing was written", reasons, "Choose another name; continuity show prints what is there.")
    _judge(root, texts, kinds)
    written: list[Path] = []
    try:
        for name, text in texts.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            _create(root / name, text.encode(), written)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise Refused(f"{root} cannot be written: {error.strerror}", hint="Look at the folder's rights.") from error
    return tuple(texts)


def change(root: Path, name: str, before: bytes, after: bytes, kinds: Kinds | None = None) -> None:
    """Replace the file in one act, if it is still what it was.

    Raises ``Refused`` when the workspace would have an error that it has not now, or somebody else changed the file.
    """
    _judge(root, {name: after.decode()}, kinds)
    target = (root / name).resolve()
    try:
        if target.read_bytes() != before:
            raise Refused(f"{name} was changed meanwhile; nothing was written", hint="Call it again.")
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(file.name, target.stat().st_mode & 0o7777)
        os.replace(file.name, target)
    except OSError as error:
        raise Refused(f"{name} cannot be written: {error.strerror}", hint="Look at its rights.") from error


def _create(path: Path, data: bytes, written: list[Path]) -> None:
    with path.open("xb") as file:
        written.append(path)
        file.write(data)


def _judge(root: Path, texts: Mapping[str, str], kinds: Kinds | None) -> None:
    now = {_same(finding) for finding in load(root, kinds=kinds).errors}
    then = load(root, kinds=kinds, drafts={name: text.encode() for name, text in texts.items()})
    new = [finding for finding in then.errors if _same(finding) not in now]
    if new:
        reasons = [f"{finding.place}: {finding.message}" for finding in new]
        hint = "Answer differently, or mend what it points at, and call it again."
        raise Refused("what you answered does not hold together; nothing was written", reasons, hint)


def _same(finding: Finding) -> tuple[str, str, str]:
    """Lines move when something is put in; the rest tells findings apart."""
    return finding.file, finding.code, finding.message


def advice(root: Path, names: tuple[str, ...], kinds: Kinds | None = None) -> tuple[Finding, ...]:
    """What could be better in these files."""
    found = load(root, kinds=kinds).findings
    return tuple(it for it in found if it.severity is Severity.WARNING and it.file in names)
