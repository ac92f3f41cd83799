"""A drill: who plays what, what happens when, and what must be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from continuity.plan import Drill, Inject, Objective, People, Phase, Runbook, Scenario
from continuity.units import short_duration
from continuity.workspace.blocks import role_titles
from continuity.workspace.outline.page import heading, labelled, listed, table
from continuity.workspace.outline.scenario import axis_lines, fault_words
from continuity.workspace.outline.stopping import stop_lines

__all__ = ["drill_lines"]

_WHEN = {
    "t0": "the outage took effect", "t1": "it was noticed", "t2": "the runbook was begun",
    "t3": "enough was done by hand", "t3a": "the first record was written by hand", "t4": "the path worked again",
    "t5": "the books agreed", "t6": "everybody stood down",
}  # fmt: skip


def drill_lines(
    drill: Drill, scenario: Scenario | None, runbooks: Mapping[str, Runbook], people: People
) -> Iterator[str]:
    """The whole drill, 80 columns wide; ``runbooks`` are its own and those that it follows, where they can be read."""
    titles = role_titles(runbooks)
    yield from heading("Drill", drill.title, f"speed {drill.speed}")
    yield from labelled("Runbook", runbooks[drill.runbook].title if drill.runbook in runbooks else drill.runbook)
    yield from labelled("Scenario", scenario.title if scenario else drill.scenario)
    told = "announced" if drill.announced else "not announced"
    yield from labelled("Where", f"{drill.environment}, {drill.exercise}, {told}")
    by = f"by {people.name(drill.approved.by)} on {drill.approved.on}" if drill.approved else ""
    yield from labelled("Approved", by or "by nobody yet, so a run counts for no claim")
    yield from _limits(drill)
    yield ""
    yield from _who(drill, runbooks, titles, people)
    yield ""
    if scenario is not None:
        yield from axis_lines(scenario, dict(drill.binds), drill.starts_after)
        yield ""
    yield from table([[f"+{short_duration(at)}", what] for at, what in _timeline(drill, scenario, titles, people)])
    yield ""
    yield from listed("Must show", (f"{it.title}: {_measure(it)}" for it in drill.objectives))
    yield from listed("Cannot show", drill.shows_not)


def _limits(drill: Drill) -> Iterator[str]:
    limits = drill.limits
    ends = f"after {short_duration(limits.max_duration)} at the latest, {limits.max_faults} faults at once at most"
    yield from labelled("Ends", ends)
    yield from listed("Stops", list(stop_lines(drill, None))[1:])
    proof = f"{limits.verify_good} good answers in a row within {short_duration(limits.verify_within)}"
    yield from labelled("Healed when", proof)
    yield from labelled("Code word", f"“{drill.code_word}”: something real is happening")


def _who(drill: Drill, runbooks: Mapping[str, Runbook], titles: Mapping[str, str], people: People) -> Iterator[str]:
    """Roles first, then duties; the last column says who steps in when somebody is away."""
    rows = [["ROLE", "", "steps in"]]
    for role in dict.fromkeys((*titles, *drill.people)):
        for id in drill.people.get(role, ("",)):
            name = people.name(id) if id else "nobody"
            rows.append([titles.get(role, role), name, _deputy(id, role, drill, runbooks, people)])
    rows.append(["DUTY", "", ""])
    for duty, ids in drill.duties.items():
        rows += [[duty, people.name(id), _person_deputy(id, people)] for id in ids]
    yield from table(rows)


def _person_deputy(id: str, people: People) -> str:
    deputy = next((person.deputy for person in people.people if person.id == id), None)
    return people.name(deputy) if deputy else ""


def _deputy(id: str, role: str, drill: Drill, runbooks: Mapping[str, Runbook], people: People) -> str:
    """The person's own deputy, else whoever holds the role that the runbook names as backup."""
    backups = (book.roles[role].backup for book in runbooks.values() if role in book.roles)
    backup = next((name for name in backups if name), None)
    held = [people.name(other) for other in drill.people.get(backup or "", ()) if other != id]
    return _person_deputy(id, people) or ", ".join(held)


def _inject(inject: Inject, titles: Mapping[str, str], people: People) -> str:
    back = f", for {short_duration(inject.for_)}" if inject.for_ else ", and does not come back"
    if inject.away:
        return f"{people.name(inject.away)} is taken away{back}"
    if inject.without:
        return f"{inject.without} fails{back}"
    return f"to {titles.get(inject.to, inject.to)}: {inject.says}"


def _timeline(
    drill: Drill, scenario: Scenario | None, titles: Mapping[str, str], people: People
) -> list[tuple[int, str]]:
    rows: list[tuple[int, str]] = [(inject.at, _inject(inject, titles, people)) for inject in drill.injects]
    end = 0
    for phase in scenario.phases if scenario else ():
        rows.append((drill.starts_after + phase.begin, _phase(phase, drill)))
        end = max(end, drill.starts_after + phase.begin + phase.for_)
    return sorted([(0, "start"), *rows, *([(end, "all faults are out")] if end else [])], key=lambda row: row[0])


def _phase(phase: Phase, drill: Drill) -> str:
    faults = ", ".join(f"{drill.binds.get(fault.at, fault.at)} {fault_words(fault)}" for fault in phase.faults)
    return f"{phase.title}{f': {faults}' if faults else ''}"


def _measure(objective: Objective) -> str:
    most = f"at most {short_duration(objective.within)}" if objective.within else "no time is said"
    if objective.clock:
        first, last = objective.clock
        return f"{most} from when {_WHEN[first]} until {_WHEN[last]} ({first} to {last})"
    if objective.hand_off:
        return f"{objective.hand_off} acknowledged each batch {most} after it was closed"
    if objective.message:
        return f"{objective.message} told {most} after {_WHEN[objective.after]} ({objective.after})"
    return "each record once, none lost, none doubled"
