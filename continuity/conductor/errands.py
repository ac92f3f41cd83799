"""What the run asks of other systems: batches to receivers, records into the CRM, the books. Off the main loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from continuity.backentry import NotRead, Outcome, Target
from continuity.backentry.entering import enter
from continuity.clock import Clock
from continuity.conductor.comparing import Comparing
from continuity.conductor.delivering import Delivering
from continuity.conductor.errand import Errand, Results, Work
from continuity.conductor.looking import Looking
from continuity.desk.desk import Desk
from continuity.events import Body
from continuity.events import ledger as said
from continuity.events.lifecycle import Warned
from continuity.ledger.entry import Entry, canary, entry_of, entry_order
from continuity.run.steps import StepState, StepStatus

__all__ = ["Errands"]

_AGAIN_MS = 1_000
_DEADLINE_S = 5.0


class Errands:
    """At most one errand of a kind and subject under way; results become events in ``tick``."""

    def __init__(
        self,
        desk: Desk,
        delivering: Delivering,
        comparing: Comparing | None,
        looking: Looking,
        target: Callable[[], Target] | None,
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._delivering = delivering
        self._comparing = comparing
        self._looking = looking
        self._target = target
        self._clock = clock
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="errand")
        self._under_way: dict[str, Future[Results]] = {}
        self._not_before: dict[str, int] = {}

    def tick(self) -> None:
        """Take results in and send off what is due."""
        self._collect()
        for errand in self._due():
            self._send_off(errand.name, errand.work)
        self._enter()

    def _due(self) -> Iterator[Errand]:
        yield from self._delivering.due()
        yield from self._looking.due()
        if self._comparing is not None:
            yield from self._comparing.due()

    def close(self) -> None:
        """Wait for what is under way, and drop what is not begun; what came of it is still told."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._collect()

    def _send_off(self, name: str, work: Work) -> None:
        if name in self._under_way or self._clock.now() < self._not_before.get(name, 0):
            return
        self._under_way[name] = self._pool.submit(work)

    def _collect(self) -> None:
        for name, future in list(self._under_way.items()):
            if not future.done():
                continue
            del self._under_way[name]
            if future.cancelled():
                continue
            bodies = future.result()()
            self._not_before[name] = self._clock.now() + (_AGAIN_MS if not bodies or _in_vain(bodies) else 0)
            if bodies:
                self._desk.record(bodies)

    def _entering(self) -> StepState | None:
        steps = self._desk.state.steps.values()
        return next((s for s in steps if s.step.enter is not None and s.status is StepStatus.IN_PROGRESS), None)

    def _is_down(self) -> bool:
        """A relapse in the middle: nothing more is entered until the path is back."""
        state = self._desk.state
        return bool(state.probes) and state.restored_at is None

    def _enter(self) -> None:
        step = self._entering()
        if step is None or step.step.enter is None or self._target is None or self._is_down():
            return
        if self._desk.state.ledger.stations.unlooked:
            # Whoever enters before looking may enter what is there already.
            self._send_off("in flight", self._looking.look)
            return
        state, form_id = self._desk.state, step.step.enter.form
        if step.key not in state.entries:
            self._desk.record([said.EntryBegan(step.key, form_id, state.plan.environment.id)])
        form = state.plan.forms()[form_id]
        order = entry_order(state.ledger, form_id, form)
        if state.entries[step.key] is None:
            first = canary(order, form, step.step.enter.canary)
            self._send_off("entry", self._canary(step.key, [entry_of(form, record) for record in first]))
        elif state.entries[step.key]:
            due = [entry_of(form, record) for record in order[: self._allowed(step)]]
            if due:
                self._send_off("entry", self._entry(due))

    def _allowed(self, step: StepState) -> int:
        """How many more may go in by now, at the limited rate."""
        assert step.step.enter is not None
        state = self._desk.state
        passed = state.time.between(step.started_at or state.last_at, self._clock.now())
        allowed = step.step.enter.canary + passed * step.step.enter.per_minute // 60_000
        done = sum(number.entered for number in state.ledger.numbers.values())
        return max(0, allowed - done)

    def _canary(self, key: str, entries: list[Entry]) -> Work:
        def work() -> Results:
            outcomes, target = self._entered(entries), self._open()
            try:
                wrong = [problem for entry in entries if (problem := _looked_at(target, entry))]
            finally:
                target.close()
            numbers = tuple(entry.number for entry in entries)
            checked = said.CanaryChecked(key, numbers, not wrong, "; ".join(wrong))
            return lambda: [*outcomes, checked] if not wrong else [*outcomes, Warned(f"canary: {'; '.join(wrong)}")]

        return work

    def _entry(self, entries: list[Entry]) -> Work:
        def work() -> Results:
            outcomes = self._entered(entries)
            return lambda: list(outcomes)

        return work

    def _entered(self, entries: list[Entry]) -> list[said.RecordEntered]:
        target = self._open()
        try:
            return [_told(entry, enter(target, entry)) for entry in entries]
        finally:
            target.close()

    def _open(self) -> Target:
        assert self._target is not None
        return self._target()


def _told(entry: Entry, outcome: Outcome) -> said.RecordEntered:
    return said.RecordEntered(entry.number, outcome.outcome, outcome.system_id, outcome.detail)


def _looked_at(target: Target, entry: Entry) -> str | None:
    """What is wrong with a record that was just entered, seen from the CRM's side."""
    try:
        held = target.read(entry.number)
    except NotRead as problem:
        return f"{entry.number}: {problem.message}"
    if held is None:
        return f"{entry.number} cannot be found"
    same = (held.total_minor, held.currency) == (entry.total.minor, entry.total.currency)
    return None if same else f"{entry.number} is there with another total"


def _in_vain(bodies: list[Body]) -> bool:
    """Whether nothing came of it, so that it is not tried again at once."""
    return any(
        isinstance(body, Warned) or (isinstance(body, said.RecordEntered) and body.outcome == "unknown")
        for body in bodies
    )
