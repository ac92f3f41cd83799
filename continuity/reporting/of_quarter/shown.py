"""Figures, word, points, gaps and forecasts of readiness, as the quarter report holds them."""

from __future__ import annotations

from continuity.readiness import coverage
from continuity.readiness import figures as rules
from continuity.readiness import forecast as forecasts
from continuity.readiness import headline as gates
from continuity.readiness.gaps import Gap
from continuity.readiness.scope import Scope
from continuity.reporting.quarter import (
    Figures,
    Forecast,
    OpenGap,
    PointCell,
    PointRow,
    QuarterHeadline,
    Share,
    TierShare,
)
from continuity.reporting.verdicts import Coverage, HeadlineWord

__all__ = ["figures", "forecast", "gap", "headline", "point_row"]


def headline(found: gates.Headline) -> QuarterHeadline:
    """The word over the quarter."""
    return QuarterHeadline(HeadlineWord(found.word.value), found.why)


def figures(found: rules.Figures) -> Figures:
    """Every figure, k of n."""
    return Figures(
        _share(found.demonstrated),
        _share(found.claims_covered),
        _share(found.points_covered),
        _share(found.success),
        found.success_at_least_percent,
        tuple(TierShare(tier.tier, _share(tier.share)) for tier in found.tiers),
    )


def point_row(scope: Scope, found: coverage.PointResult) -> PointRow:
    """A point by the title that people know."""
    cells = (_cell(found.people), _cell(found.practice), _cell(found.real))
    return PointRow(found.point, scope.point_title(found.point), *cells)


def gap(found: Gap) -> OpenGap:
    """What is missing, and the next command."""
    return OpenGap(found.text, found.act, found.claims)


def forecast(scope: Scope, found: forecasts.Forecast) -> Forecast:
    """What one drill could change."""
    before, after = _share(found.before), _share(found.after)
    title, command = scope.drill_title(found.drill), scope.command(found.drill)
    return Forecast(found.drill, title, found.claims, before, after, command)


def _share(found: rules.Share) -> Share:
    return Share(found.k, found.n)


def _cell(found: coverage.PointCell) -> PointCell:
    return PointCell(Coverage(found.touch.value), found.runs)
