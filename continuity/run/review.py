"""What people make of a run afterwards: what an evaluator's rating means, what still waits for a word, how far it is.

Ratings and verdicts on deviations are people's; they never touch the verdicts that rules give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from continuity.events.review import Rating
from continuity.run.deviations import Deviation, deviations
from continuity.run.state import RunState

__all__ = ["RATINGS", "RatingMeaning", "ReviewState", "Stage", "review_of"]


@dataclass(frozen=True, slots=True)
class RatingMeaning:
    """What stands behind a letter."""

    name: str
    means: str


RATINGS: Mapping[Rating, RatingMeaning] = {
    "P": RatingMeaning(
        "Performed without challenges",
        "The objective was reached; nothing else suffered, nobody was put at risk, plan and rules were kept.",
    ),
    "S": RatingMeaning(
        "Performed with some challenges",
        "The same as P, and something was seen that could be done better or with less effort.",
    ),
    "M": RatingMeaning(
        "Performed with major challenges",
        "The objective was reached, but other work suffered, somebody was put at risk, or plan or rules were not kept.",
    ),
    "U": RatingMeaning(
        "Unable to be performed",
        "What was done did not reach the objective.",
    ),
}
"""The four ratings of the Homeland Security Exercise and Evaluation Program (HSEEP 2020), in plain words. They are
ordered and no numbers: count them, never average them."""


class Stage(Enum):
    """How far a run is on its way from its end to being reviewed."""

    GOING_ON = "going on"
    ENDED = "ended"
    EVALUATED = "evaluated"
    """Every objective has a rating."""
    REVIEWED = "reviewed"
    """And every deviation has a verdict."""


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What waits for a word: ids of objectives that nobody rated, deviations that nobody judged."""

    stage: Stage
    unrated: tuple[str, ...]
    without_verdict: tuple[Deviation, ...]


def review_of(run: RunState) -> ReviewState:
    """How far the review of a run is; a real outage has no ratings, so its deviations are all that is reviewed."""
    unrated = tuple(one.id for one in run.plan.drill.objectives if not run.ratings.get(one.id)) if run.is_drill else ()
    waiting = tuple(one for one in deviations(run) if one.id not in run.reviews)
    return ReviewState(_stage(run, bool(unrated), bool(waiting)), unrated, waiting)


def _stage(run: RunState, unrated: bool, waiting: bool) -> Stage:
    if not run.is_over:
        return Stage.GOING_ON
    if unrated:
        return Stage.ENDED
    return Stage.EVALUATED if waiting else Stage.REVIEWED
