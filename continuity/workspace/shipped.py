"""Finds what ships with the code: the schemas and the starter workspace.

In a wheel they lie under ``continuity/_shipped``; in a checkout they are the repository itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import continuity

__all__ = ["KINDS", "schema_file", "schemas_folder", "starter_files", "starter_folder"]

KINDS = ("organisation", "people", "runbook", "scenario", "drill", "programme", "answers")
"""Kinds of file that people write; each has a schema."""

STARTER = (
    "continuity.yaml",
    "people.example.yaml",
    "programme.yaml",
    "runbooks/*.yaml",
    "drills/*.yaml",
    "drills/scenarios/*.yaml",
    "lists/*.csv",
)


def _package() -> Path:
    return Path(continuity.__file__).resolve().parent


def _folder(name: str, checkout: Path) -> Path:
    shipped = _package() / "_shipped" / name
    return shipped if shipped.is_dir() else checkout


def schemas_folder() -> Path:
    """The folder of ``<kind>.schema.json``."""
    return _folder("schemas", _package().parent / "schemas")


def schema_file(kind: str) -> Path:
    """The schema of one kind of file."""
    return schemas_folder() / f"{kind}.schema.json"


def starter_folder() -> Path:
    """The workspace that ``init`` copies."""
    return _folder("starter", _package().parent)


def starter_files() -> Iterator[str]:
    """Each file of the starter workspace, by its path in it."""
    root = starter_folder()
    for pattern in STARTER:
        yield from sorted(path.relative_to(root).as_posix() for path in root.glob(pattern))
