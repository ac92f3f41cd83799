"""A scenario with its phases on a time axis, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import PhaseFault, Scenario
from continuity.units import short_duration
from continuity.workspace.outline.page import bar, heading, labelled, listed, table

__all__ = ["axis_lines", "fault_words", "scenario_lines"]

BAR = 40


def scenario_lines(scenario: Scenario) -> Iterator[str]:
    """The whole scenario, 80 columns wide."""
    yield from heading("Scenario", scenario.title, scenario.id)
    yield from labelled("After", scenario.source.outage)
    yield from labelled("What was", scenario.source.says.strip())
    reference = f"; {scenario.source.reference}" if scenario.source.reference else ""
    yield from labelled("Known from", f"{scenario.source.evidence}{reference}")
    yield from listed("Altered", scenario.altered)
    yield ""
    yield from axis_lines(scenario, dict(scenario.places), 0)
    yield ""
    for phase in scenario.phases:
        begin, end = short_duration(phase.begin), short_duration(phase.begin + phase.for_)
        yield from labelled(phase.id, f"{begin} to {end}: {phase.title}")
        yield from listed("", (f"{fault.at}: {fault_words(fault)}" for fault in phase.faults))


def fault_words(fault: PhaseFault) -> str:
    """``latency (latency 2000, jitter 200)``."""
    params = ", ".join(f"{name} {value}" for name, value in fault.params.items())
    return f"{fault.kind} ({params})" if params else fault.kind


def axis_lines(scenario: Scenario, titles: dict[str, str], starts_after: int) -> list[str]:
    """One row for each place, dark where a fault is in; the last row gives the times."""
    end = starts_after + max((phase.begin + phase.for_ for phase in scenario.phases), default=0)
    rows = []
    for place, title in titles.items():
        spans = [
            (starts_after + phase.begin, starts_after + phase.begin + phase.for_)
            for phase in scenario.phases
            if any(fault.at == place for fault in phase.faults)
        ]
        rows.append([place, title, bar(spans, end, BAR)])
    last = short_duration(end)
    rows.append(["", "", "0" + " " * (BAR - 1 - len(last)) + last])
    return table([[place, title, line] for place, title, line in rows])
