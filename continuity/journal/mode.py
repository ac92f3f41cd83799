"""Which of SQLite's ways to commit the journal uses here, and why; ``doctor`` prints it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

__all__ = ["JournalMode", "ModeChoice", "choose", "mounts_here"]

_WAL_IS_SOUND = (3, 51, 3)
_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "ceph", "fuse.sshfs", "fuse.davfs", "fuse.rclone")


class JournalMode(StrEnum):
    """The two modes used; both with ``synchronous=FULL``, so that what was committed survives a power cut."""

    WAL = "wal"
    TRUNCATE = "truncate"


@dataclass(frozen=True, slots=True)
class ModeChoice:
    """A mode and the reason for it, in words for people."""

    mode: JournalMode
    why: str


def choose(version: tuple[int, int, int], path: Path, mounts: Iterable[tuple[str, str]]) -> ModeChoice:
    """Choose for an SQLite version, a journal file and the mounts of the machine (mount point, file system).

    WAL is faster, but SQLite 3.7.0 to 3.51.2 can corrupt a WAL database when two connections write and checkpoint
    at the same instant (sqlite.org/wal.html, "the WAL-reset bug"), and WAL needs memory shared by one machine.
    """
    named = ".".join(map(str, version))
    if version < _WAL_IS_SOUND:
        return ModeChoice(JournalMode.TRUNCATE, f"SQLite {named} has the WAL-reset bug, which 3.51.3 fixed")
    if system := _network(path, mounts):
        return ModeChoice(JournalMode.TRUNCATE, f"{path.parent} is on a network share ({system}), where WAL is unsafe")
    return ModeChoice(JournalMode.WAL, f"SQLite {named} is free of the WAL-reset bug, and the disk is a local one")


def mounts_here(table: Path = Path("/proc/self/mounts")) -> list[tuple[str, str]]:
    """Mount points and file systems of this machine; none where there is no such table to read."""
    try:
        lines = table.read_text(errors="replace").splitlines()
    except OSError:
        return []
    fields = [line.split(" ") for line in lines]
    return [(field[1].replace("\\040", " "), field[2]) for field in fields if len(field) > 2]


def _network(path: Path, mounts: Iterable[tuple[str, str]]) -> str | None:
    folder = path.absolute().parent
    around = [(point, system) for point, system in mounts if folder.is_relative_to(point)]
    _, system = max(around, key=lambda mount: len(mount[0]), default=("", ""))
    return system if system in _NETWORK else None
