"""Readiness as of a moment: verdicts, figures, the word over them, gaps, and what one drill would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from continuity.programme.record import RunRecord
from continuity.readiness.coverage import PointResult, cover
from continuity.readiness.figures import YEAR, Figures, figures_of
from continuity.readiness.forecast import Forecast, forecasts_of
from continuity.readiness.gaps import Gap, gaps_of
from continuity.readiness.headline import Headline, headline_of
from continuity.readiness.judge import ClaimResult, Files, in_order, judge_claims
from continuity.readiness.scope import Scope

__all__ = ["Readiness", "assess"]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Everything that the rules say."""

    results: tuple[ClaimResult, ...]
    figures: Figures
    headline: Headline
    points: tuple[PointResult, ...]
    gaps: tuple[Gap, ...]
    forecasts: tuple[Forecast, ...]


def assess(
    scope: Scope, records: Iterable[RunRecord], as_of: int, *, since: int | None = None, files: Files | None = None
) -> Readiness:
    """Judge the programme from these runs as of a moment (milliseconds UTC); runs that ended later do not exist yet.

    Points count as exercised by runs that began after ``since``, or within the programme's interval if that reaches
    further back. ``files`` are the workspace's files now; give them only when ``as_of`` is now.
    """
    over = in_order(records, as_of)
    results = judge_claims(scope.programme.claims, over, as_of, files)
    reach = min(as_of if since is None else since, as_of - scope.programme.every)
    recent = [record for record in over if (record.started_at or 0) >= reach]
    points = cover(scope.programme.points, recent)
    of_year = [record for record in over if (record.ended_at or 0) > as_of - YEAR]
    return Readiness(
        results,
        figures_of(results, points, as_of),
        headline_of(scope, results, of_year),
        points,
        gaps_of(scope, results, points, of_year),
        forecasts_of(scope, results),
    )
