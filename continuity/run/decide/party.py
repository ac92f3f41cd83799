"""Seats, hand-overs, absence."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.errors import Refused
from continuity.events import Body, people
from continuity.events.ledger import BlockHandedOver
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.decide.skipping import reason_of
from continuity.run.party import Offer
from continuity.run.rights import Right, has, require, require_duty, require_known
from continuity.run.state import RunState
from continuity.run.status import RunStatus

__all__ = ["decide"]


def decide(run: RunState, command: ask.PartyCommand, who: Who) -> list[Body]:
    """Events of a command about people; raises ``Refused``."""
    if run.is_over or run.status in (RunStatus.PLANNED, RunStatus.FROZEN):
        raise Refused(f"the run is {run.status.value}", hint="People take their seats while it is going on.")
    match command:
        case ask.Join():
            return _join(run, command, who)
        case ask.Leave():
            return [people.PersonLeft()] if who.actor.id in run.party.seats else []
        case ask.Offer():
            return _offer(run, command, who)
        case ask.Accept(role=role):
            return _accept(run, role, who)
        case ask.Decline(role=role, reason=reason):
            return _decline(run, role, reason, who)
        case ask.Announce():
            return _announce(run, who)
        case ask.SayAway(person=person, reason=reason):
            return _away(run, person, reason, who)
        case ask.SayBack(person=person):
            require(run, Right.STAFF, who)
            return [people.PersonBack(person)] if person in run.party.away else []


def _join(run: RunState, command: ask.Join, who: Who) -> list[Body]:
    person = who.actor.id
    if command.duty is not None:
        require_duty(run, Who(who.actor, duty=command.duty))
        return [people.PersonJoined(None, command.duty)]
    role = command.role or ""
    _known_role(run, role)
    if person not in (*run.party.own(role), *run.party.may_act(role)):
        held = ", ".join(run.party.own(role)) or "nobody"
        raise Refused(
            f"{person} does not hold the role {run.plan.role_title(role)!r}",
            hint=f"It is held by {held}. They, or the lead, can offer it to {person}.",
        )
    return [people.PersonJoined(role, None)]


def _known_role(run: RunState, role: str) -> None:
    known = run.plan.names
    if role not in known:
        raise Refused(f"there is no role {role!r} in this run", hint=f"There are: {', '.join(known)}.")


def _offer(run: RunState, command: ask.Offer, who: Who) -> list[Body]:
    """Whoever holds it offers it; the lead may for one who cannot."""
    require_known(run, command.to)
    if command.role is None:
        return _offer_command(run, command.to, who)
    _known_role(run, command.role)
    own = run.party.own(command.role)
    from_ = command.from_ or (who.actor.id if who.actor.id in own else next(iter(own), ""))
    if from_ not in own:
        raise Refused(f"{from_ or 'nobody'} does not hold the role {run.plan.role_title(command.role)!r}")
    if from_ != who.actor.id:
        require(run, Right.STAFF, who)
    _refuse_oneself(command.to, from_)
    return [people.HandoverOffered(command.to, from_, command.role)]


def _offer_command(run: RunState, to: str, who: Who) -> list[Body]:
    leads = run.party.leads()
    if who.actor.id not in leads:
        raise Refused(f"{who.actor.id} does not have command", hint=f"{', '.join(leads) or 'Nobody'} has it.")
    _refuse_oneself(to, who.actor.id)
    return [people.HandoverOffered(to, who.actor.id)]


def _refuse_oneself(to: str, from_: str) -> None:
    if to == from_ or not to.strip():
        raise Refused("a hand-over needs somebody else", hint="Say to whom.")


def _offered(run: RunState, role: str | None) -> Offer:
    offer = run.party.offers.get(role)
    if offer is None:
        what = "command" if role is None else run.plan.role_title(role)
        raise Refused(f"nobody offers {what}", hint="Until it is offered and accepted, whoever has it keeps it.")
    return offer


def _accept(run: RunState, role: str | None, who: Who) -> list[Body]:
    offer = _offered(run, role)
    if offer.to != who.actor.id:
        raise Refused(f"it was offered to {offer.to}, not to {who.actor.id}")
    if role is None:
        return [people.HandoverAccepted(offer.from_)]
    open_ = tuple(s.key for s in run.open_steps() if s.step.role == role and s.person and s.person.id == offer.from_)
    return [people.HandoverAccepted(offer.from_, role, open_), *_blocks(run, offer.from_, who.actor.id, role)]


def _blocks(run: RunState, from_: str, to: str, role: str) -> Iterable[Body]:
    """The blanks go along, unless the old holder writes on them in another role as well."""
    others = [other for other in run.plan.names if other != role and from_ in run.party.own(other)]
    writes = {s.step.role for s in run.steps.values() if s.step.records is not None}
    if writes & set(others):
        return
    for block in run.ledger.blocks.values():
        if block.custodian == from_ and run.ledger.first_free(block.id) is not None:
            yield BlockHandedOver(block.id, from_, to)


def _decline(run: RunState, role: str | None, reason: str, who: Who) -> list[Body]:
    offer = _offered(run, role)
    if who.actor.id not in (offer.to, offer.from_) and not has(run, Right.STAFF, who):
        raise Refused(f"the offer is between {offer.from_} and {offer.to}")
    return [people.HandoverDeclined(reason_of(reason), role)]


def _announce(run: RunState, who: Who) -> list[Body]:
    if run.party.command != who.actor.id:
        raise Refused(f"{who.actor.id} has not taken command over")
    return [] if run.party.announced else [people.HandoverAnnounced()]


def _away(run: RunState, person: str, reason: str, who: Who) -> list[Body]:
    if person != who.actor.id:
        require(run, Right.STAFF, who)
    if person not in run.party.everybody():
        raise Refused(f"{person} has no part in this run", hint=f"These have: {', '.join(run.party.everybody())}.")
    return [] if person in run.party.away else [people.PersonAway(person, None, reason_of(reason))]
