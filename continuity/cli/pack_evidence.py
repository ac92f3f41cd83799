"""The file of a pack's log among the evidence: as it came, or a copy in which what may not be kept is blotted out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from continuity.pack.blotting import Blot, Labels, blot
from continuity.plan import FrozenPlan
from continuity.run.inputs import inputs_of
from continuity.run.steps import outline

__all__ = ["REMEDY", "Kept", "keep", "labels_of", "tell_blots"]

REMEDY = (
    "Destroy the file, and clear the page on the device. Write these entries again without the digits: the payment's "
    "reference, or the last four at most."
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a log; ``path`` is none while nothing is, as in a dry run."""

    path: Path | None
    blots: tuple[Blot, ...]

    def rows(self) -> dict[str, object]:
        """For programs."""
        found: dict[str, object] = {
            "kept": str(self.path) if self.path else None,
            "kept_as": "blotted copy" if self.blots else "original",
            "blotted": [asdict(one) for one in self.blots],
        }
        return {**found, "remedy": REMEDY} if self.blots else found


def labels_of(plan: FrozenPlan) -> Labels:
    """What every field of the plan's forms and steps is called, by its id."""
    fields = [one for form in plan.forms().values() for one in form.fields]
    fields += [one for item in outline(plan) for one in inputs_of(item.step)]
    return {id: [one.label for one in fields if one.id == id] for id in {one.id for one in fields}}


def keep(root: Path, data: bytes, sha256: str, labels: Labels, *, dry: bool) -> Kept:
    """Put the file on the disk before anything is taken from it, and never what may not be kept.

    A copy is named after the hash of the original, and is no original by its name. An original that was kept before
    gives way to it.
    """
    blots, copy = blot(data, labels)
    if dry:
        return Kept(None, blots)
    folder = root / ".continuity" / "evidence" / "packs"
    folder.mkdir(parents=True, exist_ok=True)
    original = folder / f"{sha256}.json"
    path = folder / f"blotted-copy-of-{sha256}.json" if blots else original
    if not path.exists():
        _write(path, copy if blots else data)
    if blots:
        original.unlink(missing_ok=True)
    return Kept(path, blots)


def _write(path: Path, data: bytes) -> None:
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.chmod(0o600)
    fresh.replace(path)


def tell_blots(kept: Kept, sha256: str) -> Iterator[str]:
    """Where it stood, what is kept instead, and what to do."""
    if not kept.blots:
        return
    yield ""
    for one in kept.blots:
        yield f"NOT KEPT: {f'entry {one.entry}' if one.entry else 'beside the entries'}, {one.reason}"
    if kept.path:
        yield f"  The file itself is not kept. {kept.path} is a copy with those digits blotted out;"
        yield f"  the record has the hash of the file: {sha256}"
    yield f"  {REMEDY}"
