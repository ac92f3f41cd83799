"""What comings, goings and hand-overs change in a run's state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.events import Body, Fact, people
from continuity.run.attendance import Absence, Handover, Silence
from continuity.run.folds.handler import Table, on
from continuity.run.party import Offer, Seat
from continuity.run.steps import StepStatus, outline

if TYPE_CHECKING:
    from continuity.run.state import RunState


__all__ = ["TABLE", "look_round"]


def look_round(run: RunState, at: int) -> None:
    """See in which of the roles that have something to do nobody can act."""
    steps = [item.step for item in outline(run.plan)]
    roles = [*(step.role for step in steps), *(step.sign_off.role for step in steps if step.sign_off)]
    run.attendance.look(run.party.unheld(roles), run.party.away, at)


def _joined(run: RunState, fact: Fact[Body], body: people.PersonJoined) -> None:
    run.party.seats[fact.actor.id] = Seat(body.role, body.duty, fact.at)


def _left(run: RunState, fact: Fact[Body], _: people.PersonLeft) -> None:
    run.party.seats.pop(fact.actor.id, None)


def _away(run: RunState, fact: Fact[Body], body: people.PersonAway) -> None:
    if body.person in run.party.away:
        return
    run.party.away[body.person] = fact.at
    reason = str(body.reason) if body.reason is not None else ""
    run.attendance.absences.append(Absence(body.person, fact.at, fact.actor, body.inject, reason))
    look_round(run, fact.at)


def _back(run: RunState, fact: Fact[Body], body: people.PersonBack) -> None:
    absence = run.attendance.absence(body.person)
    if absence is not None:
        absence.end = fact.at
    run.party.away.pop(body.person, None)
    look_round(run, fact.at)


def _channel_away(run: RunState, fact: Fact[Body], body: people.ChannelAway) -> None:
    if body.channel not in run.party.channels_away:
        run.party.channels_away[body.channel] = fact.at
        run.attendance.silences.append(Silence(body.channel, fact.at, body.inject))


def _channel_back(run: RunState, fact: Fact[Body], body: people.ChannelBack) -> None:
    silence = run.attendance.silence(body.channel)
    if silence is not None:
        silence.end = fact.at
    run.party.channels_away.pop(body.channel, None)


def _offered(run: RunState, fact: Fact[Body], body: people.HandoverOffered) -> None:
    run.party.offers[body.role] = Offer(body.role, body.from_, body.to, fact.at, fact.seq)
    run.attendance.handovers.append(Handover(body.role, body.from_, body.to, fact.at, fact.actor))


def _accepted(run: RunState, fact: Fact[Body], body: people.HandoverAccepted) -> None:
    run.party.offers.pop(body.role, None)
    handover = run.attendance.handover(body.role)
    if handover is not None:
        handover.accepted_at, handover.steps = fact.at, body.steps
    if body.role is None:
        run.party.command, run.party.announced = fact.actor.id, False
        return
    run.party.hand_over(body.role, body.from_, fact.actor.id)
    look_round(run, fact.at)
    for key in body.steps:
        state = run.steps.get(key)
        if state is not None and state.status in (StepStatus.IN_PROGRESS, StepStatus.BLOCKED):
            state.person, state.on_behalf_of = fact.actor, None
            state.seq, state.touched_at, state.touched_by, state.touched_for = fact.seq, fact.at, fact.actor, None


def _declined(run: RunState, fact: Fact[Body], body: people.HandoverDeclined) -> None:
    run.party.offers.pop(body.role, None)
    handover = run.attendance.handover(body.role)
    if handover is not None:
        handover.declined_at, handover.reason = fact.at, str(body.reason)


def _announced(run: RunState, fact: Fact[Body], _: people.HandoverAnnounced) -> None:
    run.party.announced = True
    taken = [one for one in run.attendance.handovers if one.role is None and one.accepted_at is not None]
    for last in taken[-1:]:
        last.announced_at = fact.at if last.announced_at is None else last.announced_at


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
