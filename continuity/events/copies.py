"""Copies of packs: printed, called back, destroyed; and the logs that came back from them.

``copy`` counts the copies of a workspace from 1; the number stands on every page. Copies belong to the programme's
stream, what came back from one belongs to the stream of its run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from continuity.structure import Private


@dataclass(frozen=True, slots=True)
class PrintedBlock:
    """The numbers on the blanks of a copy: ``first`` to ``last``, both included."""

    form: str
    prefix: str
    width: int
    check_digit: bool
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class CopyIssued:
    """A copy of a pack went to somebody. ``edition`` is the runbook's version, ``sha256`` of what is printed."""

    KIND: ClassVar[str] = "copy.issued"

    copy: int
    mode: Literal["drill", "real"]
    runbook: str
    edition: str
    sha256: str
    role: str
    use_until: str
    """The last day on which it may be used: ``2026-12-20``."""
    site: str = ""
    custodian: str = ""
    """A person's id; empty when it is written in by hand."""
    blocks: tuple[PrintedBlock, ...] = ()
    large: bool = False
    stamp: str = ""
    """Eight random hex digits that its page puts into its log; the copy of the same number and edition in another
    workspace has others."""


@dataclass(frozen=True, slots=True)
class CopyRecalled:
    """The copy must come back."""

    KIND: ClassVar[str] = "copy.recalled"

    copy: int


@dataclass(frozen=True, slots=True)
class CopyDestroyed:
    """Somebody has seen that the copy is gone."""

    KIND: ClassVar[str] = "copy.destroyed"

    copy: int


@dataclass(frozen=True, slots=True)
class NumbersReserved:
    """Numbers up to ``last`` are printed in a pack: this run issues none of them to anybody else."""

    KIND: ClassVar[str] = "numbers.reserved"

    prefix: str
    last: int


@dataclass(frozen=True, slots=True)
class PackConflict:
    """One entry of a log that was not taken: what the pack says, what the run says, and how to settle it."""

    counter: int
    about: str
    pack: str
    run: str
    settle: str
    number: str = ""
    """The form number, where the entry is an order or makes one void."""
    person: str = ""
    """Who wrote it."""
    clash: bool = False
    """Another entry of this device, with the same count, is in the run: that one being there settles nothing."""


@dataclass(frozen=True, slots=True)
class PackImported:
    """A log came back; the file itself lies among the evidence under its hash.

    Where a card number stood in it, a copy without those digits lies there instead, named after the same hash.
    """

    KIND: ClassVar[str] = "pack.imported"

    copy: int
    device: str
    sha256: str
    entries: int
    taken: int
    conflicts: tuple[PackConflict, ...] = ()
    clock: tuple[str, ...] = ()
    """What is odd about the clock of the device, in plain words."""


@dataclass(frozen=True, slots=True)
class PackSettled:
    """A conflict was looked at by a person; the run stays as it is, and this says why."""

    KIND: ClassVar[str] = "pack.settled"

    device: str
    counter: int
    reason: Private
