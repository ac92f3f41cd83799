"""Ratings while a drill goes on and after it; verdicts on deviations when it is over."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.events import Body, review
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.deviations import deviations
from continuity.run.rights import Right, require
from continuity.run.state import RunState
from continuity.run.words import no_card
from continuity.structure import Private

__all__ = ["decide"]


def decide(run: RunState, command: ask.ReviewCommand, who: Who) -> list[Body]:
    """Events of an evaluator's command; raises ``Refused``."""
    if run.plan_or_none is None:
        raise Refused("the run has no plan yet")
    match command:
        case ask.Rate(objective=id, rating=rating, why=why):
            require(run, Right.RATE, who)
            known = [objective.id for objective in run.plan.drill.objectives]
            if id not in known:
                raise Refused(f"there is no objective {id!r}", hint=f"There are: {', '.join(known)}.")
            return [review.ObjectiveRated(id, rating, Private(no_card(why.strip(), "the remark")))]
        case ask.Review(deviation=id, verdict=verdict, why=why):
            return _review(run, id, verdict, why, who)


def _review(run: RunState, id: str, verdict: review.ReviewVerdict, why: str, who: Who) -> list[Body]:
    if not (not run.is_drill and who.actor.id in run.party.leads()):
        require(run, Right.REVIEW, who)
    if not run.is_over:
        raise Refused("the run is still going on", hint="Deviations get their verdict at the review, after the end.")
    known = [one.id for one in deviations(run)]
    if id not in known:
        raise Refused(f"there is no deviation {id!r}", hint=f"There are: {', '.join(known[:8]) or 'none'}.")
    return [review.DeviationReviewed(id, verdict, Private(no_card(why.strip(), "the remark")))]
