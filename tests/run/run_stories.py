"""A run told as a story: time passes, people ask, the conductor sees. No journal, no network."""

from __future__ import annotations

from dataclasses import dataclass, field

from continuity.clock import ManualClock
from continuity.events import Actor, Body, Fact, Known, lifecycle, outage
from continuity.events.outage import ProbeState
from continuity.plan import FrozenPlan
from continuity.run.commands import Capture, Command, Finish, Start, Who
from continuity.run.decide import decide
from continuity.run.state import RunState, fold
from continuity.run.steps import StepState, StepStatus
from continuity.structure import Private
from continuity.units import parse_duration

CONDUCTOR = Actor("conductor", Known.SYSTEM)


def who(person: str, **more: str) -> Who:
    return Who(Actor(person, Known.STATED), **more)


@dataclass
class Story:
    """Facts so far, and the run they tell of."""

    plan: FrozenPlan
    mode: str = "drill"
    used_before: dict[str, int] = field(default_factory=dict)
    clock: ManualClock = field(default_factory=ManualClock)
    facts: list[Fact[Body]] = field(default_factory=list)
    run: RunState = field(default_factory=RunState)
    saved: int = 0

    def begin(self) -> Story:
        mode = "real" if self.mode == "real" else "drill"
        self.tell(lifecycle.RunOpened(mode, "quarterly", "Quarterly", used_before=self.used_before))
        self.tell(lifecycle.RunFrozen(self.plan, "0" * 64))
        self.tell(lifecycle.RunStarted("embedded"))
        for point in ("crm-orders", "crm-search", "accounting"):
            self.probe(point, "ok")
        return self

    @property
    def now(self) -> int:
        return self.clock.now()

    def after(self, span: str) -> Story:
        """Let that much real time pass."""
        self.clock.advance(parse_duration(span))
        return self

    def tell(self, *bodies: Body, at: int | None = None, actor: Actor = CONDUCTOR, behalf: str | None = None) -> None:
        """What the conductor saw, or what a command led to."""
        for body in bodies:
            when = self.now if at is None else at
            fact = Fact(len(self.facts) + 1, when, self.now, actor, body, on_behalf_of=behalf)
            self.facts.append(fact)
            self.run.apply(fact)

    def ask(
        self, command: Command, by: str = "jonas", behalf: str | None = None, duty: str | None = None
    ) -> list[Body]:
        """What somebody asks for; raises ``Refused``."""
        asker = Who(Actor(by, Known.STATED), duty=duty, on_behalf_of=behalf)
        bodies = decide(self.run, command, asker, self.now)
        self.tell(*bodies, actor=asker.actor, behalf=behalf)
        return bodies

    def start(self, key: str, by: str = "jonas") -> Story:
        self.ask(Start(key), by)
        return self

    def finish(self, key: str, by: str = "jonas", **answers: str) -> Story:
        self.ask(Finish(key, answers), by)
        return self

    def take_order(self, total: str = "100.00", by: str = "jonas") -> Story:
        self.saved += 1
        self.ask(Capture("order", {"customer": "Casa Verde", "total": total}, "tablet", self.saved), by)
        return self

    def inject(self, fault: str = "dead-1", point: str = "crm-orders") -> Story:
        round = self.run.faults[fault].round + 1 if fault in self.run.faults else 1
        obligation = f"o-{fault}-{round}"
        body = outage.FaultInjected(fault, point, "refuse", "refused", obligation, "s", point, round=round)
        self.tell(body)
        return self

    def probe(self, point: str, state: ProbeState, interval: int = 5_000) -> Story:
        self.tell(outage.ProbeChanged(point, point, state, state, interval))
        return self

    def see(self, fault: str = "dead-1", point: str = "crm-orders", interval: int = 5_000) -> Story:
        """The probe fails, and so proves the fault."""
        self.probe(point, "down", interval)
        self.tell(outage.FaultSeen(fault, point))
        return self

    def outage(self) -> Story:
        """The usual fault goes in and is seen at once."""
        return self.inject().see()

    def heal(self, fault: str = "dead-1") -> Story:
        self.tell(outage.FaultRemoved(fault, "conductor", "removed"))
        return self

    def verify(self, fault: str = "dead-1") -> Story:
        self.tell(outage.FaultVerified(fault, 3))
        return self

    def restore(self, point: str = "crm-orders") -> Story:
        """The probe is well again, three times in a row."""
        self.probe(point, "ok")
        self.tell(outage.PathRestored((point,), 3))
        return self

    def recovery(self) -> Story:
        """The usual fault comes out, proven, and the path is back."""
        return self.heal().restore().verify()

    def end(self) -> Story:
        self.tell(lifecycle.RunEnded("every step is over"))
        return self

    def open(self) -> list[str]:
        """Keys of the steps that somebody has to act on."""
        return [state.key for state in self.run.open_steps()]

    def status(self, key: str) -> StepStatus:
        return self.step(key).status

    def step(self, key: str) -> StepState:
        state = self.run.step(key)
        assert state is not None, f"{key} has not opened; open are {self.open()}"
        return state

    def retold(self) -> RunState:
        """The run folded anew from its facts."""
        return fold(self.facts)


def story(plan: FrozenPlan, **more: object) -> Story:
    """A run that has just begun."""
    return Story(plan, **more).begin()  # type: ignore[arg-type]


def private(text: str) -> Private:
    return Private(text)
