"""The faults of a drill: each can be injected, seen and bounded where the drill takes place."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import Drill, Organisation, Place, Scenario
from continuity.units import duration
from continuity.workspace.document import pointer
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding

SWITCH = "switch"
"""The kind of fault that a stand-in plays itself."""
HERE = {"file", "command", "chaostoolkit"}
"""Kinds that are put in on the machine itself; every other goes through a proxy."""

Span = tuple[str, int, int]
"""Place, begin and end of a fault, milliseconds after the start of the outage."""


def rule(draft: Draft) -> Iterator[Finding]:
    """Proxies, switches, probes, limits."""
    for written in draft.drills.values():
        scenario = draft.scenarios.get(written.value.scenario)
        if scenario is None or draft.organisation is None:
            continue
        organisation = draft.organisation.value
        drill = written.value
        spans: list[Span] = [
            (fault.at, phase.begin, phase.begin + phase.for_)
            for phase in scenario.value.phases
            for fault in phase.faults
        ]
        if any(environment.id == drill.environment for environment in organisation.environments):
            yield from _points(written, organisation, scenario.value)
            yield from _same_proxy(written, organisation, spans)
        yield from _limits(written, spans)


def _place(drill: Drill, organisation: Organisation, name: str) -> Place | None:
    """Where a place of the scenario is found; none when the drill names a point that is not there."""
    points = {point.id: point for point in organisation.points}
    point = points.get(drill.binds.get(name, ""))
    return None if point is None else point.places.get(drill.environment, Place())


def _points(written: Written[Drill], organisation: Organisation, scenario: Scenario) -> Iterator[Finding]:
    wanted: dict[str, set[str]] = {}
    for phase in scenario.phases:
        for fault in phase.faults:
            wanted.setdefault(fault.at, set()).add(fault.kind)
    for name, kinds in wanted.items():
        place = _place(written.value, organisation, name)
        if place is not None:
            yield from _faulted(written, name, place, kinds)


def _faulted(written: Written[Drill], name: str, place: Place, kinds: set[str]) -> Iterator[Finding]:
    drill = written.value
    where = f"{drill.binds[name]!r} in the environment {drill.environment!r}"
    at = pointer("binds", name)
    through_proxy = sorted(kinds - HERE - {SWITCH})
    if through_proxy and place.proxy is None:
        message = f"{through_proxy[0]!r} needs a proxy, and {where} has none"
        yield written.error(at, "fault-no-proxy", message, "Write proxy: at that place of the point.")
    if SWITCH in kinds and place.switch is None:
        yield written.error(
            at,
            "fault-no-switch",
            f"a switch is thrown there, and {where} has none",
            "Write switch: at that place of the point.",
        )
    if not place.probes:
        message = f"{where} has no probe, so nothing can prove the fault"
        yield written.error(at, "fault-no-probe", message, "Write probes: at that place of the point.")


def _same_proxy(written: Written[Drill], organisation: Organisation, spans: list[Span]) -> Iterator[Finding]:
    for number, (name, begin, end) in enumerate(spans):
        place = _place(written.value, organisation, name)
        for other, start, until in spans[:number]:
            beside = _place(written.value, organisation, other)
            same = place and beside and place.proxy and beside.proxy and place.proxy.name == beside.proxy.name
            if other != name and same and begin < until and start < end:
                message = f"{name!r} and {other!r} mean the same proxy here, and have faults at the same time"
                yield written.error(
                    pointer("binds", name),
                    "fault-same-proxy",
                    message,
                    "Bind them to points with proxies of their own.",
                )
                break


def _limits(written: Written[Drill], spans: list[Span]) -> Iterator[Finding]:
    drill = written.value
    most = max((sum(begin <= at < end for _, begin, end in spans) for _, at, _ in spans), default=0)
    if most > drill.limits.max_faults:
        message = f"the scenario has {most} faults at once, and {drill.limits.max_faults} are allowed"
        yield written.error(
            "/limits/max_faults", "limit-max-faults", message, "Allow more, or choose a smaller scenario."
        )
    end = (drill.starts_after + max((end for _, _, end in spans), default=0)) // drill.speed
    if end > drill.limits.max_duration:
        allowed = duration(drill.limits.max_duration)
        message = f"the drill is ended after {allowed}, before the outage is over ({duration(end)})"
        yield written.warning("/limits/max_duration", "limit-too-short", message, "Allow more time.")
