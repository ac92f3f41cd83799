"""The plan of one run, frozen: everything that a run needs and that nobody may move once it has begun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from continuity.plan.bounds import Bounds
from continuity.plan.drill import Drill
from continuity.plan.lists import Credit, HeldList
from continuity.plan.organisation import Environment, Organisation, Place, Probe
from continuity.plan.runbook import Form, Runbook
from continuity.plan.scenario import PhaseFault, Scenario


@dataclass(frozen=True, slots=True)
class FrozenPlan:
    """What was hashed before the start; ``files`` gives the SHA-256 of each file it was built from."""

    organisation: Organisation
    drill: Drill
    scenario: Scenario
    runbooks: Mapping[str, Runbook]
    files: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    """Role -> title, over all runbooks."""
    deputies: Mapping[str, str] = field(default_factory=dict)
    """Person -> who stands in for them, by id."""
    persons: tuple[str, ...] = ()
    """Everybody of people.yaml, by id: whoever takes a role over is one of them."""
    lists: Mapping[str, HeldList] = field(default_factory=dict)
    """Reference lists by id."""
    credit: Mapping[str, Mapping[str, Credit]] = field(default_factory=dict)
    """Credit list -> account -> what it may still owe."""
    sites: Mapping[str, str] = field(default_factory=dict)
    """Person -> where they work, as far as people.yaml says."""

    @property
    def environment(self) -> Environment:
        """Where the run takes place."""
        return self.organisation.environment(self.drill.environment)

    @property
    def runbook(self) -> Runbook:
        """The runbook that the drill walks; others are followed from it."""
        return self.runbooks[self.drill.runbook]

    def forms(self) -> dict[str, Form]:
        """Every form of every runbook in the run, by id."""
        return {id: form for runbook in self.runbooks.values() for id, form in runbook.forms.items()}

    def credit_of(self, form: Form) -> Mapping[str, Credit] | None:
        """What each account may owe, for a form that is held against a credit list."""
        return None if form.credit is None else self.credit.get(form.credit.list)

    def place(self, point: str) -> Place:
        """Where a point is found in this run's environment."""
        return self.organisation.point(point).places.get(self.drill.environment, Place())

    def faults(self) -> Iterator[tuple[str, str, PhaseFault, int, int]]:
        """Each planned fault: id, point, fault, begin and end in milliseconds of scenario time after the start."""
        for phase in self.scenario.phases:
            for number, fault in enumerate(phase.faults, 1):
                begin = self.drill.starts_after + phase.begin
                yield f"{phase.id}-{number}", self.drill.binds[fault.at], fault, begin, begin + phase.for_

    def watched_points(self) -> tuple[str, ...]:
        """Points that probes watch: those of the scenario, then the further ones, then those of stop conditions."""
        bound = [self.drill.binds[fault.at] for phase in self.scenario.phases for fault in phase.faults]
        stopping = {condition.probe for condition in self.drill.stop_when}
        guarded = [point for point, probe in self.probes_here() if probe.id in stopping]
        return tuple(dict.fromkeys([*bound, *self.drill.watch, *guarded]))

    def bounds(self) -> tuple[tuple[str, Bounds], ...]:
        """The bounds that hold together, each with what sets it."""
        return (
            (f"the drill {self.drill.id}", self.drill.limits.bounds),
            (f"the environment {self.environment.id}", self.environment.limits),
        )

    def probes_here(self) -> Iterator[tuple[str, Probe]]:
        """Every probe of this run's environment with its point, also where the drill watches nothing."""
        for point in self.organisation.points:
            for probe in self.place(point.id).probes:
                yield point.id, probe

    def probe_interval(self, probe: Probe) -> int:
        """Real milliseconds between readings: shortened with the drill's speed, never under a quarter of a second."""
        return max(min(probe.every, 250), probe.every // self.drill.speed)

    def role_title(self, role: str) -> str:
        """What people call a role."""
        return self.names.get(role, role)
