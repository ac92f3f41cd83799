"""A drill: what it points at is there, and somebody holds every role."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import Drill, Organisation, Runbook
from continuity.workspace.blocks import all_forms, all_steps, followed
from continuity.workspace.document import pointer
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding
from continuity.workspace.rules.runbook import forms_of


def rule(draft: Draft) -> Iterator[Finding]:
    """References, binds, roles, people."""
    for written in draft.drills.values():
        yield from written.unknown("/runbook", "runbook", written.value.runbook, draft.ids("runbook"))
        yield from written.unknown("/scenario", "scenario", written.value.scenario, draft.ids("scenario"))
        yield from _binds(written, draft)
        if draft.organisation is not None:
            yield from _organisation(written, draft.organisation.value)
        yield from _people(written, draft)
        runbooks = followed(draft.plain_runbooks(), written.value.runbook)
        if runbooks and not draft.ids("runbook") - set(draft.runbooks):
            yield from _roles(written, runbooks)
            yield from _forms(written, runbooks)


def _organisation(written: Written[Drill], organisation: Organisation) -> Iterator[Finding]:
    points = {point.id for point in organisation.points}
    yield from written.unknown(
        "/environment", "environment", written.value.environment, {it.id for it in organisation.environments}
    )
    for place, point in written.value.binds.items():
        yield from written.unknown(pointer("binds", place), "point", point, points)
    for number, point in enumerate(written.value.watch):
        yield from written.unknown(f"/watch/{number}", "point", point, points)


def _binds(written: Written[Drill], draft: Draft) -> Iterator[Finding]:
    scenario = draft.scenarios.get(written.value.scenario)
    if scenario is None:
        return
    places = scenario.value.places
    for place in written.value.binds:
        yield from written.unknown(pointer("binds", place), "place", place, places, key=True)
    for place in places:
        if place not in written.value.binds:
            message = f"the scenario's place {place!r} ({places[place]}) has no point"
            yield written.error(
                "/binds", "bind-missing", message, f"Write {place}: and the point that it means here.", key=True
            )


def _people(written: Written[Drill], draft: Draft) -> Iterator[Finding]:
    if draft.people is None:
        return
    known = {person.id for person in draft.people.value.people}
    if written.value.approved is not None:
        yield from written.unknown("/approved/by", "person", written.value.approved.by, known)
    for group, holders in (("people", written.value.people), ("duties", written.value.duties)):
        for name, persons in holders.items():
            for number, person in enumerate(persons):
                yield from written.unknown(pointer(group, name, number), "person", person, known)


def _roles(written: Written[Drill], runbooks: dict[str, Runbook]) -> Iterator[Finding]:
    drill = written.value
    roles = {role: (runbook, part) for runbook in runbooks.values() for role, part in runbook.roles.items()}
    for role in drill.people:
        yield from written.unknown(pointer("people", role), "role", role, roles, key=True)
    for number, inject in enumerate(drill.injects):
        yield from written.unknown(f"/injects/{number}/to", "role", inject.to or None, roles)
    for role, (runbook, part) in roles.items():
        held = len(set(drill.people.get(role, ())))
        if not held:
            message = f"nobody plays the role {role!r} of {runbook.id}"
            yield written.error("/people", "role-nobody", message, f"Write {role}: and one or more people.", key=True)
        elif held < part.min:
            message = f"{held} {'plays' if held == 1 else 'play'} the role {role!r}, and it takes {part.min}"
            yield written.error(pointer("people", role), "role-too-few", message, "Name more people.", key=True)
    yield from _sign_offs(written, runbooks)


def _sign_offs(written: Written[Drill], runbooks: dict[str, Runbook]) -> Iterator[Finding]:
    people = written.value.people
    for step in all_steps(runbooks):
        if step.sign_off is None or not step.sign_off.not_the_doer:
            continue
        doers, signers = set(people.get(step.role, ())), set(people.get(step.sign_off.role, ()))
        if len(doers | signers) == 1:
            message = f"{next(iter(doers))!r} both does and signs off {step.id!r}"
            yield written.error(
                pointer("people", step.sign_off.role), "role-same-person", message, "Let somebody else sign.", key=True
            )


def _forms(written: Written[Drill], runbooks: dict[str, Runbook]) -> Iterator[Finding]:
    forms = all_forms(runbooks)
    missing = {form for step in all_steps(runbooks) for form in forms_of(step).values() if form not in forms}
    for form in sorted(missing):
        message = f"the form {form!r} is used, and stands in none of the runbooks of this drill"
        yield written.error("/runbook", "drill-form-missing", message, "Drill the runbook that has the form.")
