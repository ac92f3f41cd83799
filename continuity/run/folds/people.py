"""What comings, goings and hand-overs change in a run's state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.events import Body, Fact, people
from continuity.run.folds.handler import Table, on
from continuity.run.party import Offer, Seat
from continuity.run.steps import StepStatus

if TYPE_CHECKING:
    from continuity.run.state import RunState


def _joined(run: RunState, fact: Fact[Body], body: people.PersonJoined) -> None:
    run.party.seats[fact.actor.id] = Seat(body.role, body.duty, fact.at)


def _left(run: RunState, fact: Fact[Body], _: people.PersonLeft) -> None:
    run.party.seats.pop(fact.actor.id, None)


def _away(run: RunState, fact: Fact[Body], body: people.PersonAway) -> None:
    run.party.away.setdefault(body.person, fact.at)


def _back(run: RunState, _: Fact[Body], body: people.PersonBack) -> None:
    run.party.away.pop(body.person, None)


def _channel_away(run: RunState, fact: Fact[Body], body: people.ChannelAway) -> None:
    run.party.channels_away.setdefault(body.channel, fact.at)


def _channel_back(run: RunState, _: Fact[Body], body: people.ChannelBack) -> None:
    run.party.channels_away.pop(body.channel, None)


def _offered(run: RunState, fact: Fact[Body], body: people.HandoverOffered) -> None:
    run.party.offers[body.role] = Offer(body.role, body.from_, body.to, fact.at, fact.seq)


def _accepted(run: RunState, fact: Fact[Body], body: people.HandoverAccepted) -> None:
    run.party.offers.pop(body.role, None)
    if body.role is None:
        run.party.command, run.party.announced = fact.actor.id, False
        return
    run.party.hand_over(body.role, body.from_, fact.actor.id)
    for key in body.steps:
        state = run.steps.get(key)
        if state is not None and state.status in (StepStatus.IN_PROGRESS, StepStatus.BLOCKED):
            state.person, state.on_behalf_of = fact.actor, None
            state.seq, state.touched_at, state.touched_by = fact.seq, fact.at, fact.actor


def _declined(run: RunState, _: Fact[Body], body: people.HandoverDeclined) -> None:
    run.party.offers.pop(body.role, None)


def _announced(run: RunState, _: Fact[Body], __: people.HandoverAnnounced) -> None:
    run.party.announced = True


TABLE: Table = dict(
    (
        on(people.PersonJoined, _joined),
        on(people.PersonLeft, _left),
        on(people.PersonAway, _away),
        on(people.PersonBack, _back),
        on(people.ChannelAway, _channel_away),
        on(people.ChannelBack, _channel_back),
        on(people.HandoverOffered, _offered),
        on(people.HandoverAccepted, _accepted),
        on(people.HandoverDeclined, _declined),
        on(people.HandoverAnnounced, _announced),
    )
)
