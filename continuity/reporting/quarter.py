"""The quarter report as a value: what was to be shown, and what was.

Figures are ``k`` of ``n``, never a percentage alone; ``schemas/quarter-report.schema.json`` describes the JSON.
Dates are ``2026-12-31``, times RFC 3339.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from continuity.reporting.verdicts import (
    ClaimWord,
    Coverage,
    DrillWord,
    HeadlineWord,
    RunKind,
    SafetyWord,
)

__all__ = [
    "QUARTER_FORMAT",
    "ClaimRow",
    "Figures",
    "Forecast",
    "OpenGap",
    "PointCell",
    "PointRow",
    "QuarterHeadline",
    "QuarterIntegrity",
    "QuarterReport",
    "RunHead",
    "RunRow",
    "Share",
    "TierShare",
]

QUARTER_FORMAT: Literal["quarter-report/1"] = "quarter-report/1"


@dataclass(frozen=True, slots=True)
class Share:
    """``k`` of ``n``."""

    k: int
    n: int


@dataclass(frozen=True, slots=True)
class TierShare:
    """Demonstrated claims of one tier."""

    tier: int
    share: Share


@dataclass(frozen=True, slots=True)
class Figures:
    """The published figures. ``success`` counts met of judged claims in valid runs of the last year.

    ``success_at_least_percent`` is the one-sided 95 % lower bound (Clopper-Pearson), floored; ``None`` without runs.
    """

    demonstrated: Share
    claims_covered: Share
    points_covered: Share
    success: Share
    success_at_least_percent: int | None
    tiers: tuple[TierShare, ...] = ()


@dataclass(frozen=True, slots=True)
class QuarterHeadline:
    """The word over the quarter and every reason for it."""

    word: HeadlineWord
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim and its verdict; ``run`` is where it was shown.

    ``registered`` is the date of a claim that entered the register after the quarter had begun, else ``None``.
    """

    id: str
    title: str
    process: str
    tier: int
    verdict: ClaimWord
    target_ms: int | None
    achieved_ms: int | None
    run: str | None
    why: str
    achieved: str = ""
    valid_until: str | None = None
    registered: str | None = None


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of the quarter; ``counts_not`` says why it counts for no claim, empty when it does."""

    run: str
    title: str
    kind: RunKind
    started_at: str
    speed: int
    word: DrillWord
    safety: SafetyWord
    met: int
    of: int
    counts_not: str = ""
    report: str | None = None
    by_hand: str = ""
    """What came of orders by hand, as counts; empty where none were taken or the books were not compared."""


@dataclass(frozen=True, slots=True)
class PointCell:
    """What one kind of run did to a point, and which runs."""

    coverage: Coverage
    runs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point in scope, by kind of run."""

    id: str
    title: str
    people: PointCell
    practice: PointCell
    real: PointCell


@dataclass(frozen=True, slots=True)
class OpenGap:
    """What is missing, in plain words, and the next command or act."""

    text: str
    act: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """What one drill at real speed with people could show: from ``before`` to at most ``after``."""

    drill: str
    title: str
    claims: tuple[str, ...]
    before: Share
    after: Share
    command: str


@dataclass(frozen=True, slots=True)
class RunHead:
    """The head of a run's record, and whether it was checked and held."""

    run: str
    events: int
    head: str
    verified: bool | None


@dataclass(frozen=True, slots=True)
class QuarterIntegrity:
    """What a stranger needs to compute the same figures; ``recompute`` are commands to type, one a line."""

    register_sha256: str
    registered_at: str | None
    rules: str
    recompute: tuple[str, ...]
    runs: tuple[RunHead, ...] = ()


@dataclass(frozen=True, slots=True)
class QuarterReport:
    """Everything that a quarter report says; ``lead`` is written by ``continuity.reporting.lead_quarter``."""

    format: Literal["quarter-report/1"]
    quarter: str
    as_of: str
    organisation: str
    time_zone: str
    programme: str
    headline: QuarterHeadline
    lead: tuple[str, ...]
    figures: Figures
    integrity: QuarterIntegrity
    claims: tuple[ClaimRow, ...] = ()
    runs: tuple[RunRow, ...] = ()
    points: tuple[PointRow, ...] = ()
    gaps: tuple[OpenGap, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    cautions: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    """Printed copies that nobody should use any more, and why."""
