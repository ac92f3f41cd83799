"""A scenario: faults at its own places, one at a time at each, of kinds that exist."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import PhaseFault, Scenario
from continuity.workspace.draft import Draft, Kinds, Written
from continuity.workspace.findings import Finding


def rule(draft: Draft) -> Iterator[Finding]:
    """Places, kinds, params, and phases that get in one another's way."""
    for written in draft.scenarios.values():
        for at, fault in faults(written.value):
            yield from written.unknown(f"{at}/at", "place", fault.at, written.value.places)
            if draft.kinds is not None:
                yield from _kind(written, at, fault, draft.kinds)
        yield from _overlaps(written)


def faults(scenario: Scenario) -> Iterator[tuple[str, PhaseFault]]:
    """Every fault with its JSON pointer."""
    for number, phase in enumerate(scenario.phases):
        for index, fault in enumerate(phase.faults):
            yield f"/phases/{number}/faults/{index}", fault


def _kind(written: Written[Scenario], at: str, fault: PhaseFault, kinds: Kinds) -> Iterator[Finding]:
    yield from written.unknown(f"{at}/kind", "kind of fault", fault.kind, kinds)
    if fault.kind in kinds:
        for said in kinds[fault.kind](fault.params):
            hint = f"The guide Write a runbook lists the params of {fault.kind}."
            yield written.error(f"{at}/params", "fault-params", said, hint)


def _overlaps(written: Written[Scenario]) -> Iterator[Finding]:
    taken: list[tuple[str, int, int, str]] = []
    for number, phase in enumerate(written.value.phases):
        end = phase.begin + phase.for_
        for index, fault in enumerate(phase.faults):
            for place, begin, until, name in taken:
                if place == fault.at and begin < end and phase.begin < until:
                    at = f"/phases/{number}/faults/{index}/at"
                    message = f"{fault.at!r} already has a fault in the phase {name!r} at that time"
                    yield written.error(
                        at, "phase-overlap", message, "One fault at a time at a place: move the phase, or take one out."
                    )
                    break
            taken.append((fault.at, phase.begin, end, phase.id))
