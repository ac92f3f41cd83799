"""Who was in a run, and how that is known: only people count as people's readiness."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events import Actor, Known
from continuity.run.state import RunState

__all__ = ["conflicting", "people_of", "played_in"]


def people_of(run: RunState) -> tuple[str, ...]:
    """Ids of real people who acted, in order of the alphabet."""
    return _known_as(run, Known.STATED, Known.CODE, Known.SIGNED)


def played_in(run: RunState) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who was simulated (roles named at the start, and ids), and whose answers came from a file."""
    roles = set(run.opened.auto) if run.opened else set()
    simulated = roles | set(_known_as(run, Known.SIMULATED))
    return tuple(sorted(simulated)), _known_as(run, Known.REPLAYED)


def conflicting(run: RunState) -> tuple[str, ...]:
    """Evaluators of a run who had a part in it at some time (player and evaluator should differ: HSEEP, ISO 22398).

    A part is a role that they held by the plan or took over, or a step that they did as somebody's deputy.
    """
    if run.plan_or_none is None:
        return ()
    played = set(run.party.players()) | {doer for state in run.steps.values() for doer in state.doers}
    judged = {evaluator for rated in run.ratings.values() for evaluator in rated}
    return tuple(sorted(played & (judged | set(run.plan_or_none.drill.duties.get("evaluator", ())))))


def _known_as(run: RunState, *ways: Known) -> tuple[str, ...]:
    named = {(id, known) for id, known in run.actors.items()}
    named |= {(actor.id, actor.known) for actor in _hands(run)}
    return tuple(sorted({id for id, known in named if known in ways}))


def _hands(run: RunState) -> Iterator[Actor]:
    """Those who did or signed something: an id may be known in more than one way in one run."""
    for step in run.steps.values():
        yield from (actor for actor in (step.person, step.signed_by) if actor is not None)
    yield from (message.actor for message in run.messages)
    yield from (note.actor for note in run.notes)
