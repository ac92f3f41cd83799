"""Batches on their way: papers written, parcels delivered, answers taken in, silence escalated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from continuity.clock import Clock
from continuity.conductor.errand import Errand, Free, Results, Work
from continuity.desk.desk import Desk
from continuity.errors import Refused
from continuity.events import Body
from continuity.events.lifecycle import Warned
from continuity.events.stations import BatchOverdue
from continuity.handoffs import Answer, Delivered, Rejected, deliver, parcel, write_papers
from continuity.ledger.cards import card_in
from continuity.ledger.decide import acknowledge, kept_words, reject
from continuity.ledger.holding import Batch, Handed, HandedState
from continuity.plan import Receiver
from continuity.run.overdue import overdue_after

__all__ = ["Delivering"]

_DEADLINE_S = 5.0


class Delivering:
    """``receivers`` with their addresses; ``test`` says that drills are welcome there; papers go to ``folder``."""

    def __init__(self, desk: Desk, receivers: Mapping[str, Receiver], test: bool, folder: Path, clock: Clock) -> None:
        self._desk = desk
        self._receivers = receivers
        self._test = test
        self._folder = folder
        self._clock = clock
        self._written: set[str] = set()

    def due(self, free: Free) -> Iterator[Errand]:
        """What has to go out now; a batch whose time has passed is told of once."""
        for batch in list(self._desk.state.ledger.batches.values()):
            self._write(batch)
            for receiver, handed in batch.handed.items():
                if handed.state is HandedState.SENT:
                    self._escalate(batch, handed)
                    if receiver in self._receivers and free(name := f"{batch.id} {receiver}"):
                        yield Errand(name, self._delivery(batch, receiver))

    def _write(self, batch: Batch) -> None:
        """The paper way must be open for every batch, whatever kind of receiver the plan names."""
        if batch.id in self._written:
            return
        self._written.add(batch.id)
        state = self._desk.state
        try:
            package = parcel(state.ledger, batch, to="", run=self._desk.stream)
            write_papers(self._folder, package, state.plan.forms()[batch.form])
        except OSError as problem:
            self._desk.record([Warned(f"the papers of {batch.id} could not be written: {problem.strerror}")])

    def _escalate(self, batch: Batch, handed: Handed) -> None:
        within = overdue_after(self._desk.state, batch.id, handed.receiver)
        if within is None or handed.overdue_at is not None:
            return
        if self._desk.state.time.between(handed.sent_at, self._clock.now()) > within:
            self._desk.record([BatchOverdue(batch.id, handed.receiver, within)])

    def _delivery(self, batch: Batch, receiver: str) -> Work:
        package = parcel(self._desk.state.ledger, batch, to=receiver, run=self._desk.stream)
        where = self._receivers[receiver]

        def work() -> Results:
            answer = deliver(package, where, test=self._test, deadline_s=_DEADLINE_S)
            return lambda: self._answered(batch, receiver, answer)

        return work

    def _answered(self, batch: Batch, receiver: str, answer: Answer) -> list[Body]:
        ledger = self._desk.state.ledger
        if ledger.batches[batch.id].handed[receiver].state is not HandedState.SENT:
            return []
        by = receiver if not isinstance(answer, Delivered | Rejected) or card_in(answer.by) else answer.by
        if isinstance(answer, Delivered):
            try:
                return [acknowledge(ledger, batch.id, receiver, answer.figures, by=by, refused=answer.refused)]
            except Refused as problem:
                return [reject(ledger, batch.id, receiver, reason=kept_words(problem.message), by=by)]
        if isinstance(answer, Rejected):
            return [reject(ledger, batch.id, receiver, reason=kept_words(answer.reason), by=by)]
        return []
