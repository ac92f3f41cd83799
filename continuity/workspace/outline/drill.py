"""A drill: who plays what, what happens when, and what must be shown."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import Drill, Objective, People, Phase, Runbook, Scenario
from continuity.units import short_duration
from continuity.workspace.outline.page import heading, labelled, listed, table
from continuity.workspace.outline.scenario import axis_lines, fault_words

__all__ = ["drill_lines"]


def drill_lines(drill: Drill, scenario: Scenario | None, runbook: Runbook | None, people: People) -> Iterator[str]:
    """The whole drill, 80 columns wide; the scenario and the runbook when they can be read."""
    yield from heading("Drill", drill.title, f"speed {drill.speed}")
    yield from labelled("Runbook", runbook.title if runbook else drill.runbook)
    yield from labelled("Scenario", scenario.title if scenario else drill.scenario)
    told = "announced" if drill.announced else "not announced"
    yield from labelled("Where", f"{drill.environment}, {drill.exercise}, {told}")
    yield from _limits(drill)
    yield ""
    yield from _who(drill, people)
    yield ""
    if scenario is not None:
        yield from axis_lines(scenario, dict(drill.binds), drill.starts_after)
        yield ""
    yield from table([[f"+{short_duration(at)}", what] for at, what in _timeline(drill, scenario)])
    yield ""
    yield from listed("Must show", (f"{it.title}: {_measure(it)}" for it in drill.objectives))
    yield from listed("Cannot show", drill.shows_not)


def _limits(drill: Drill) -> Iterator[str]:
    limits = drill.limits
    ends = f"after {short_duration(limits.max_duration)} at the latest, {limits.max_faults} faults at once at most"
    yield from labelled("Ends", ends)
    proof = f"{limits.verify_good} good answers in a row within {short_duration(limits.verify_within)}"
    yield from labelled("Healed when", proof)
    yield from labelled("Code word", f"“{drill.code_word}”: something real is happening")


def _who(drill: Drill, people: People) -> Iterator[str]:
    rows = [[role, ", ".join(people.name(id) for id in ids)] for role, ids in drill.people.items()]
    rows += [[duty, ", ".join(people.name(id) for id in ids)] for duty, ids in drill.duties.items()]
    yield from table(rows)


def _timeline(drill: Drill, scenario: Scenario | None) -> list[tuple[int, str]]:
    rows: list[tuple[int, str]] = [(inject.at, inject.words) for inject in drill.injects]
    end = 0
    for phase in scenario.phases if scenario else ():
        rows.append((drill.starts_after + phase.begin, _phase(phase, drill)))
        end = max(end, drill.starts_after + phase.begin + phase.for_)
    return sorted([(0, "start"), *rows, *([(end, "all faults are out")] if end else [])], key=lambda row: row[0])


def _phase(phase: Phase, drill: Drill) -> str:
    faults = ", ".join(f"{drill.binds.get(fault.at, fault.at)} {fault_words(fault)}" for fault in phase.faults)
    return f"{phase.title}{f': {faults}' if faults else ''}"


def _measure(objective: Objective) -> str:
    within = f" within {short_duration(objective.within)}" if objective.within else ""
    if objective.clock:
        return f"{' to '.join(objective.clock)}{within}"
    if objective.hand_off:
        return f"each batch acknowledged by {objective.hand_off}{within}"
    if objective.message:
        return f"{objective.message} told{within} of {objective.after}"
    return "each record once, none lost, none doubled"
