"""Who acts in a real outage: roles as given, else as in the drills that use the runbook, else as people say now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from continuity.errors import UsageProblem
from continuity.plan import FrozenPlan
from continuity.run.party import Party
from continuity.run.steps import outline
from continuity.terminal.ask import Console
from continuity.workspace.blocks import followed
from continuity.workspace.findings import near, one_of
from continuity.workspace.load import Workspace

__all__ = ["bind_roles", "lead_of", "say_roles"]

People = dict[str, tuple[str, ...]]
_NOBODY = "-"


def bind_roles(workspace: Workspace, runbook: str, given: Sequence[str], console: Console | None) -> People:
    """Role -> people for every role of the runbook and those that it follows; asks only with a ``console``.

    Raises ``UsageProblem`` for a role that there is not, or a person whom people.yaml does not know.
    """
    runbooks = followed(workspace.runbooks, runbook)
    titles = {role: part.title for one in runbooks.values() for role, part in one.roles.items()}
    named = _given(workspace, given, titles)
    proposed = _proposed(workspace, runbook)
    if console is not None and any(role not in named for role in titles):
        console.say()
        console.say(f" Who plays each role? Enter takes the name in brackets; {_NOBODY} is nobody.")
    people: People = {}
    for role, title in titles.items():
        held = named.get(role) or proposed.get(role, ())
        if console is not None and role not in named:
            held = _asked(console, workspace, title, held)
        if held:
            people[role] = held
    return people


def lead_of(workspace: Workspace, runbook: str, people: People, person: str | None, console: Console | None) -> str:
    """Who has command: the one named, else whoever may activate the runbook. Raises ``UsageProblem``."""
    if person is not None:
        return _known(workspace, person)
    may = workspace.runbooks[runbook].activation.authority
    proposed = next((held[0] for role in may if (held := people.get(role))), "")
    if console is None:
        if not proposed:
            raise UsageProblem("nobody has command", hint="Say who opens the outage: --as PERSON.")
        return proposed
    while True:
        answer = console.ask(f"Who has command{f' [{proposed}]' if proposed else ''}:") or proposed
        try:
            return _known(workspace, answer)
        except UsageProblem as problem:
            console.say(f"   {problem.message}. {problem.hint or ''}")


def say_roles(plan: FrozenPlan, lead: str) -> Iterator[str]:
    """Who acts, and loudly which roles nobody holds."""
    party = Party(plan)
    roles = dict.fromkeys(item.step.role for item in outline(plan))
    roles |= dict.fromkeys(item.step.sign_off.role for item in outline(plan) if item.step.sign_off)
    yield f"REAL OUTAGE  {plan.drill.title} · {lead} has command"
    for role in roles:
        acting = party.acting(role)
        if acting:
            yield f"  {plan.role_title(role)}: {', '.join(acting)}"
        else:
            yield f"  NOBODY HOLDS THE ROLE {plan.role_title(role)}: its steps wait until somebody does"


def _given(workspace: Workspace, given: Sequence[str], titles: dict[str, str]) -> People:
    people: People = {}
    for text in given:
        role, equals, person = text.partition("=")
        if not equals or not person:
            raise UsageProblem(f"{text!r} says no role and person", hint="Write it like --role order-clerk=jonas.")
        if role not in titles:
            raise UsageProblem(f"the runbook has no role {role!r}{near(role, titles)}", hint=one_of(titles))
        names = tuple(_known(workspace, name) for name in person.split(","))
        people[role] = (*people.get(role, ()), *names)
    return people


def _proposed(workspace: Workspace, runbook: str) -> People:
    """As in the drills of this runbook; a role that they leave out, as in any other drill."""
    people: People = {}
    drills = sorted(workspace.drills.values(), key=lambda drill: drill.runbook != runbook)
    for drill in drills:
        for role, held in drill.people.items():
            people.setdefault(role, held)
    return people


def _asked(console: Console, workspace: Workspace, title: str, proposed: tuple[str, ...]) -> tuple[str, ...]:
    while True:
        answer = console.ask(f"{title} [{', '.join(proposed) or 'nobody'}]:")
        if answer == _NOBODY:
            return ()
        try:
            names = [name for name in re.split(r"[,\s]+", answer) if name]
            return tuple(_known(workspace, name) for name in names) or proposed
        except UsageProblem as problem:
            console.say(f"   {problem.message}. {problem.hint or ''}")


def _known(workspace: Workspace, person: str) -> str:
    known = [one.id for one in workspace.people.people]
    if known and person not in known:
        raise UsageProblem(f"people.yaml knows no {person!r}{near(person, known)}", hint=one_of(known))
    if not person.strip():
        raise UsageProblem("a name is needed", hint="Say the id of a person.")
    return person
