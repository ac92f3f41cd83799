"""What a backup copies: all that Continuity reads and writes, but not what is only of the moment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from continuity.cli.here import journal_path
from continuity.errors import EvidenceDamaged
from continuity.journal.series import whole_lines
from continuity.journal.sqlite import SqliteStore
from continuity.workspace.load import load

__all__ = ["Copied", "copy_workspace"]

_SINGLE = ("*.yaml", "README.md", ".gitignore")
_FOLDERS = ("runbooks", "drills", "lists", "reports", ".continuity")
_LEFT = (".continuity/stand-ins", ".continuity/schemas")
"""Stand-ins begin anew with their run, and ``check`` writes the schemas again."""
_ENDINGS_LEFT = (".lock", ".new")
_LINES = ".jsonl"


@dataclass(slots=True)
class Copied:
    """What was wrong with the files that were copied."""

    damaged: list[str] = field(default_factory=list)


def copy_workspace(root: Path, fresh: Path) -> Copied:
    """Copy into an empty folder; raises ``OSError`` or ``Refused`` when that cannot be written.

    The journal goes first: whatever it says of readings and reports was on the disk before it was said.
    """
    copied = Copied()
    _copy_journal(root, fresh, copied)
    for name in dict.fromkeys((*_names(root), *_lists(root, copied))):
        data = _read(root, name, copied)
        if data is not None:
            _write(fresh / name, data)
            shutil.copymode(root / name, fresh / name)
    return copied


def _copy_journal(root: Path, fresh: Path, copied: Copied) -> None:
    source, target = journal_path(root), journal_path(fresh)
    if not source.exists():
        return
    target.parent.mkdir(parents=True)
    try:
        if not source.stat().st_size:
            raise EvidenceDamaged(f"{source} is empty")
        with SqliteStore(source, read_only=True) as store:
            store.copy(target)
    except EvidenceDamaged as damage:
        copied.damaged.append(damage.message)
        for path in source.parent.glob(f"{source.name}*"):
            data = _read(root, path.relative_to(root).as_posix(), copied)
            if data is not None:
                _write(target.with_name(path.name), data)


def _names(root: Path) -> Iterator[str]:
    """Paths from the root of everything that is copied but the journal."""
    for pattern in _SINGLE:
        yield from sorted(path.name for path in root.glob(pattern))
    for folder in _FOLDERS:
        for at, folders, names in os.walk(root / folder):
            here = Path(at).relative_to(root)
            folders[:] = sorted(name for name in folders if (here / name).as_posix() not in _LEFT)
            yield from ((here / name).as_posix() for name in sorted(names) if not _is_left(here, name))


def _lists(root: Path, copied: Copied) -> Iterator[str]:
    """Files of the reference lists that lie in the workspace, beside what is copied anyway."""
    organisation = load(root).organisation
    if organisation is None and (root / "continuity.yaml").exists():
        copied.damaged.append("continuity.yaml has errors, so lists that it names outside lists/ were not copied")
    names = (os.path.normpath(one.file) for one in organisation.lists) if organisation else ()
    for name in dict.fromkeys(names):
        first = Path(name).parts[:1]
        if first and not Path(name).is_absolute() and first[0] not in ("..", *_FOLDERS):
            yield Path(name).as_posix()


def _is_left(here: Path, name: str) -> bool:
    journal = here.as_posix() == ".continuity" and name.startswith("journal.sqlite")
    return journal or name.endswith(_ENDINGS_LEFT)


def _read(root: Path, name: str, copied: Copied) -> bytes | None:
    """The bytes of a file; none, and told, when they cannot be had."""
    path = root / name
    try:
        if not path.is_file():
            if path.is_symlink():
                copied.damaged.append(f"{name} points at a file that is not there; it was not copied")
            return None
        data = path.read_bytes()
    except FileNotFoundError:
        return None  # replaced or moved away just now
    except OSError as error:
        copied.damaged.append(f"{name} could not be read, and was not copied: {error.strerror}")
        return None
    return whole_lines(data) if name.startswith(".continuity/runs/") and name.endswith(_LINES) else data


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
