"""How long a run of many events takes to fold; goal: 40,000 events in under a second.

Run: ``python benchmarks/fold_events.py [EVENTS] [ROUNDS]``. The shipped drill is filled with a long day: orders taken,
probes that come and go, rounds of batches, notes. Folding alone is timed, then reading and folding from a journal,
best of the rounds each.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from continuity.desk.facts import draft_of, facts
from continuity.events import Actor, Body, Fact, Known, lifecycle, outage
from continuity.events.ledger import BlockIssued, RecordCaptured, RecordEntered
from continuity.events.steps import Noted, StepDone, StepReady, StepStarted
from continuity.journal.sqlite import SqliteStore
from continuity.ledger.numbers import Series, format_number
from continuity.run.commands import Who
from continuity.run.state import fold
from continuity.structure import Private
from continuity.workspace.freeze import freeze, plan_hash
from continuity.workspace.load import load

GOAL_S = 1.0
ROOT = Path(__file__).parents[1]
BEGIN = 1_767_268_800_000
SERIES = Series("P26-", 6, True)


def bodies() -> Iterator[Body]:
    """A drill that goes on and on."""
    plan = freeze(load(ROOT), "quarterly-crm-outage")
    yield lifecycle.RunOpened("drill", "quarterly-crm-outage", plan.drill.title)
    yield lifecycle.RunFrozen(plan, plan_hash(plan))
    yield lifecycle.RunStarted("embedded")
    for fault, point, *_ in plan.faults():
        yield outage.FaultInjected(fault, point, "refuse", "refused", f"o-{fault}", "http://127.0.0.1:8474", point)
    for key in ("notice", "declare", "paper"):
        yield StepStarted(key)
        yield StepDone(key, {"scope": "everything"})
    yield BlockIssued("P26-1", "order", "P26-", 6, True, 1, 30_000, "jonas", True)
    number = 0
    while True:
        number += 1
        yield from _order(number)
        if number % 10 == 0:
            yield from _round(number // 10)


def _order(number: int) -> Iterator[Body]:
    text = format_number(SERIES, number)
    private = {"customer": Private(f"Customer {number}"), "phone": Private("+33 1 99 00 00 00")}
    fields = {"item": "spade", "quantity": "2", "total": "100.00"}
    yield RecordCaptured(text, "order", fields, private, 10_000, "EUR", "tablet", number)
    state: outage.ProbeState = "down" if number % 2 else "degraded"
    yield outage.ProbeChanged("crm-orders", "crm-orders", state, "connection refused", 5_000)
    yield RecordEntered(text, "created", f"801{number}")


def _round(number: int) -> Iterator[Body]:
    key = f"by-hand/rounds#{number}"
    yield StepReady(key)
    yield StepStarted(f"{key}/close")
    yield StepDone(f"{key}/close")
    yield Noted(Private(f"Round {number} is done"))


def best(rounds: int, act: Callable[[], object]) -> float:
    """The shortest of some goes, in seconds."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        times.append(time.perf_counter() - begun)
    return min(times)


def main(count: int, rounds: int) -> None:
    """Measure and print."""
    who = Who(Actor("jonas", Known.STATED))
    said = list(islice(bodies(), count))
    told: list[Fact[Body]] = [Fact(n, BEGIN + n * 250, BEGIN + n * 250, who.actor, b) for n, b in enumerate(said, 1)]
    folding = best(rounds, lambda: fold(told))
    with tempfile.TemporaryDirectory() as folder, SqliteStore(Path(folder) / "journal.sqlite") as store:
        salts = iter(range(10**9))
        for start in range(0, count, 5_000):
            drafts = [
                draft_of(body, who, BEGIN + (start + n) * 250, lambda: next(salts).to_bytes(16))
                for n, body in enumerate(said[start : start + 5_000], 1)
            ]
            with store.write("run-1") as turn:
                turn.append(drafts, BEGIN)
        reading = best(rounds, lambda: fold(facts(store, "run-1")))
    for words, took in (("folding alone", folding), ("reading from a journal and folding", reading)):
        print(f"{words:36}{took:6.2f} s  {took / count * 1e6:5.1f} us each")
    print(f"{count:,} events; goal for folding 40,000 of them: under {GOAL_S:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40_000, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
