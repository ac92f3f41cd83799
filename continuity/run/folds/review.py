"""What ratings and review verdicts add to a run's state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.events import Body, Fact, review
from continuity.run.folds.handler import Table, on
from continuity.run.notes import Rated, Reviewed

if TYPE_CHECKING:
    from continuity.run.state import RunState


def _rated(run: RunState, fact: Fact[Body], body: review.ObjectiveRated) -> None:
    run.ratings.setdefault(body.objective, {})[fact.actor.id] = Rated(fact.at, fact.actor, body.rating, str(body.why))


def _reviewed(run: RunState, fact: Fact[Body], body: review.DeviationReviewed) -> None:
    run.reviews[body.deviation] = Reviewed(fact.at, fact.actor, body.verdict, str(body.why))


TABLE: Table = dict((on(review.ObjectiveRated, _rated), on(review.DeviationReviewed, _reviewed)))
