"""Making a backup: everything into a folder beside its place, checked there, and only then put into its place."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from continuity import __version__
from continuity.cli.backing_files import Copied, copy_workspace
from continuity.cli.here import PROGRAMME, Here
from continuity.cli.verifying import edited_reports, missing_runs, verify_run
from continuity.clock import SystemClock, to_iso
from continuity.errors import EvidenceDamaged, Refused
from continuity.evidence.manifest import MANIFEST, HeadRow, Manifest, digest_of, rows_of
from continuity.evidence.verify import Verification, verify

__all__ = ["Backup", "back_up"]

_TRIES = 2
"""A report that is written while we copy can be newer than the copied journal; the second copy has both."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written, and what checking the copy said; ``manifest_sha256`` stands for all of it."""

    folder: Path
    manifest: Manifest
    manifest_sha256: str
    checked: tuple[Verification, ...]

    @property
    def ok(self) -> bool:
        """Whether everything in the copy holds."""
        return not self.manifest.damaged

    @property
    def size(self) -> int:
        """Bytes of all files, the manifest left out."""
        return sum(row.size for row in self.manifest.files)


def back_up(root: Path, target: Path) -> Backup:
    """Write the workspace at ``root`` into ``target``, a new or empty folder; others may go on working in it.

    What is damaged is copied as it is, and told. Raises ``Refused``, nothing left at ``target``, when it cannot be
    written.
    """
    place = target.resolve()
    _refuse_bad_place(root, place)
    try:
        with _beside(place) as fresh:
            manifest, checked = _written(root, fresh, place)
            sha256 = digest_of(fresh / MANIFEST)
            if place.exists():
                place.rmdir()
            fresh.rename(place)
            _sync(place.parent)
    except OSError as error:
        hint = "Make room, or name a folder that you may write to; nothing was left there."
        raise Refused(f"no backup could be written to {place}: {error.strerror or error}", hint=hint) from error
    return Backup(place, manifest, sha256, checked)


def _refuse_bad_place(root: Path, place: Path) -> None:
    if place.is_relative_to(root):
        raise Refused(f"{place} is in the workspace itself", hint="Name a folder elsewhere, best on another disk.")
    if not place.parent.is_dir():
        raise Refused(f"there is no folder {place.parent}", hint="Make it first; if it is on a disk, is that there?")
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        hint = f"Name a folder that is not there yet, such as {place / 'monday' if place.is_dir() else 'another'}."
        raise Refused(f"{place} is not an empty folder, and a backup overwrites nothing", hint=hint)
    if place.is_mount():
        raise Refused(f"{place} is a whole disk", hint=f"Name a new folder on it, such as {place / 'monday'}.")


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A folder for nobody but us, on the same disk; gone afterwards unless it was moved into its place."""
    fresh = Path(tempfile.mkdtemp(prefix=f"{place.name}.unfinished-", dir=place.parent))
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _written(root: Path, fresh: Path, place: Path) -> tuple[Manifest, tuple[Verification, ...]]:
    for _ in range(_TRIES):
        shutil.rmtree(fresh)
        fresh.mkdir(mode=0o700)
        copied = copy_workspace(root, fresh)
        heads, checked, wrong = _check(fresh, copied)
        if not wrong:
            break
    told = tuple(text.replace(str(fresh), str(place)) for text in wrong)
    manifest = Manifest(to_iso(SystemClock().now()), __version__, rows_of(fresh), heads, told)
    (fresh / MANIFEST).write_bytes(manifest.bytes())
    for path in (fresh / MANIFEST, fresh):
        _sync(path)
    return manifest, checked


def _check(fresh: Path, copied: Copied) -> tuple[tuple[HeadRow, ...], tuple[Verification, ...], list[str]]:
    """Check the copy as it lies: heads, each stream, and what is wrong with it."""
    wrong = list(copied.damaged)
    try:
        here = Here(fresh, read_only=True)
        heads = tuple(HeadRow(head.stream, head.seq, head.hash) for head in here.store.streams())
        checked = tuple(
            verify(here.store, PROGRAMME) if head.stream == PROGRAMME else verify_run(here, head.stream)
            for head in heads
        )
        wrong += [f"{one.stream}: {finding.text}" for one in checked for finding in one.findings]
        wrong += [*missing_runs(here), *edited_reports(here)]
        here.store.close()
    except EvidenceDamaged as damage:
        return (), (), [*wrong, *([] if damage.message in wrong else [damage.message])]
    return heads, checked, wrong


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
