"""What the run asks of other systems: batches to receivers, records into the CRM, the books. Off the main loop."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from continuity.clock import Clock
from continuity.conductor.entering import Entering
from continuity.conductor.errand import Results, Work
from continuity.conductor.way_home import WayHome
from continuity.desk.desk import Desk
from continuity.errors import ContinuityError
from continuity.events import Body
from continuity.events import ledger as said
from continuity.events.lifecycle import Warned
from continuity.handoffs import Answer, Delivered, Rejected, deliver, parcel
from continuity.ledger.decide import acknowledge, compare_books, reject
from continuity.ledger.holding import Batch, HandedState
from continuity.ledger.numbers import series
from continuity.ledger.reconcile import compare
from continuity.plan import Receiver

__all__ = ["Errands"]

_AGAIN_MS = 1_000
_LONGEST_MS = 8_000
_DEADLINE_S = 5.0


class Errands:
    """At most one errand of a kind and subject under way; results become events in ``tick``."""

    def __init__(
        self,
        desk: Desk,
        receivers: Mapping[str, Receiver],
        way: WayHome | None,
        test: bool,
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._receivers = receivers
        self._way = way
        self._entering = None if way is None else Entering(desk, way.open, clock)
        self._test = test
        self._clock = clock
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="errand")
        self._under_way: dict[str, Future[Results]] = {}
        self._not_before: dict[str, int] = {}
        self._waits: dict[str, int] = {}
        self._warned: dict[str, Warned | None] = {}

    def tick(self) -> None:
        """Take results in and send off what is due."""
        self._collect()
        self._hand_over()
        for errand in self._entering.due() if self._entering else ():
            self._send_off(errand.name, errand.work)
        self._compare()

    def close(self) -> None:
        """Wait for what is under way, and drop what is not begun; what came of it is still told."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._collect()
        if self._way is not None:
            self._way.close()

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
            self._wait_if(name, not bodies or _in_vain(bodies))
            news = [body for body in bodies if not (isinstance(body, Warned) and body == self._warned.get(name))]
            self._warned[name] = next((body for body in bodies if isinstance(body, Warned)), None)
            if news:
                self._desk.record(news)

    def _wait_if(self, name: str, in_vain: bool) -> None:
        """Nobody tells us when to come again, so each time in vain we wait for twice as long."""
        wait = min(_LONGEST_MS, self._waits.get(name, _AGAIN_MS // 2) * 2) if in_vain else 0
        self._not_before[name] = self._clock.now() + wait
        self._waits[name] = wait or _AGAIN_MS // 2

    def _hand_over(self) -> None:
        for batch in self._desk.state.ledger.batches.values():
            for receiver, handed in batch.handed.items():
                if handed.state is HandedState.SENT and receiver in self._receivers:
                    self._send_off(f"{batch.id} {receiver}", self._delivery(batch, receiver))

    def _delivery(self, batch: Batch, receiver: str) -> Work:
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

    def _compare(self) -> None:
        key = self._desk.state.compare_requested
        step = self._desk.state.step(key) if key else None
        if key is None or step is None or step.step.reconcile is None or self._way is None:
            return
        form_id = step.step.reconcile
        prefix = series(self._desk.state.plan.forms()[form_id].numbering, drill=self._desk.state.is_drill).prefix
        self._send_off("books", self._comparison(key, form_id, prefix, self._way))

    def _comparison(self, key: str, form_id: str, prefix: str, way: WayHome) -> Work:
        def work() -> Results:
            try:
                found = _searched(way, prefix)
            except ContinuityError as problem:
                words = problem.message
                return lambda: [Warned(f"the CRM could not be read: {words}")]
            return lambda: self._compared(key, form_id, prefix, found)

        return work

    def _compared(self, key: str, form_id: str, prefix: str, found: tuple[said.SystemRecord, ...]) -> list[Body]:
        state = self._desk.state
        form = state.plan.forms()[form_id]
        result = compare(state.ledger, form_id, form, found, drill=state.is_drill, receivers=tuple(self._receivers))
        return [said.SystemRead(form_id, prefix, found), compare_books(state.ledger, form_id, result, key=key)]


def _searched(way: WayHome, prefix: str) -> tuple[said.SystemRecord, ...]:
    target = way.open()
    try:
        return target.search(prefix)
    finally:
        target.close()


def _in_vain(bodies: list[Body]) -> bool:
    """Whether nothing came of it, so that it is not tried again at once."""
    return any(
        isinstance(body, Warned) or (isinstance(body, said.RecordEntered) and body.outcome == "unknown")
        for body in bodies
    )
