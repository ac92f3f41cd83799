"""What packs ask of a run: keep clear of their numbers, take their blanks on, keep their logs."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.events.copies import PackConflict, PrintedBlock

__all__ = ["BeginRound", "KeepLog", "PackCommand", "Reserve", "SettlePack", "TakeBlanks"]


@dataclass(frozen=True, slots=True)
class Reserve:
    """Issue no number up to ``last``: they are printed in a pack."""

    prefix: str
    last: int


@dataclass(frozen=True, slots=True)
class TakeBlanks:
    """The blanks of a copy are used in this run; ``custodian`` is whoever holds the copy."""

    copy: int
    custodian: str
    blocks: tuple[PrintedBlock, ...]
    site: str = ""


@dataclass(frozen=True, slots=True)
class BeginRound:
    """On paper somebody began the next round, which the step of that key is in; in the run time alone opens it."""

    step: str


@dataclass(frozen=True, slots=True)
class KeepLog:
    """A log came back: what became of its entries."""

    copy: int
    device: str
    sha256: str
    entries: int
    taken: int
    conflicts: tuple[PackConflict, ...]
    clock: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettlePack:
    """Somebody looked at a conflict: the run stays as it is, for this reason."""

    device: str
    counter: int
    reason: str


PackCommand = BeginRound | Reserve | TakeBlanks | KeepLog | SettlePack
