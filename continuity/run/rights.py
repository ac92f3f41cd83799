"""Who may do what: a role is held by people named in the drill, or by its backup."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.plan import FrozenPlan
from continuity.run.commands import Who

__all__ = ["holders", "require_participant", "require_role"]


def holders(plan: FrozenPlan, role: str) -> tuple[str, ...]:
    """People who hold a role, then those who hold its backup."""
    own = plan.drill.people.get(role, ())
    backups = tuple(
        person
        for runbook in plan.runbooks.values()
        if role in runbook.roles and (backup := runbook.roles[role].backup)
        for person in plan.drill.people.get(backup, ())
    )
    return tuple(dict.fromkeys(own + backups))


def require_participant(plan: FrozenPlan, person: str) -> None:
    """Raise ``Refused`` for somebody who has no part in the run: a second person must be one."""
    groups = (*plan.drill.people.values(), *plan.drill.duties.values())
    known = dict.fromkeys(one for group in groups for one in group)
    if person not in known:
        raise Refused(f"{person} has no part in this run", hint=f"These have: {', '.join(known)}.")


def require_role(plan: FrozenPlan, role: str, who: Who) -> None:
    """Raise ``Refused`` unless the one who acts (or for whom) holds the role."""
    person = who.on_behalf_of or who.actor.id
    if person in holders(plan, role):
        return
    held = ", ".join(holders(plan, role)) or "nobody"
    raise Refused(
        f"{person} does not hold the role {plan.role_title(role)!r}",
        hint=f"It is held by {held}; a deputy can be named in the drill.",
    )
