"""Putting a hand-off file right: the original back in its place, unless a newer one is there by now."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from continuity.faults.files import digest, is_as_recorded, sync, whole
from continuity.faults.outcome import Healed
from continuity.faults.promise import Obligation, Params
from continuity.faults.undo import Undone
from continuity.faults.wire import CallFailed

__all__ = ["unspoil"]


def unspoil(obligation: Obligation) -> Undone:
    """Heal one file from what the promise says; raises ``CallFailed`` or ``OSError`` when that does not work."""
    params = obligation.params
    path, kept = Path(str(params["path"])), Path(str(params["kept"]))
    match params["how"]:
        case "late":
            return _on_time(path, params)
        case "doubled":
            undone = _single(Path(str(params["copy"])), params)
        case _:
            undone = _given_back(path, kept, params)
    _tidy(kept)
    return undone


def _given_back(path: Path, kept: Path, params: Params) -> Undone:
    if not kept.exists():
        return Undone(Healed.ALREADY_GONE, True, "" if path.exists() else f"{path} is gone, and was not kept by us")
    if path.exists() and path.samefile(kept):
        kept.unlink()  # somebody died between the two halves of giving it back
    elif params["how"] == "truncated" and _is_our_part(path, params):
        kept.replace(path)
    elif not _put_where_nothing_is(kept, path):
        return Undone(
            Healed.FOREIGN, True, f"a newer {path.name} is there and stays; the earlier one is kept in {kept}"
        )
    sync(path.parent)
    if not is_as_recorded(path, params):
        raise CallFailed(f"{path} was given back and is not what it was; look who writes there")
    return Undone(Healed.REMOVED, True)


def _put_where_nothing_is(kept: Path, path: Path) -> bool:
    try:
        os.link(kept, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if path.exists():
            return False
        kept.rename(path)
        return True
    kept.unlink()
    return True


def _is_our_part(path: Path, params: Params) -> bool:
    cut = whole(params, "cut")
    try:
        now = path.stat()
        same = (now.st_size, now.st_mtime_ns) == (cut, params["mtime_ns"])
        return same and digest(path, cut) == params["digest"]
    except FileNotFoundError:
        return False


def _single(copy: Path, params: Params) -> Undone:
    if not copy.exists():
        return Undone(Healed.ALREADY_GONE, True)
    if not is_as_recorded(copy, params) or digest(copy, whole(params, "size")) != params["digest"]:
        return Undone(Healed.FOREIGN, True, f"{copy.name} was changed by somebody and stays")
    copy.unlink()
    sync(copy.parent)
    return Undone(Healed.REMOVED, True)


def _on_time(path: Path, params: Params) -> Undone:
    try:
        now = path.stat()
    except FileNotFoundError:
        return Undone(Healed.ALREADY_GONE, True, f"{path.name} was taken away meanwhile")
    if (now.st_size, now.st_mtime_ns) != (params["size"], params["late_ns"]):
        same = now.st_mtime_ns == params["mtime_ns"]
        return Undone(Healed.ALREADY_GONE, True) if same else Undone(Healed.FOREIGN, True, "a newer file is there")
    os.utime(path, ns=(now.st_atime_ns, whole(params, "mtime_ns")))
    sync(path)
    return Undone(Healed.REMOVED, True)


def _tidy(kept: Path) -> None:
    kept.with_name(f"{kept.name}.part").unlink(missing_ok=True)
    with suppress(OSError):  # others' files are still kept there, or it was never made
        kept.parent.rmdir()
