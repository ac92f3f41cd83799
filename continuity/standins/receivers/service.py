"""What accounting and shipping have in common: they take hand-off batches, recompute, and acknowledge.

A batch number that comes again with the same content gets the same answer; with other content it is a 409. Only a
rejection by the switch, and a batch that was taken in silence, are judged afresh when they come again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from continuity.clock import Clock, to_iso
from continuity.standins.receivers.batch import Batch, BatchRecord, read_batch
from continuity.standins.receivers.tray import SCHEMA, Document, Filed, Tray
from continuity.standins.receivers.verdict import judge, refuse
from continuity.standins.service import Route, Service, plain_problem, route
from continuity.standins.store import Store
from continuity.standins.switch.plain_modes import unavailable
from continuity.standins.switch.settings import Amount, Words
from continuity.standins.switch.switch import Mode, Switch
from continuity.standins.web.messages import Answer, HttpProblem, Json, Request, as_json

__all__ = ["Trade", "receiver"]

_REASON = Words("reason", "the receiver is not taking batches now")
_EVERY = Amount("every", 1, 1_000, 2)
_DELAY = Amount("delay_ms", 0, 3_600_000, 30_000)
_ERRORS = ("lose", "double")


@dataclass(frozen=True, slots=True)
class Trade:
    """What sets one receiver apart: its name, and the documents it makes."""

    name: str
    documents: str
    show: Callable[[Document], Json]


def receiver(trade: Trade, folder: Path, clock: Clock) -> Service:
    """A receiver with its state in ``NAME.db`` of that folder."""
    store = Store(folder / f"{trade.name}.db", SCHEMA)
    modes = (
        unavailable(),
        Mode("reject", settings=(_REASON,)),
        Mode("silent"),
        Mode("late", settings=(_DELAY,)),
        Mode("lose", settings=(_EVERY,)),
        Mode("double", settings=(_EVERY,)),
    )
    switch = Switch(modes, clock)
    desk = _Receiver(trade, Tray(store), switch, clock)
    return Service(trade.name, clock, switch, desk.routes(), store.close, plain_problem)


class _Receiver:
    def __init__(self, trade: Trade, tray: Tray, switch: Switch, clock: Clock) -> None:
        self._trade = trade
        self._tray = tray
        self._switch = switch
        self._clock = clock
        self._one_batch = Lock()

    def routes(self) -> tuple[Route, ...]:
        return (
            route("POST", "/batches", self._receive),
            route("GET", "/batches", self._list),
            route("GET", "/batches/{id}", self._show),
            route("GET", f"/{self._trade.documents}", self._documents),
        )

    def _receive(self, request: Request) -> Answer:
        batch = read_batch(request.document())
        with self._one_batch:
            before = self._tray.filed(batch.id)
            if before and (before.digest, before.fingerprint) != (batch.digest, batch.fingerprint):
                raise _other_content(batch)
            if self._switch.state().mode == "silent" or self._is_still_late(before):
                return self._take_in_silence(batch, before)
            if before and before.final and before.answer is not None:
                return as_json(200, before.answer)
            return as_json(200, self._decide(batch))

    def _is_still_late(self, before: Filed | None) -> bool:
        """Late is silent for a while: the same batch, when it comes again after the delay, gets its answer."""
        state = self._switch.state()
        came = before.received_at if before else self._clock.now()
        return state.mode == "late" and self._clock.now() - came < _DELAY.of(state.settings)

    def _take_in_silence(self, batch: Batch, before: Filed | None) -> Answer:
        if before is None:
            self._tray.file(batch, None, final=False, made=(), now=self._clock.now())
        return as_json(202, {"batch": batch.id, "state": "taken"})

    def _decide(self, batch: Batch) -> Mapping[str, Json]:
        now = self._clock.now()
        state = self._switch.state()
        rejecting = state.mode == "reject"
        taken = {document.number: document.batch for document in self._tray.documents()}
        verdict = refuse(batch, _REASON.of(state.settings)) if rejecting else judge(batch, taken)
        answer = verdict.as_json(batch, f"{self._trade.name} stand-in", now)
        made = _err(verdict.accepted, state.mode, _EVERY.of(state.settings) if state.mode in _ERRORS else 1)
        self._tray.file(batch, answer, not rejecting, made, now)
        return answer

    def _list(self, request: Request) -> Answer:
        return as_json(200, [_shown(filed) for filed in self._tray.all_filed()])

    def _show(self, request: Request) -> Answer:
        filed = self._tray.filed(request.parts["id"])
        if filed is None:
            raise HttpProblem(404, "NOT_FOUND", f"No batch {request.parts['id']} has come.")
        return as_json(200, _shown(filed))

    def _documents(self, request: Request) -> Answer:
        return as_json(200, [self._trade.show(document) for document in self._tray.documents()])


def _err(accepted: Sequence[BatchRecord], mode: str, every: int) -> Sequence[BatchRecord]:
    """Of which records a document is made: all, or the ``every``-th one lost or doubled though it was acknowledged."""
    times = {"lose": 0, "double": 2}.get(mode, 1)
    return [record for place, record in enumerate(accepted, 1) for _ in range(times if place % every == 0 else 1)]


def _shown(filed: Filed) -> Mapping[str, Json]:
    state = "taken" if filed.answer is None else filed.answer["state"]
    return {
        "batch": filed.id,
        "process": filed.process,
        "run": filed.run,
        "drill": filed.drill,
        "digest": filed.digest,
        "state": state,
        "received_at": to_iso(filed.received_at),
        "answer": filed.answer,
    }


def _other_content(batch: Batch) -> HttpProblem:
    return HttpProblem(
        409,
        "BATCH_NUMBER_TAKEN",
        f"Batch {batch.id} has come before with other content.",
        ("batch",),
        "Give a corrected batch a new number.",
    )
