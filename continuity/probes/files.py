"""One look at hand-off files: are they there, as many as they should be, whole, and new enough?"""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path

from continuity.events.outage import ProbeState
from continuity.plan import Expect

__all__ = ["look_at_files"]

_TAIL = 64 * 1024


def look_at_files(path: Path, expect: Expect, now: int) -> tuple[ProbeState, str]:
    """The state and why, for the files that match the last part of ``path``; raises ``OSError``.

    ``contains`` is looked for at the end of the newest file, where a trailer stands. A file that is too old is
    *degraded*, anything else that is not as expected is *down*.
    """
    pattern = path.name
    found = [(each.stat(), each) for each in _folder(path.parent) if fnmatchcase(each.name, pattern)]
    if expect.count is not None and len(found) != expect.count:
        return "down", f"{len(found)} files match {pattern} instead of {expect.count}"
    if not found:
        return ("ok", "no file, as expected") if expect.count == 0 else ("down", f"no file matches {pattern}")
    status, newest = max(found, key=lambda one: (one[0].st_mtime_ns, one[1].name))
    if status.st_size < expect.min_bytes:
        return "down", f"{newest.name} has {status.st_size} bytes instead of at least {expect.min_bytes}"
    if expect.contains is not None and expect.contains.encode() not in _tail(newest):
        return "down", f"{newest.name} does not end with {expect.contains!r}"
    age = now - status.st_mtime_ns // 1_000_000
    if expect.max_age is not None and age > expect.max_age:
        return "degraded", f"{newest.name} is {age // 1000} s old"
    return "ok", f"{newest.name}, {status.st_size} bytes"


def _folder(folder: Path) -> list[Path]:
    try:
        return [each for each in folder.iterdir() if each.is_file()]
    except FileNotFoundError:
        return []


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        return file.read(_TAIL)
