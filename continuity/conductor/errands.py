"""What the run asks of other systems: batches to receivers, records into the CRM, the books. Off the main loop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from continuity.backentry import NotRead, Outcome, Target
from continuity.backentry.entering import enter
from continuity.clock import Clock
from continuity.desk.desk import Desk
from continuity.events import Body
from continuity.events import ledger as said
from continuity.events.lifecycle import Warned
from continuity.handoffs import Answer, Delivered, Rejected, deliver, parcel
from continuity.ledger.decide import acknowledge, compare_books, reject
from continuity.ledger.entry import Entry, canary, entry_of, entry_order
from continuity.ledger.holding import Batch, HandedState
from continuity.ledger.numbers import series
from continuity.ledger.reconcile import compare
from continuity.plan import Receiver
from continuity.run.steps import StepState, StepStatus

__all__ = ["Errands"]

_AGAIN_MS = 1_000
_DEADLINE_S = 5.0

Results = Callable[[], list[Body]]


class _Work(Protocol):
    def __call__(self) -> Results: ...


class Errands:
    """At most one errand of a kind and subject under way; results become events in ``tick``."""

    def __init__(
        self,
        desk: Desk,
        receivers: Mapping[str, Receiver],
        target: Callable[[], Target] | None,
        test: bool,
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._receivers = receivers
        self._target = target
        self._test = test
        self._clock = clock
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="errand")
        self._under_way: dict[str, Future[Results]] = {}
        self._not_before: dict[str, int] = {}

    def tick(self) -> None:
        """Take results in and send off what is due."""
        self._collect()
        self._hand_over()
        self._enter()
        self._compare()

    def close(self) -> None:
        """Wait for what is under way, and drop what is not begun; what came of it is still told."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._collect()

    def _send_off(self, name: str, work: _Work) -> None:
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

    def _hand_over(self) -> None:
        for batch in self._desk.state.ledger.batches.values():
            for receiver, handed in batch.handed.items():
                if handed.state is HandedState.SENT and receiver in self._receivers:
                    self._send_off(f"{batch.id} {receiver}", self._delivery(batch, receiver))

    def _delivery(self, batch: Batch, receiver: str) -> _Work:
        state = self._desk.state
        package = parcel(state.ledger, batch, to=receiver, run=self._desk.stream)
        where = self._receivers[receiver]

        def work() -> Results:
            answer = deliver(package, where, test=self._test, deadline_s=_DEADLINE_S)
            return lambda: self._answered(batch, receiver, answer)

        return work

    def _answered(self, batch: Batch, receiver: str, answer: Answer) -> list[Body]:
        ledger = self._desk.state.ledger
        if ledger.batches[batch.id].handed[receiver].state is not HandedState.SENT:
            return []
        if isinstance(answer, Delivered):
            refused = tuple(answer.refused)
            return [acknowledge(ledger, batch.id, receiver, answer.figures, by=answer.by, refused=refused)]
        if isinstance(answer, Rejected):
            return [reject(ledger, batch.id, receiver, reason=answer.reason, by=answer.by)]
        return []

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

    def _canary(self, key: str, entries: list[Entry]) -> _Work:
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

    def _entry(self, entries: list[Entry]) -> _Work:
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

    def _compare(self) -> None:
        key = self._desk.state.compare_requested
        step = self._desk.state.step(key) if key else None
        if key is None or step is None or step.step.reconcile is None or self._target is None:
            return
        form_id = step.step.reconcile
        prefix = series(self._desk.state.plan.forms()[form_id].numbering, drill=self._desk.state.is_drill).prefix
        self._send_off("books", self._comparison(key, form_id, prefix))

    def _comparison(self, key: str, form_id: str, prefix: str) -> _Work:
        def work() -> Results:
            target = self._open()
            try:
                found = target.search(prefix)
            except NotRead as problem:
                words = problem.message
                return lambda: [Warned(f"the CRM could not be read: {words}")]
            finally:
                target.close()
            return lambda: self._compared(key, form_id, prefix, found)

        return work

    def _compared(self, key: str, form_id: str, prefix: str, found: tuple[said.SystemRecord, ...]) -> list[Body]:
        state = self._desk.state
        form = state.plan.forms()[form_id]
        result = compare(state.ledger, form_id, form, found, drill=state.is_drill, receivers=tuple(self._receivers))
        return [said.SystemRead(form_id, prefix, found), compare_books(state.ledger, form_id, result, key=key)]


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
