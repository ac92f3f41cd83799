"""What one drill, at real speed and with people in every role, could change at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from continuity.readiness.figures import Share
from continuity.readiness.judge import ClaimResult
from continuity.readiness.scope import Scope

__all__ = ["Forecast", "forecasts_of"]


@dataclass(frozen=True, slots=True)
class Forecast:
    """A drill, the claims that it would judge and that are not demonstrated now, and the figure before and after."""

    drill: str
    claims: tuple[str, ...]
    before: Share
    after: Share


def forecasts_of(scope: Scope, results: Sequence[ClaimResult]) -> tuple[Forecast, ...]:
    """One for each drill that could still show something; the one that shows most comes first."""
    shown = sum(result.demonstrated for result in results)
    found = [_forecast(scope, drill, results, shown) for drill in scope.claimed_drills]
    return tuple(sorted((f for f in found if f.claims), key=lambda f: -f.after.k))


def _forecast(scope: Scope, drill: str, results: Sequence[ClaimResult], shown: int) -> Forecast:
    claims = tuple(
        result.claim.id
        for result in results
        if result.claim.drill == drill and not result.demonstrated and _can_show(scope, result)
    )
    return Forecast(drill, claims, Share(shown, len(results)), Share(shown + len(claims), len(results)))


def _can_show(scope: Scope, result: ClaimResult) -> bool:
    """A drill that is known must have the objective; one that is not known is taken at the claim's word."""
    return result.claim.drill not in scope.drills or scope.objective(result.claim) is not None
