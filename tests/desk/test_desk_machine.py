"""Random commands by random people through two doors: the journal alone says what is so."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from desk_runs import begin, open_desk, open_store
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from run_plans import plan, step
from run_stories import who

from continuity.clock import ManualClock
from continuity.desk.desk import Desk
from continuity.desk.facts import facts
from continuity.errors import Refused
from continuity.events import Body, lifecycle, outage
from continuity.events.steps import StepReady
from continuity.run import commands as ask
from continuity.run.objectives import judge
from continuity.run.state import RunState, fold
from continuity.run.verdict import drill_verdict, safety_verdict

STEPS: list[dict[str, Any]] = [
    step("notice", marks="detected"),
    step("paper", role="lead", issue={"form": "order", "count": 6, "to": "clerk"}),
    {
        "id": "work",
        "lanes": {
            "orders": [step("take", records="order", until="restored")],
            "rounds": [
                {
                    "id": "rounds",
                    "repeat_until": "restored",
                    "every": "5m",
                    "steps": [
                        step("close", role="lead", batch="order"),
                        step("send", role="lead", hand_off={"to": "accounting", "form": "order", "ack_within": "15m"}),
                        step("receive", role="checker", read_back="send"),
                    ],
                }
            ],
        },
    },
    step("agree", critical=True, sign_off={"role": "checker", "meaning": "all agree"}),
]
OBJECTIVES = [
    {"id": "by-hand", "title": "t", "clock": ["t0", "t3"], "within": "30m"},
    {"id": "handed", "title": "t", "hand_off": "accounting", "within": "15m"},
    {"id": "each-once", "title": "t", "records": "each-once"},
]
ROUNDS = [f"work/rounds#{number}/{id}" for number in (1, 2) for id in ("close", "send", "receive")]
KEYS = st.sampled_from(["notice", "paper", "work/take", "agree", *ROUNDS])
PEOPLE = st.sampled_from(["jonas", "lena", "ines", "priya", "nobody"])
EXPLAINED = st.sampled_from([ask.Fail, ask.Block, ask.Reopen])
REASON = st.sampled_from(["because", "", "no paper"])


def told_of(run: RunState) -> tuple[object, ...]:
    """Everything that is shown of a run."""
    return (
        run.status,
        run.steps,
        run.steps_over,
        run.faults,
        run.probes,
        run.time,
        run.restored_at,
        [(note.at, note.text) for note in run.notes],
        dict(run.ledger.numbers),
        dict(run.ledger.batches),
        judge(run),
        drill_verdict(run),
        safety_verdict(run),
    )


class DeskMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clock = ManualClock()
        self.store = open_store(Path(self.folder.name))
        self.left = begin(open_desk(self.store, self.clock), plan(STEPS, objectives=OBJECTIVES))
        self.right = open_desk(self.store, self.clock)
        self.right.refresh()
        self.saved = 0

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def request(self, command: ask.Command, person: str, left: bool, seen: int | None = None) -> None:
        desk: Desk = self.left if left else self.right
        head = self.store.head("run-1")
        try:
            desk.act(command, who(person), seen)
        except Refused:
            assert self.store.head("run-1") == head

    def tell(self, *bodies: Body) -> None:
        self.left.record(bodies)

    @rule(key=KEYS, person=PEOPLE, left=st.booleans(), stale=st.booleans())
    def finish(self, key: str, person: str, left: bool, stale: bool) -> None:
        self.request(ask.Finish(key), person, left, self.right.state.last_seq if stale else None)

    @rule(key=KEYS, person=PEOPLE, left=st.booleans(), act=st.sampled_from([ask.Start, ask.Unblock, ask.SignOff]))
    def act(self, key: str, person: str, left: bool, act: Any) -> None:
        self.request(act(key), person, left)

    @rule(
        key=KEYS, person=PEOPLE, left=st.booleans(), why=REASON, act=st.sampled_from([ask.Fail, ask.Block, ask.Reopen])
    )
    def explain(self, key: str, person: str, left: bool, why: str, act: Any) -> None:
        self.request(act(key, why), person, left)

    @rule(key=KEYS, person=PEOPLE, left=st.booleans(), why=REASON, second=st.none() | PEOPLE)
    def skip(self, key: str, person: str, left: bool, why: str, second: str | None) -> None:
        self.request(ask.Skip(key, why, second), person, left)

    @rule(person=PEOPLE, left=st.booleans(), again=st.booleans())
    def take_order(self, person: str, left: bool, again: bool) -> None:
        self.saved += 0 if again else 1
        self.request(ask.Capture("order", {"customer": "Casa Verde", "total": "10"}, person, self.saved), person, left)

    @rule(left=st.booleans(), why=REASON, act=st.sampled_from([ask.Note, ask.Pause, ask.Resume, ask.Abort]))
    def ask_for(self, left: bool, why: str, act: Any) -> None:
        self.request(act(why), "ines", left)

    @rule(millis=st.integers(1, 600_000))
    def pass_time(self, millis: int) -> None:
        self.clock.advance(millis)

    @rule(number=st.sampled_from([1, 2]))
    def round_due(self, number: int) -> None:
        self.tell(StepReady(f"work/rounds#{number}"))

    @rule(state=st.sampled_from(["ok", "degraded", "down"]), point=st.sampled_from(["crm-orders", "crm-search"]))
    def probe(self, state: outage.ProbeState, point: str) -> None:
        self.tell(outage.ProbeChanged(point, point, state, state, 5_000))

    @rule(what=st.sampled_from(["in", "seen", "out", "stuck", "proven", "restored"]))
    def fault(self, what: str) -> None:
        self.tell(
            {
                "in": outage.FaultInjected("dead-1", "crm-orders", "refuse", "refused", "o", "s", "t"),
                "seen": outage.FaultSeen("dead-1", "crm-orders"),
                "out": outage.FaultRemoved("dead-1", "conductor", "removed"),
                "stuck": outage.FaultNotHealed("dead-1", "no answer"),
                "proven": outage.FaultVerified("dead-1", 3),
                "restored": outage.PathRestored(("crm-orders",), 3),
            }[what]
        )

    @rule(what=st.sampled_from(["pause", "resume", "abort", "lost"]))
    def conduct(self, what: str) -> None:
        state = self.left.state
        if state.pause_requested and what == "pause":
            self.tell(lifecycle.RunPaused(state.pause_requested))
        elif state.resume_requested and what == "resume":
            self.tell(lifecycle.RunResumed())
        elif state.abort_requested and what == "abort" and not state.is_over:
            self.tell(lifecycle.RunAborted(state.abort_requested))
        elif what == "lost":
            self.tell(lifecycle.ConductorLost("…"), lifecycle.RunResumed())

    @invariant()
    def folding_anew_gives_what_both_desks_hold(self) -> None:
        self.left.refresh()
        self.right.refresh()
        anew = told_of(fold(facts(self.store, "run-1")))
        assert told_of(self.left.state) == anew
        assert told_of(self.right.state) == anew


DeskMachine.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDesk = DeskMachine.TestCase
