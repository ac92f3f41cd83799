"""Who could play what in a drill, and which point could fail: offers that hold, from what is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from continuity.plan import Organisation, People, Place, Runbook, Scenario
from continuity.workspace.blocks import all_steps
from continuity.workspace.findings import near
from continuity.workspace.load import Workspace

__all__ = ["bound", "cast", "duties", "fitting", "runbook_without_drill"]

SWITCH = "switch"


def runbook_without_drill(workspace: Workspace) -> str | None:
    """The first runbook that no drill walks and no other follows, else the first."""
    drilled = {drill.runbook for drill in workspace.drills.values()}
    begun = [id for id, runbook in workspace.runbooks.items() if any(s.marks for s in all_steps({id: runbook}))]
    free = [id for id in begun if id not in drilled]
    return next(iter(free or begun or workspace.runbooks), None)


def cast(workspace: Workspace, runbooks: Mapping[str, Runbook]) -> dict[str, tuple[str, ...]]:
    """Who plays each role: as in another drill, else a person of the team whose runbook gives it most to do."""
    known = workspace.people.people
    least = {role: part.min for runbook in runbooks.values() for role, part in runbook.roles.items()}
    found: dict[str, tuple[str, ...]] = {}
    for role, count in least.items():
        before = next((drill.people[role] for drill in workspace.drills.values() if role in drill.people), ())
        used = {id for ids in found.values() for id in ids}
        team = _team(role, runbooks)
        rest = sorted(known, key=lambda it: (it.id in used, it.team != team))
        names = [it.id for it in rest] or [role if count == 1 else f"{role}-{n}" for n in range(1, count + 1)]
        kept = [id for id in before if id not in used]
        found[role] = tuple(dict.fromkeys([*kept, *names]))[: max(count, len(kept))]
    return found


def _team(role: str, runbooks: Mapping[str, Runbook]) -> str | None:
    owners = Counter(
        runbook.owner for id, runbook in runbooks.items() for step in all_steps({id: runbook}) if step.role == role
    )
    return owners.most_common(1)[0][0] if owners else next(iter(runbooks.values())).owner


def duties(people: People, playing: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """A controller and an evaluator, of those who play no role where there are such."""
    used = {id for ids in playing.values() for id in ids}
    free = [person.id for person in people.people if person.id not in used]
    if len(free) > 1:
        return {"controller": (free[0],), "evaluator": (free[1],)}
    first = next(iter(playing.values()))[0] if playing else "controller"
    return {"controller": (free[0] if free else first,)}


def fitting(organisation: Organisation, environment: str, kinds: frozenset[str]) -> list[str]:
    """The points at which all these kinds of fault can be injected and seen there."""
    places = ((point.id, point.places.get(environment, Place())) for point in organisation.points)
    return [id for id, place in places if place.probes and _takes(place, kinds)]


def _takes(place: Place, kinds: frozenset[str]) -> bool:
    return (place.proxy is not None or not kinds - {SWITCH}) and (place.switch is not None or SWITCH not in kinds)


def bound(
    workspace: Workspace, organisation: Organisation, environment: str, scenario: Scenario, process: str
) -> dict[str, list[str]]:
    """Place of the scenario -> the points that fit it, the best first; empty where none does."""
    before = [drill.binds for drill in workspace.drills.values() if drill.scenario == scenario.id]
    found: dict[str, list[str]] = {}
    for place, kinds in _kinds(scenario):
        fits = fitting(organisation, environment, kinds)
        taken = {points[0] for points in found.values() if points}
        told = {binds[place] for binds in before if place in binds}
        processes = {point.id: point.process for point in organisation.points}
        found[place] = sorted(
            fits,
            key=lambda id: (id in taken, id not in told, not near(place, [id]), processes[id] != process),
        )
    return found


def _kinds(scenario: Scenario) -> Iterator[tuple[str, frozenset[str]]]:
    for place in scenario.places:
        faults = (fault for phase in scenario.phases for fault in phase.faults if fault.at == place)
        yield place, frozenset(fault.kind for fault in faults)
