"""A run of the drill that is shipped, told in a few facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from continuity.events import Actor, Body, Fact, Known, lifecycle, outage, steps
from continuity.plan import FrozenPlan
from continuity.run.state import RunState
from continuity.structure import Private
from continuity.workspace.freeze import freeze
from continuity.workspace.load import load

ROOT = Path(__file__).parents[2]
BEGAN = 1_795_356_000_000
MIN = 60_000
CONDUCTOR = Actor("conductor", Known.SYSTEM)


@cache
def plan(speed: int = 1) -> FrozenPlan:
    return freeze(load(ROOT), "quarterly-crm-outage", speed=speed)


@dataclass
class Telling:
    """Takes facts, at minutes after the start."""

    run: RunState = field(default_factory=RunState)
    count: int = 0

    def tell(self, minute: int, *bodies: Body, actor: Actor = CONDUCTOR) -> Telling:
        for body in bodies:
            self.count += 1
            self.run.apply(Fact(self.count, BEGAN + minute * MIN, BEGAN + minute * MIN, actor, body))
        return self

    def opened(self, speed: int = 1, mode: str = "drill", auto: tuple[str, ...] = (), by: str | None = None) -> Telling:
        drill = plan(speed).drill
        opened = lifecycle.RunOpened("real" if mode == "real" else "drill", drill.id, drill.title, auto, approved_by=by)
        frozen = lifecycle.RunFrozen(plan(speed), "7" * 64)
        return self.tell(0, opened, frozen, lifecycle.RunStarted("embedded"))

    def fault(self, minute: int, name: str, point: str, seen: bool = True) -> Telling:
        self.tell(minute, outage.FaultInjected(name, point, "refuse", "refused", f"o-{name}", "s", point))
        self.tell(minute, outage.ProbeChanged(f"{point}-probe", point, "down" if seen else "ok", "", 5_000))
        return self.tell(minute, outage.FaultSeen(name, f"{point}-probe")) if seen else self

    def looked(self, minute: int, point: str) -> Telling:
        return self.tell(minute, outage.ProbeChanged(f"{point}-probe", point, "ok", "", 5_000))

    def noted(self, minute: int, person: str, known: Known) -> Telling:
        return self.tell(minute, steps.Noted(Private("seen")), actor=Actor(person, known))

    def ended(self, minute: int) -> Telling:
        return self.tell(minute, lifecycle.RunEnded("every step is over"))
