"""Spoiling a hand-off file and putting it right: the original is kept, and a newer file is never written over.

All that healing needs is known before anything is touched, so it stands in the promise. The original is moved within
its own file system, which keeps its content, owner, mode and times as they are.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.errors import Refused
from continuity.faults.promise import Obligation, Params
from continuity.faults.shapes import Scalar

if TYPE_CHECKING:
    from continuity.faults.kinds.effect import Spoil
    from continuity.faults.means import HandOffFiles

__all__ = ["KEPT", "digest", "is_as_recorded", "spoil", "survey", "sync", "whole"]

KEPT = ".continuity-kept"
"""The folder beside the files in which originals lie while a fault is in."""


def survey(files: HandOffFiles, effect: Spoil, name: str) -> Mapping[str, Scalar]:
    """Find the newest file and what healing will need; ``name`` tells kept files apart. Raises ``Refused``."""
    path = _newest(files)
    found = path.stat()
    record: dict[str, Scalar] = {
        "path": str(path),
        "kept": str(path.parent / KEPT / f"{name}.{path.name}"),
        "size": found.st_size,
        "mtime_ns": found.st_mtime_ns,
        "mode": found.st_mode & 0o7777,
    }
    match effect.how:
        case "truncated":
            cut = found.st_size * effect.keep // 100
            return record | {"cut": cut, "digest": digest(path, cut)}
        case "doubled":
            return record | {"copy": str(_second(path, files.pattern)), "digest": digest(path, found.st_size)}
        case "late":
            return record | {"late_ns": found.st_mtime_ns - effect.by * 1_000_000}
    return record


def spoil(obligation: Obligation) -> None:
    """Do what was promised; raises ``Refused`` when the file is no longer the one that was promised about."""
    params = obligation.params
    path, kept = Path(str(params["path"])), Path(str(params["kept"]))
    if not is_as_recorded(path, params):
        raise Refused(f"{path} was changed while the fault went in", hint="Try again when nobody writes there.")
    how = params["how"]
    if how == "late":
        os.utime(path, ns=(path.stat().st_atime_ns, whole(params, "late_ns")))
        sync(path)
        return
    _make_folder(kept.parent)
    if how == "missing":
        path.rename(kept)
    elif how == "truncated":
        part = _part(path, kept, whole(params, "cut"), params)
        path.rename(kept)
        part.rename(path)
    else:
        part = _part(path, kept, whole(params, "size"), params)
        _appear(part, Path(str(params["copy"])))
    sync(kept.parent)
    sync(path.parent)


def digest(path: Path, size: int) -> str:
    """SHA-256 of the first ``size`` bytes, in hexadecimal."""
    import hashlib  # not for every start of halt or the guard

    found = hashlib.sha256()
    with path.open("rb") as file:
        for block in _blocks(file.fileno(), size):
            found.update(block)
    return found.hexdigest()


def is_as_recorded(path: Path, params: Params) -> bool:
    """Whether the file has the size and the time that the promise names."""
    try:
        now = path.stat()
    except OSError:
        return False
    return (now.st_size, now.st_mtime_ns) == (params["size"], params["mtime_ns"])


def whole(params: Params, key: str) -> int:
    """Take a whole number of a promise."""
    value = params.get(key)
    return value if isinstance(value, int) else 0


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, safe from a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _newest(files: HandOffFiles) -> Path:
    try:
        names = [each for each in files.folder.iterdir() if fnmatchcase(each.name, files.pattern)]
        there = [each for each in names if each.is_file() and not each.is_symlink()]
        if there:
            return max(there, key=lambda each: (each.stat().st_mtime_ns, each.name))
    except OSError as problem:
        raise Refused(f"{files.folder} cannot be read: {problem.strerror}") from problem
    raise Refused(f"no file in {files.folder} matches {files.pattern}", hint="Have one written before the fault.")


def _second(path: Path, pattern: str) -> Path:
    copy = path.with_name(f"{path.stem}-again{path.suffix}")
    if not fnmatchcase(copy.name, pattern):
        raise Refused(f"a second file {copy.name} would not match {pattern}", hint="Use a pattern with a * in it.")
    if copy.exists():
        raise Refused(f"{copy} is there already", hint="Move it away; nothing is written over.")
    return copy


def _part(path: Path, kept: Path, size: int, params: Params) -> Path:
    """Write the first bytes of a file beside the kept ones, with its mode and time."""
    part = kept.with_name(f"{kept.name}.part")
    with path.open("rb") as source, part.open("wb") as copy:
        for block in _blocks(source.fileno(), size):
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    part.chmod(whole(params, "mode"))
    moment = whole(params, "mtime_ns")
    os.utime(part, ns=(moment, moment))
    return part


def _appear(part: Path, copy: Path) -> None:
    """Give a file its name, unless the name was taken meanwhile."""
    try:
        os.link(part, copy)
    except FileExistsError:
        part.unlink()
        raise Refused(f"{copy} was made by somebody else") from None
    except OSError:  # a file system without hard links
        import shutil

        shutil.copy2(part, copy)
    part.unlink()


def _blocks(handle: int, size: int) -> Iterator[bytes]:
    while size > 0 and (block := os.read(handle, min(size, 1 << 20))):
        size -= len(block)
        yield block


def _make_folder(path: Path) -> None:
    with suppress(FileExistsError):
        path.mkdir(mode=0o700)
    sync(path.parent)
