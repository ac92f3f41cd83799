"""Stop conditions, bounds and the preflight hook: each means something where the drill takes place."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import Drill, Organisation, Preflight, Scenario, ServiceHours
from continuity.run.reach import points_at_once
from continuity.units import duration
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding

LONGEST_ANSWER = 120_000
_Either = Written[Drill] | Written[Organisation]


def rule(draft: Draft) -> Iterator[Finding]:
    """Bounds of environments, then those of drills."""
    if draft.organisation is None:
        return
    organisation = draft.organisation
    for number, environment in enumerate(organisation.value.environments):
        at = f"/environments/{number}"
        yield from hours_backwards(organisation, f"{at}/limits/allowed_hours", environment.limits.allowed_hours)
        if environment.preflight is not None:
            yield from _preflight(organisation, f"{at}/preflight", environment.preflight)
    for written in draft.drills.values():
        yield from hours_backwards(written, "/limits/allowed_hours", written.value.limits.allowed_hours)
        yield from _conditions(written, organisation.value, draft.scenarios.get(written.value.scenario))
        yield from _points(written, organisation.value, draft.scenarios.get(written.value.scenario))


def _preflight(written: Written[Organisation], at: str, hook: Preflight) -> Iterator[Finding]:
    if bool(hook.command) == bool(hook.url):
        told = "both a command and a url" if hook.command else "neither a command nor a url"
        yield written.error(at, "environment-preflight", f"the preflight hook has {told}", "Write one of the two.")
    if hook.within > LONGEST_ANSWER:
        message = f"a start would wait {duration(hook.within)} for the preflight hook"
        yield written.error(f"{at}/within", "environment-slow-answer", message, "Allow 2m at the most.")


def hours_backwards(written: _Either, at: str, hours: tuple[ServiceHours, ...]) -> Iterator[Finding]:
    """Hours that close before they open."""
    for number, one in enumerate(hours):
        if one.opens >= one.closes:
            yield written.error(
                f"{at}/{number}/closes",
                "hours-backwards",
                f"{one.closes} is not after {one.opens}",
                "Write two entries for a night: until 24:00, and from 00:00.",
            )


def _conditions(
    written: Written[Drill], organisation: Organisation, scenario: Written[Scenario] | None
) -> Iterator[Finding]:
    drill = written.value
    where = {
        probe.id: point.id
        for point in organisation.points
        if drill.environment in point.places
        for probe in point.places[drill.environment].probes
    }
    phases = scenario.value.phases if scenario else ()
    broken = {drill.binds.get(fault.at) for phase in phases for fault in phase.faults}
    seen: set[str] = set()
    for number, condition in enumerate(drill.stop_when):
        at = f"/stop_when/{number}/probe"
        yield from written.unknown(at, "probe", condition.probe, where)
        if condition.probe in seen:
            yield written.error(at, "id-twice", f"{condition.probe!r} stands twice in stop_when", "Keep one of them.")
        seen.add(condition.probe)
        if where.get(condition.probe) in broken:
            message = f"the probe {condition.probe!r} looks at {where[condition.probe]!r}, which the scenario breaks"
            yield written.warning(at, "drill-stops-itself", message, "Name a probe of a point that must stay well.")


def _points(
    written: Written[Drill], organisation: Organisation, scenario: Written[Scenario] | None
) -> Iterator[Finding]:
    drill = written.value
    if scenario is None:
        return
    most = points_at_once(scenario.value, drill.binds)
    here = next((one for one in organisation.environments if one.id == drill.environment), None)
    own, others = drill.limits.max_points, here.limits.max_points if here else None
    for allowed, who, at in (
        (own, "the drill", "/limits/max_points"),
        (others, f"the environment {drill.environment!r}", "/environment"),
    ):
        if allowed is not None and most > allowed:
            message = f"the scenario hits {most} points at once, and {who} allows {allowed}"
            yield written.error(at, "limit-max-points", message, "Allow more, or choose a smaller scenario.")
