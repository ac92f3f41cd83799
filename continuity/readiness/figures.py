"""The published figures: always ``k`` of ``n``, and the denominator never moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from continuity.readiness.bound import lower_bound
from continuity.readiness.coverage import PointResult, Touch
from continuity.readiness.judge import ClaimResult
from continuity.readiness.verdict import DEMONSTRATED, JUDGED

__all__ = ["YEAR", "Figures", "Share", "TierShare", "figures_of"]

YEAR = 365 * 86_400_000


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
    """``success`` is met of judged, over claims and runs of the last year; the bound is in percent, floored."""

    demonstrated: Share
    claims_covered: Share
    points_covered: Share
    success: Share
    success_at_least_percent: int | None
    tiers: tuple[TierShare, ...]


def figures_of(results: Sequence[ClaimResult], points: Sequence[PointResult], as_of: int) -> Figures:
    """Untested, stale, void, inconclusive and not met all count as nought."""
    success = _success(results, as_of)
    return Figures(
        _demonstrated(results),
        Share(sum(result.verdict in JUDGED for result in results), len(results)),
        Share(sum(Touch.FAULT_SEEN in (p.people.touch, p.real.touch) for p in points), len(points)),
        success,
        lower_bound(success.k, success.n) if success.n else None,
        _tiers(results),
    )


def _demonstrated(results: Sequence[ClaimResult]) -> Share:
    return Share(sum(result.demonstrated for result in results), len(results))


def _tiers(results: Sequence[ClaimResult]) -> tuple[TierShare, ...]:
    tiers = sorted({result.claim.tier for result in results})
    return tuple(TierShare(t, _demonstrated([r for r in results if r.claim.tier == t])) for t in tiers)


def _success(results: Sequence[ClaimResult], as_of: int) -> Share:
    judged = [
        outcome.verdict in DEMONSTRATED
        for result in results
        for outcome in result.outcomes
        if outcome.verdict in JUDGED and (outcome.record.ended_at or 0) > as_of - YEAR
    ]
    return Share(sum(judged), len(judged))
