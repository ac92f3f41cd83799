"""What playing an inject comes to, and what comes back when its time is over. Pure."""

from __future__ import annotations

from continuity.events import Body, lifecycle, people
from continuity.plan import Inject
from continuity.run.state import RunState

__all__ = ["over", "play"]


def play(inject: Inject) -> list[Body]:
    """The events of an inject that is played now."""
    told: Body = lifecycle.InjectDelivered(inject.id, inject.to, inject.says)
    if inject.away:
        return [told, people.PersonAway(inject.away, inject.id)]
    return [told, people.ChannelAway(inject.without, inject.id)] if inject.without else [told]


def over(run: RunState, now: int) -> list[Body]:
    """People and channels that come back now, ``for`` after the inject that took them away."""
    planned = {inject.id: inject for inject in run.plan.drill.injects}
    bodies: list[Body] = []
    for at, body in run.injects:
        inject = planned.get(body.inject)
        if inject is None or inject.for_ is None or run.time.between(at, now) < inject.for_:
            continue
        if inject.away and run.party.away.get(inject.away) == at:
            bodies.append(people.PersonBack(inject.away))
        elif inject.without and run.party.channels_away.get(inject.without) == at:
            bodies.append(people.ChannelBack(inject.without))
    return bodies
