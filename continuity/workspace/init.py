"""Makes a new workspace: the starter to change, or an empty one to fill. Nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from continuity.errors import Refused
from continuity.workspace.blank import BLANK_CONTINUITY, BLANK_README
from continuity.workspace.shipped import KINDS, schema_file, starter_files, starter_folder

__all__ = ["IGNORED", "init", "write_editor_schemas"]

IGNORED = ("people.yaml", ".continuity/")
"""What a workspace keeps out of version control."""


def init(folder: Path, *, empty: bool = False) -> tuple[str, ...]:
    """Write a workspace into ``folder`` and say which files were written.

    Raises ``Refused`` when one of them is there already, or the folder cannot be written.
    """
    contents = _blank() if empty else _starter()
    there = [name for name in contents if (folder / name).exists() or (folder / name).is_symlink()]
    if there:
        reasons = [f"{name} is there already" for name in there]
        hint = "Name another folder, or move these files away."
        raise Refused(f"{folder} already holds files of a workspace; nothing was written", reasons, hint)
    try:
        for name, data in contents.items():
            _write_new(folder / name, data)
        for name in ("runbooks", "drills/scenarios"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        _ignore(folder / ".gitignore")
    except OSError as error:
        raise Refused(f"{folder} cannot be written: {error.strerror}", hint="Name a folder that is yours.") from error
    write_editor_schemas(folder)
    return (*contents, ".gitignore")


def write_editor_schemas(root: Path) -> bool:
    """Put the schemas where editors look for them; false when the folder cannot be written, which is no harm."""
    folder = root / ".continuity" / "schemas"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind in KINDS:
            target, data = folder / f"{kind}.schema.json", schema_file(kind).read_bytes()
            if not target.exists() or target.read_bytes() != data:
                target.write_bytes(data)
    except OSError:
        return False
    return True


def _starter() -> Mapping[str, bytes]:
    root = starter_folder()
    contents = {name: (root / name).read_bytes() for name in starter_files()}
    contents["people.yaml"] = contents["people.example.yaml"].replace(
        b"# Invented people. Copy this file to people.yaml, which git does not track, and fill in your own.\n",
        b"# Invented people, to be replaced by your own. Git does not track this file.\n",
    )
    return contents


def _blank() -> Mapping[str, bytes]:
    return {"continuity.yaml": BLANK_CONTINUITY.encode(), "README.md": BLANK_README.encode()}


def _write_new(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)


def _ignore(path: Path) -> None:
    """Add what is missing; lines that are there stay."""
    text = path.read_text("utf-8") if path.exists() else ""
    missing = [line for line in IGNORED if line not in text.splitlines()]
    if missing:
        gap = "\n" if text and not text.endswith("\n") else ""
        path.write_text(text + gap + "\n".join(missing) + "\n", "utf-8")
