"""Why a drill may not start: everything that can be said before anything is started or touched."""

from __future__ import annotations

from pathlib import Path

from continuity.backentry import Rules, not_ready
from continuity.conductor.choose_server import named_server
from continuity.conductor.means import missing_parts
from continuity.errors import Refused
from continuity.faults.lever import lever
from continuity.faults.obligations import open_obligations
from continuity.faults.promise import LOCAL
from continuity.plan import FrozenPlan
from continuity.run.rights import planned_holders
from continuity.run.steps import outline

__all__ = ["reasons_against"]


def reasons_against(plan: FrozenPlan, state_dir: Path, server_variable: str | None, auto: tuple[str, ...]) -> list[str]:
    """Every reason, in plain words; empty when nothing speaks against it."""
    return [
        *_halted(state_dir),
        *_roles(plan, auto),
        *_environment(plan, auto),
        *_server(plan, server_variable),
        *_way_home(plan),
        *missing_parts(plan),
        *_left_in(plan, state_dir),
    ]


def _halted(state_dir: Path) -> list[str]:
    pulled = lever(state_dir)
    if pulled is None:
        return []
    return [f"the halt lever is engaged by {pulled.by}: {pulled.reason}; continuity halt --release lets it go"]


def _roles(plan: FrozenPlan, auto: tuple[str, ...]) -> list[str]:
    wanted = {item.step.role for item in outline(plan)}
    wanted |= {item.step.sign_off.role for item in outline(plan) if item.step.sign_off}
    known = {role for runbook in plan.runbooks.values() for role in runbook.roles}
    nobody = [
        f"nobody holds the role {plan.role_title(role)!r}" for role in sorted(wanted) if not planned_holders(plan, role)
    ]
    unknown = [f"no runbook has the role {role!r} that is to be played" for role in auto if role not in known]
    return nobody + unknown


def _environment(plan: FrozenPlan, auto: tuple[str, ...]) -> list[str]:
    environment = plan.environment
    found = [
        f"the point {point} is not in the environment {environment.id}"
        for point in plan.watched_points()
        if environment.id not in plan.organisation.point(point).places
    ]
    if not environment.test and (auto or environment.traffic or environment.stand_ins):
        found.append(f"the environment {environment.id} is not marked test, so nothing simulated may go there")
    return found


def _server(plan: FrozenPlan, variable: str | None) -> list[str]:
    try:
        named_server(plan, variable)
    except Refused as refused:
        return [refused.message]
    return []


def _way_home(plan: FrozenPlan) -> list[str]:
    needs = [item.step.do for item in outline(plan) if item.step.enter or item.step.reconcile]
    if not needs:
        return []
    if plan.environment.back_entry is not None:
        return list(not_ready(plan.environment.back_entry, Rules(plan.environment.test, ())))
    return [f"the environment {plan.environment.id} names no back_entry, and the runbook enters records: {needs[0]}"]


def _left_in(plan: FrozenPlan, state_dir: Path) -> list[str]:
    points = plan.watched_points()
    proxies = {place.proxy.name for point in points if (place := plan.place(point)).proxy}
    return [
        f"the run {open_.run} still holds a fault on {open_.target}; continuity recover takes it out, "
        f"or gives it up if its server is gone for good: continuity recover {open_.run} --give-up --reason …"
        for open_ in open_obligations(state_dir)
        if open_.target in (points if open_.promise in LOCAL else proxies)
    ]
