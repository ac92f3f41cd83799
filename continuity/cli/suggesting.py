"""What fails now, and which runbooks fit: for ``incident open`` without a runbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from continuity.clock import Clock
from continuity.conductor.addresses import Addresses
from continuity.plan import Environment, Organisation, Place
from continuity.probes import Reading, Target
from continuity.probes.once import look_once
from continuity.run.suggest import Suggestion, suggest
from continuity.workspace.load import Workspace

__all__ = ["Looked", "as_rows", "look_now", "say_looked"]

_DEADLINE_MS = 3_000


@dataclass(frozen=True, slots=True)
class Looked:
    """What each probe saw just now, and the runbooks that fit, the best first."""

    readings: tuple[Reading, ...]
    suggestions: tuple[Suggestion, ...]

    @property
    def failing(self) -> tuple[Reading, ...]:
        """Those that are not as they should be."""
        return tuple(reading for reading in self.readings if reading.state != "ok")


def look_now(workspace: Workspace, organisation: Organisation, where: Environment, words: Sequence[str]) -> Looked:
    """Have every probe of an environment look once, together, and rank the runbooks by what fails and by the words."""
    from continuity.clock import SystemClock

    readings = _look(workspace.root, organisation, where, SystemClock())
    failing = [reading.point for reading in readings if reading.state != "ok"]
    return Looked(readings, suggest(organisation, workspace.runbooks, failing, words))


def _look(root: Path, organisation: Organisation, where: Environment, clock: Clock) -> tuple[Reading, ...]:
    addresses = Addresses("none", root=root)
    targets = [
        Target(probe, point.id, addresses.look_at(place, probe), probe.every, addresses.tls_of(place))
        for point in organisation.points
        for place in (point.places.get(where.id, Place()),)
        for probe in place.probes
    ]
    return look_once(targets, _DEADLINE_MS, clock) if targets else ()


def say_looked(organisation: Organisation, where: Environment, looked: Looked) -> Iterator[str]:
    """The same in plain lines."""
    yield f"REAL OUTAGE?  {organisation.title} · {where.title}"
    if not looked.readings:
        yield f"  No probe looks at anything in {where.id}, so only what people see counts."
    elif not looked.failing:
        yield f"  Nothing fails: all {len(looked.readings)} probes are well."
    for reading in looked.failing:
        yield f"  {organisation.point(reading.point).title}: {reading.state}, {reading.detail} ({reading.probe})"
    for number, one in enumerate(looked.suggestions, 1):
        yield f"  {number}  {one.runbook.title}  [{one.runbook.id}]"
        for why in one.why[:3]:
            yield f"       {why[:1].upper()}{why[1:]}."


def as_rows(where: Environment, looked: Looked) -> dict[str, object]:
    """The same for programs."""
    return {
        "environment": where.id,
        "probes": [
            {"point": one.point, "probe": one.probe, "state": one.state, "detail": one.detail}
            for one in looked.readings
        ],
        "suggestions": [
            {"runbook": one.runbook.id, "title": one.runbook.title, "why": list(one.why), "weight": one.weight}
            for one in looked.suggestions
        ],
    }
