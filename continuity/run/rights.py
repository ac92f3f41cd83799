"""Who may do what in a run: a role is held by people, a duty carries rights, and a command is asked under one hat.

A command with a duty is judged by the duty, one with a role by the role's holders. Without either it comes from
whoever sits at the machine that conducts the run: they may stop it and let it go on, for they could pull its plug.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from continuity.errors import Refused
from continuity.plan import FrozenPlan
from continuity.run.commands import Who
from continuity.run.party import Party
from continuity.run.state import RunState

__all__ = [
    "DUTIES",
    "Right",
    "has",
    "planned_holders",
    "require",
    "require_duty",
    "require_hand",
    "require_known",
    "require_participant",
    "require_player",
    "require_role",
]


class Right(Enum):
    """What a duty allows."""

    DIRECT = "pause it, resume it, end it"
    FOR_ANOTHER = "write down what another did"
    SKIP = "leave a step out"
    STAFF = "hand over roles and say who is away"
    FIRE = "put faults in and take them out"
    TELL = "send messages to players"
    RATE = "rate objectives"
    REVIEW = "give a deviation its verdict"
    NOTE = "write a note"
    FORESEE = "see what is still to come"
    STOP = "say the code word"


_LEAD = frozenset({Right.DIRECT, Right.FOR_ANOTHER, Right.SKIP, Right.STAFF, Right.NOTE, Right.STOP})
DUTIES: Mapping[str, frozenset[Right]] = {
    "lead": _LEAD,
    "deputy": _LEAD - {Right.DIRECT},
    "scribe": frozenset({Right.FOR_ANOTHER, Right.NOTE, Right.STOP}),
    "controller": frozenset({Right.DIRECT, Right.FIRE, Right.TELL, Right.NOTE, Right.FORESEE, Right.STAFF, Right.STOP}),
    "facilitator": frozenset({Right.TELL, Right.NOTE, Right.FORESEE, Right.STOP}),
    "evaluator": frozenset({Right.RATE, Right.REVIEW, Right.NOTE, Right.FORESEE, Right.STOP}),
    "observer": frozenset(),
    "auditor": frozenset(),
    "approver": frozenset(),
}
"""Rights of each duty (after HSEEP 2020 and ISO 22398); the observer only looks, the approver acts on plans only."""

_PLAYER = frozenset({Right.NOTE, Right.STOP})
_OPERATOR = frozenset({Right.DIRECT, Right.NOTE, Right.STOP})
_OPEN_DUTIES = ("observer",)
"""Duties that nobody has to be named for."""
_DRILL_ONLY = frozenset({Right.FIRE, Right.TELL})


def planned_holders(plan: FrozenPlan, role: str) -> tuple[str, ...]:
    """People who may act in a role by the plan: those who play it, then those who play its backup."""
    return Party(plan).may_act(role)


def require_participant(run: RunState, person: str) -> None:
    """Raise ``Refused`` for somebody who has no part in the run: a second person must be one."""
    known = run.party.everybody()
    if person not in known:
        raise Refused(f"{person} has no part in this run", hint=f"These have: {', '.join(known)}.")


def require_known(run: RunState, person: str) -> None:
    """Raise ``Refused`` for an id that is nobody's, where the plan knows everybody: it is a slip of the pen."""
    if not run.plan.persons or person in run.plan.persons:
        return
    known = dict.fromkeys([*run.plan.persons, *run.party.everybody()])
    if person not in known:
        raise Refused(f"nobody has the id {person!r}", hint=f"There are: {', '.join(known)}.")


def require_hand(run: RunState, who: Who) -> None:
    """Raise ``Refused`` for people who have no hand in the work of the run: no role, no command, no scribe's pen."""
    if not who.actor.is_person:
        return
    party, person = run.party, who.actor.id
    players = party.players()
    deputies = (run.plan.deputies[one] for one in players if one in run.plan.deputies)
    writing = (one for duty, rights in DUTIES.items() if Right.FOR_ANOTHER in rights for one in party.duty(duty))
    hands = dict.fromkeys([*players, *party.leads(), *writing, *deputies])
    if person not in hands:
        raise Refused(f"{person} has no hand in this run", hint=f"These have: {', '.join(hands)}.")


def require_role(run: RunState, role: str, who: Who) -> None:
    """Raise ``Refused`` unless the one who acts, or for whom, may act in the role."""
    person = who.on_behalf_of or who.actor.id
    if who.on_behalf_of and who.on_behalf_of != who.actor.id:
        require(run, Right.FOR_ANOTHER, who)
    if person in run.party.may_act(role) or (who.on_behalf_of and person in run.party.own(role)):
        return
    held = ", ".join(run.party.acting(role)) or "nobody"
    away = " and is away" if person in run.party.away else ""
    raise Refused(
        f"{person} does not hold the role {run.plan.role_title(role)!r}{away}",
        hint=f"It is held by {held}; a deputy can be named in the drill, and a role can be handed over.",
    )


def require_player(run: RunState, who: Who) -> None:
    """Raise ``Refused`` for those whose duty is to look, to play injects or to judge: they do no steps."""
    require_duty(run, who)
    if who.duty is not None and Right.FOR_ANOTHER not in DUTIES[who.duty]:
        raise Refused(
            f"{who.actor.id} as {who.duty} does no steps",
            hint="Join in a role to do its steps, or have the scribe write down what was done.",
        )


def require_duty(run: RunState, who: Who) -> None:
    """Raise ``Refused`` unless the one who acts holds the duty named; nothing is asked of those who name none."""
    duty, person = who.duty, who.actor.id
    if duty is None or duty in _OPEN_DUTIES:
        return
    if not run.is_drill and duty in ("controller", "facilitator"):
        raise Refused("in a real outage nothing is played, so there is nothing to control", hint="Join in a role.")
    held = run.party.leads() if duty == "lead" else run.party.duty(duty)
    if duty not in DUTIES or person not in held:
        named = f"It is held by {', '.join(held)}." if held else f"The drill names nobody; write {duty}: under duties:."
        raise Refused(f"{person} does not hold the duty {duty!r}", hint=named)


def has(run: RunState, right: Right, who: Who) -> bool:
    """Whether the one who acts has a right under the hat they wear."""
    person = who.actor.id
    if right in _DRILL_ONLY and not run.is_drill:
        return False
    if who.duty is not None:
        return right in DUTIES.get(who.duty, frozenset()) and not (
            right is Right.DIRECT and who.duty == "controller" and not run.is_drill
        )
    if person in run.party.leads():
        return right in _LEAD
    if person in run.party.duty("deputy"):
        return right in DUTIES["deputy"]
    if person in run.party.duty("scribe") and right in DUTIES["scribe"]:
        return True
    return right in (_OPERATOR if who.role is None else _PLAYER)


def require(run: RunState, right: Right, who: Who) -> None:
    """Raise ``Refused``, naming who may, unless the one who acts has the right."""
    require_duty(run, who)
    if has(run, right, who):
        return
    leads = ", ".join(run.party.leads()) or "nobody"
    duties = ", ".join(duty for duty, rights in DUTIES.items() if right in rights)
    hat = who.duty or (run.plan.role_title(who.role) if who.role else "player")
    raise Refused(
        f"{who.actor.id} as {hat} may not {right.value}",
        hint=f"These duties may: {duties}. {leads} {'has' if ',' not in leads else 'have'} command.",
    )
