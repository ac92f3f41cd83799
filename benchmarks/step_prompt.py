"""How long somebody at a terminal waits from one prompt to the next; goal: under 50 ms at every step.

Run: ``python benchmarks/step_prompt.py [STEPS]``. A real walk over a real journal on disk: each answer is decided,
appended durably (``synchronous=FULL``) and folded, and the next screen is written. Beside it the bare append of a step.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path

from continuity.clock import SystemClock
from continuity.desk.desk import Desk
from continuity.events import Actor, Known, lifecycle
from continuity.events.steps import Noted
from continuity.journal.sqlite import SqliteStore
from continuity.plan import FrozenPlan
from continuity.run.commands import Who
from continuity.structure import Private, decode, encode
from continuity.terminal.ask import Console
from continuity.terminal.seats import OwnSeat
from continuity.terminal.walk import Walk
from continuity.workspace.freeze import freeze, plan_hash
from continuity.workspace.load import load

GOAL_MS = 50
ROOT = Path(__file__).parents[1]


def long_plan(steps: int) -> FrozenPlan:
    """The shipped drill with a runbook of so many plain steps of one role."""
    value = encode(freeze(load(ROOT), "quarterly-crm-outage"))
    assert isinstance(value, dict)
    runbook = value["runbooks"]["take-orders-by-hand"]  # type: ignore[index, call-overload]
    runbook["steps"] = [  # type: ignore[index, call-overload]
        {"id": f"s{n}", "do": f"Do the thing number {n}", "expect": "It is done", "role": "order-clerk", "target": "5m"}
        for n in range(steps)
    ]
    return decode(FrozenPlan, value)


class Typist(Console):
    """Presses Enter at once, and notes when each prompt stood."""

    def __init__(self) -> None:
        super().__init__(lambda: False)
        self.prompts: list[float] = []

    def ask(self, prompt: str) -> str:
        """The moment, and no answer but Enter."""
        sys.stdout.write(f" {prompt}\n")
        sys.stdout.flush()
        self.prompts.append(time.perf_counter())
        return ""


def judged(slowest: float) -> str:
    """The slowest of all against the goal, in milliseconds."""
    return f"slowest {slowest:5.1f} ms   < {GOAL_MS} ms{'' if slowest < GOAL_MS else ', MISSED'}"


def main(steps: int) -> None:
    """Measure and print."""
    clock, typist = SystemClock(), Typist()
    with tempfile.TemporaryDirectory() as folder, SqliteStore(Path(folder) / "journal.sqlite") as store:
        desk = Desk(store, "run-1", clock, lambda: os.urandom(16))
        plan = long_plan(steps)
        opened = lifecycle.RunOpened("drill", plan.drill.id, plan.drill.title)
        desk.record([opened, lifecycle.RunFrozen(plan, plan_hash(plan)), lifecycle.RunStarted("none")])
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
            Walk(desk, OwnSeat("jonas", "order-clerk"), clock, typist).run(lambda: desk.state.steps_over)
        bare = []
        who = Who(Actor("jonas", Known.STATED))
        for number in range(steps):
            begun = time.perf_counter()
            desk.record([Noted(Private(f"note {number}"))], who)
            bare.append(time.perf_counter() - begun)
    waits = sorted(later - earlier for earlier, later in zip(typist.prompts, typist.prompts[1:], strict=False))
    median, slow = statistics.median(waits) * 1000, waits[int(len(waits) * 0.99)] * 1000
    shown = f"median {median:5.1f} ms   p99 {slow:5.1f} ms   {judged(waits[-1] * 1000)}"
    print(f"prompt to prompt, {len(waits)} steps   {shown}")
    print(f"one event appended, for scale         median {statistics.median(bare) * 1000:5.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
