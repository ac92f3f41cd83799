"""The subject of a report: the run, who took part and how that is known, scenario, runbooks."""

from __future__ import annotations

import hashlib
import json

from continuity.clock import to_iso
from continuity.events import Known
from continuity.plan import FrozenPlan, Runbook
from continuity.reporting.subject import PersonShown, RolePeople, RunbookUsed, ScenarioShown, Subject
from continuity.reporting.verdicts import Mode
from continuity.run.state import RunState
from continuity.run.steps import outline
from continuity.structure import encode

__all__ = ["about"]

_NOT_PEOPLE = (Known.SIMULATED, Known.REPLAYED)


def about(run: RunState, run_id: str) -> Subject:
    """Who, where, when and by which plan."""
    plan = run.plan
    in_order = [item.step.role for item in outline(plan)]
    roles = tuple(_played(run, role) for role in dict.fromkeys([*in_order, *plan.names, *plan.drill.people]))
    return Subject(
        run=run_id,
        title=plan.drill.title,
        mode=Mode(run.mode),
        organisation=plan.organisation.title,
        time_zone=plan.organisation.time_zone,
        started_at=to_iso(run.time.started_at or 0),
        ended_at=to_iso(run.ended_at) if run.ended_at is not None else None,
        environment=plan.environment.title,
        speed=run.time.speed,
        engine=run.engine,
        simulated_roles=_simulated(run, roles),
        roles=roles,
        duties=tuple(_held(run, duty, people) for duty, people in plan.drill.duties.items()),
        scenario=_scenario(plan) if run.is_drill else None,
        runbooks=tuple(_used(plan, plan.runbooks[id]) for id in dict.fromkeys([plan.runbook.id, *plan.runbooks])),
        drill=plan.drill.id if run.is_drill else None,
        exercise=plan.drill.exercise,
        announced=plan.drill.announced,
        approved_by=run.opened.approved_by if run.opened else None,
    )


def _played(run: RunState, role: str) -> RolePeople:
    """Those who did or signed something in the role, then those whom the plan gives it and who acted at all."""
    acted: dict[str, Known] = {}
    for state in run.steps.values():
        if state.step.role == role and state.person and (state.on_behalf_of or state.person.id) in state.doers:
            acted.setdefault(state.on_behalf_of or state.person.id, state.person.known)
        if state.step.sign_off and state.step.sign_off.role == role and state.signed_by:
            acted.setdefault(state.signed_by.id, state.signed_by.known)
    for person in run.plan.drill.people.get(role, ()):
        if person in run.actors:
            acted.setdefault(person, run.actors[person])
    return RolePeople(role, run.plan.role_title(role), tuple(PersonShown(*one) for one in acted.items()))


def _held(run: RunState, duty: str, people: tuple[str, ...]) -> RolePeople:
    acted = tuple(PersonShown(person, run.actors[person]) for person in people if person in run.actors)
    return RolePeople(duty, duty.capitalize(), acted)


def _simulated(run: RunState, roles: tuple[RolePeople, ...]) -> tuple[str, ...]:
    """Titles of roles that a program was asked to play, or that it did play."""
    auto = run.opened.auto if run.opened else ()
    return tuple(
        role.title for role in roles if role.role in auto or any(one.known in _NOT_PEOPLE for one in role.people)
    )


def _scenario(plan: FrozenPlan) -> ScenarioShown:
    source = plan.scenario.source
    told = f"{source.outage}. {source.says}" if source.says else source.outage
    return ScenarioShown(
        plan.scenario.id, plan.scenario.title, told, source.evidence, source.reference, plan.scenario.altered
    )


def _used(plan: FrozenPlan, runbook: Runbook) -> RunbookUsed:
    """A runbook lies in a file of its own id; one that came from elsewhere is hashed as the plan holds it."""
    file = plan.files.get(f"runbooks/{runbook.id}.yaml")
    return RunbookUsed(runbook.id, runbook.title, runbook.version, file or _hashed(runbook))


def _hashed(runbook: Runbook) -> str:
    text = json.dumps(encode(runbook), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
