"""Freezes the plan of a drill: only what the run uses, and the hash of every file that it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

import rfc8785

from continuity.errors import UsageProblem
from continuity.plan import Credit, Drill, FrozenPlan, Organisation, Runbook
from continuity.structure import encode
from continuity.workspace.blocks import followed, role_titles
from continuity.workspace.findings import near, one_of
from continuity.workspace.lists import held_lists
from continuity.workspace.load import Workspace

__all__ = ["credit_lists", "files_of", "freeze", "only_used", "plan_hash", "plan_json"]


def freeze(workspace: Workspace, drill_id: str, *, speed: int | None = None) -> FrozenPlan:
    """The plan of one drill as it is now; ``speed`` replaces the drill's own.

    Raises ``InvalidPlan`` when the workspace does not hold, ``UsageProblem`` when there is no such drill.
    """
    organisation = workspace.require()
    if drill_id not in workspace.drills:
        known = workspace.drills
        raise UsageProblem(f"there is no drill {drill_id!r}{near(drill_id, known)}", one_of(known) or None)
    drill = workspace.drills[drill_id]
    if speed is not None:
        drill = replace(drill, speed=speed)
    scenario = workspace.scenarios[drill.scenario]
    runbooks = followed(workspace.runbooks, drill.runbook)
    return FrozenPlan(
        only_used(organisation, drill, runbooks),
        drill,
        scenario,
        runbooks,
        files_of(workspace, f"drill:{drill.id}", f"scenario:{scenario.id}", *(f"runbook:{id}" for id in runbooks)),
        role_titles(runbooks),
        {person.id: person.deputy for person in workspace.people.people if person.deputy},
        tuple(person.id for person in workspace.people.people),
        held_lists(workspace.lists),
        credit_lists(workspace, runbooks),
        {person.id: person.site for person in workspace.people.people if person.site},
    )


def plan_json(plan: FrozenPlan) -> bytes:
    """The plan as canonical JSON (RFC 8785): the same plan gives the same bytes."""
    return rfc8785.dumps(encode(plan))


def plan_hash(plan: FrozenPlan) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(plan_json(plan)).hexdigest()


def only_used(organisation: Organisation, drill: Drill, runbooks: Mapping[str, Runbook]) -> Organisation:
    """The organisation without what the run has nothing to do with."""
    environment = organisation.environment(drill.environment)
    used = {*drill.binds.values(), *drill.watch, environment.traffic}
    stopping = {condition.probe for condition in drill.stop_when}
    used |= {
        point.id
        for point in organisation.points
        if environment.id in point.places and any(probe.id in stopping for probe in point.places[environment.id].probes)
    }
    points = tuple(
        replace(point, places={name: place for name, place in point.places.items() if name == environment.id})
        for point in organisation.points
        if point.id in used
    )
    processes = {point.process for point in points} | {runbook.process for runbook in runbooks.values()}
    processes |= {objective.process for objective in drill.objectives if objective.process}
    return replace(
        organisation,
        points=points,
        processes=tuple(process for process in organisation.processes if process.id in processes),
        environments=(environment,),
        servers=tuple(server for server in organisation.servers if server.id == environment.server),
    )


def credit_lists(workspace: Workspace, runbooks: Mapping[str, Runbook]) -> dict[str, Mapping[str, Credit]]:
    """Only the lists against which a form of this run is held; accounts, never names."""
    forms = [form for runbook in runbooks.values() for form in runbook.forms.values()]
    named = {form.credit.list for form in forms if form.credit is not None}
    return {id: one.credit for id, one in workspace.lists.items() if id in named and not one.missing}


def files_of(workspace: Workspace, *keys: str) -> dict[str, str]:
    """SHA-256 of ``continuity.yaml`` and of the files with these keys (``runbook:ID``), by path."""
    names = ["continuity.yaml", *(workspace.paths[key] for key in keys)]
    return {name: workspace.files[name] for name in sorted(names)}
