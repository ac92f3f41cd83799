"""The drill report as a value: integers, texts and enums only, so that it reads the same everywhere.

``encode`` and ``decode`` of ``continuity.structure`` turn it into JSON and back;
``schemas/drill-report.schema.json`` describes that JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from continuity.reporting.account import (
    BatchRow,
    Deviation,
    FaultProof,
    MessageRow,
    Note,
    PlannedRow,
    Records,
    StepRow,
)
from continuity.reporting.attendance import AbsenceRow, HandoverRow, SilenceRow, VacancyRow
from continuity.reporting.subject import Subject
from continuity.reporting.timeline import ClockReading, Timeline
from continuity.reporting.verdicts import DrillWord, ObjectiveWord, RatingWord, SafetyWord, Tone

__all__ = [
    "DRILL_FORMAT",
    "DrillReport",
    "DrillVerdict",
    "FileHash",
    "Finding",
    "Headline",
    "Integrity",
    "ObjectiveResult",
    "RatingRow",
    "SafetyVerdict",
    "SeriesSeal",
]

DRILL_FORMAT: Literal["drill-report/1"] = "drill-report/1"


@dataclass(frozen=True, slots=True)
class DrillVerdict:
    """How the run came out: ``met`` of ``of`` objectives."""

    word: DrillWord
    why: str
    met: int
    of: int


@dataclass(frozen=True, slots=True)
class SafetyVerdict:
    """Whether all that went in came out; never merged with the drill verdict."""

    word: SafetyWord
    why: str


@dataclass(frozen=True, slots=True)
class Headline:
    """A few words in the row of verdicts."""

    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class RatingRow:
    """What an evaluator made of an objective."""

    by: str
    rating: RatingWord
    at_ms: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class ObjectiveResult:
    """One objective against the target frozen before the start.

    ``measured`` says between what; ``clock`` names the two clocks when it is between clocks; ``achieved`` is the
    result in words when it is not a time (``46 of 46``). ``word`` is by rule alone, ``ratings`` are people's.
    """

    id: str
    title: str
    measured: str
    target_ms: int | None
    achieved_ms: int | None
    error_ms: int | None
    word: ObjectiveWord
    why: str
    clock: tuple[str, ...] = ()
    achieved: str = ""
    process: str | None = None
    ratings: tuple[RatingRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What the run taught and what is done about it; ``due`` is a date, ``2026-12-04``."""

    id: str
    text: str
    severity: Literal["high", "medium", "low"]
    action: str | None = None
    owner: str | None = None
    due: str | None = None
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class SeriesSeal:
    """Probe readings, sealed by length and hash."""

    lines: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FileHash:
    """A file and what it was."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Integrity:
    """What a stranger needs to check the report; ``verify`` are commands to type, one a line."""

    events: int
    head: str
    plan_sha256: str
    frozen_at: str
    rules: str
    series: SeriesSeal | None
    verify: tuple[str, ...]
    files: tuple[FileHash, ...] = ()


@dataclass(frozen=True, slots=True)
class DrillReport:
    """Everything that a drill report says; ``lead`` is written by ``continuity.reporting.lead``."""

    format: Literal["drill-report/1"]
    subject: Subject
    verdict: DrillVerdict
    safety: SafetyVerdict
    orders: Headline
    evidence: Headline
    lead: tuple[str, ...]
    clocks: tuple[ClockReading, ...]
    objectives: tuple[ObjectiveResult, ...]
    timeline: Timeline
    integrity: Integrity
    faults: tuple[FaultProof, ...] = ()
    planned: tuple[PlannedRow, ...] = ()
    steps: tuple[StepRow, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    records: tuple[Records, ...] = ()
    batches: tuple[BatchRow, ...] = ()
    messages: tuple[MessageRow, ...] = ()
    notes: tuple[Note, ...] = ()
    findings: tuple[Finding, ...] = ()
    limits: tuple[str, ...] = ()
    handovers: tuple[HandoverRow, ...] = ()
    absences: tuple[AbsenceRow, ...] = ()
    silences: tuple[SilenceRow, ...] = ()
    vacancies: tuple[VacancyRow, ...] = ()
