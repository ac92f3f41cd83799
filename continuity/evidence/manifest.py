"""What a backup holds, file by file, so that anybody can tell whether it is still what was written."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from continuity.errors import EvidenceDamaged

__all__ = ["MANIFEST", "FileRow", "HeadRow", "Manifest", "check_manifest", "digest_of", "read_manifest", "rows_of"]

MANIFEST = "backup.json"
"""The manifest's name, at the root of a backup."""

_FORMAT = "backup/1"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file: its path from the root with slashes, its size in bytes, and its SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class HeadRow:
    """The last event of a stream when it was copied."""

    stream: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was copied and when (RFC 3339, UTC), by which version; ``damaged`` is what was wrong with it already."""

    made_at: str
    version: str
    files: tuple[FileRow, ...]
    heads: tuple[HeadRow, ...]
    damaged: tuple[str, ...] = ()

    def bytes(self) -> bytes:
        """The manifest as it is written: JSON for people and programs."""
        return json.dumps({"format": _FORMAT, **asdict(self)}, indent=2, ensure_ascii=False).encode() + b"\n"


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def rows_of(root: Path) -> tuple[FileRow, ...]:
    """A row for every file below ``root`` but the manifest, in order."""
    return tuple(FileRow(name, (root / name).stat().st_size, digest_of(root / name)) for name in _names(root))


def read_manifest(root: Path) -> Manifest:
    """The manifest of a backup; raises ``EvidenceDamaged`` when it cannot be read as one."""
    path = root / MANIFEST
    try:
        match json.loads(path.read_bytes()):
            case {"format": "backup/1", "files": list(files), "heads": list(heads)} as found:
                return Manifest(
                    str(found["made_at"]),
                    str(found["version"]),
                    tuple(FileRow(str(row["path"]), int(row["size"]), str(row["sha256"])) for row in files),
                    tuple(HeadRow(str(row["stream"]), int(row["seq"]), str(row["hash"])) for row in heads),
                    tuple(map(str, found.get("damaged", ()))),
                )
        raise ValueError(f"it is not of the format {_FORMAT}")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise EvidenceDamaged(
            f"{path} cannot be read: {error}", hint="Use another backup; the runs in this one can still be verified."
        ) from error


def check_manifest(root: Path) -> tuple[str, ...]:
    """What is not as the manifest says, one line each; files that came later are named as well."""
    manifest = read_manifest(root)
    listed = [row.path for row in manifest.files]
    added = [f"{name} is not in {MANIFEST}" for name in _names(root) if name not in set(listed)]
    return (*_changed(root, manifest.files), *added)


def _changed(root: Path, rows: Sequence[FileRow]) -> Iterator[str]:
    for row in rows:
        path = root / row.path
        if not path.is_file():
            yield f"{row.path} is not there, and {MANIFEST} lists it"
        elif path.stat().st_size != row.size:
            yield f"{row.path} has {path.stat().st_size} bytes, and {MANIFEST} says {row.size}"
        elif digest_of(path) != row.sha256:
            yield f"{row.path} is not what {MANIFEST} says: its content was changed"


def _names(root: Path) -> list[str]:
    below = (Path(folder, name) for folder, _, names in os.walk(root) for name in names)
    return sorted(name for path in below if (name := path.relative_to(root).as_posix()) != MANIFEST)
