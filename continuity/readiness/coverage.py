"""Which points have been exercised: their fault seen, only probed, or untouched, by kind of run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from continuity.programme.record import RunKind, RunRecord
from continuity.readiness.counting import counts

__all__ = ["PointCell", "PointResult", "Touch", "cover"]


class Touch(Enum):
    """What a point has seen."""

    FAULT_SEEN = "fault_seen"
    PROBED = "probed"
    UNTOUCHED = "untouched"


@dataclass(frozen=True, slots=True)
class PointCell:
    """What one kind of run did to a point, and which runs, the latest first."""

    touch: Touch
    runs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PointResult:
    """A point in scope, by kind of run. Only the first and the last count as exercised."""

    point: str
    people: PointCell
    practice: PointCell
    real: PointCell


def cover(points: Iterable[str], records: Iterable[RunRecord]) -> tuple[PointResult, ...]:
    """Coverage of each point by these runs, which are in order of time; damaged records prove nothing."""
    sound = [record for record in records if record.verified is not False]
    people, practice, real = (_Touched.by([r for r in sound if _belongs(r, kind)]) for kind in _COLUMNS)
    return tuple(PointResult(it, people.cell(it), practice.cell(it), real.cell(it)) for it in points)


_COLUMNS = (RunKind.PEOPLE, RunKind.PRACTICE, RunKind.REAL)


def _belongs(record: RunRecord, kind: RunKind) -> bool:
    return record.kind is kind and (kind is RunKind.PRACTICE or counts(record))


@dataclass(frozen=True, slots=True)
class _Touched:
    """Runs by point, the latest first."""

    seen: Mapping[str, list[str]]
    probed: Mapping[str, list[str]]

    @classmethod
    def by(cls, records: Sequence[RunRecord]) -> _Touched:
        seen: dict[str, list[str]] = {}
        probed: dict[str, list[str]] = {}
        for record in reversed(records):
            for point in record.seen:
                seen.setdefault(point, []).append(record.id)
            for point in record.probed:
                probed.setdefault(point, []).append(record.id)
        return cls(seen, probed)

    def cell(self, point: str) -> PointCell:
        if point in self.seen:
            return PointCell(Touch.FAULT_SEEN, tuple(self.seen[point]))
        if point in self.probed:
            return PointCell(Touch.PROBED, tuple(self.probed[point]))
        return PointCell(Touch.UNTOUCHED)
