"""Where the run departed from the runbook, by rule from the events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from continuity.run.deviations.kinds import Deviation, DeviationType
from continuity.run.deviations.lateness import late_by, wanted_from
from continuity.run.deviations.of_messages import late_messages
from continuity.run.deviations.of_numbers import form_gaps, totals_off
from continuity.run.deviations.of_steps import of_step
from continuity.run.state import RunState

__all__ = ["Deviation", "DeviationType", "deviations", "late_by", "wanted_from"]


def deviations(run: RunState) -> tuple[Deviation, ...]:
    """Every departure, in the order of time; what happens later never gives an earlier one another id."""
    found = [one for state in run.steps.values() for one in of_step(run, state)]
    named = _named([*found, *totals_off(run), *late_messages(run), *form_gaps(run)])
    return tuple(sorted(named, key=lambda one: one.at))


def _named(found: Iterable[Deviation]) -> Iterator[Deviation]:
    """Numbered in the order in which they were found, which is that of the events: times may be told late."""
    seen: Counter[str] = Counter()
    for one in found:
        id = one.id or f"{one.type}:{one.key}"
        seen[id] += 1
        yield replace(one, id=id if seen[id] == 1 else f"{id} {seen[id]}")
