"""The order entry stand-in: a web shop whose customers order as long as there is traffic."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from continuity.clock import Clock, to_iso
from continuity.standins.order_entry.call import Place
from continuity.standins.order_entry.log import SCHEMA, OrderLog, Outcome, TakenOrder
from continuity.standins.order_entry.traffic import Flow, Traffic
from continuity.standins.service import Route, Service, plain_problem, route
from continuity.standins.store import Store
from continuity.standins.switch.plain_modes import unavailable
from continuity.standins.switch.switch import Switch
from continuity.standins.web.messages import Answer, HttpProblem, Json, Request, as_json, nothing
from continuity.standins.web.reading import bad_field, read_int, read_name, read_text

__all__ = ["order_entry"]

_LOOPBACK = ("127.0.0.1", "localhost")


def order_entry(folder: Path, clock: Clock) -> Service:
    """Order entry with its log in ``order-entry.db`` of that folder; no traffic until it is told."""
    store = Store(folder / "order-entry.db", SCHEMA)
    switch = Switch((unavailable(),), clock)
    desk = _OrderEntry(OrderLog(store), switch, clock)

    def close() -> None:
        desk.stop()
        store.close()

    return Service("order-entry", clock, switch, desk.routes(), close, plain_problem)


class _OrderEntry:
    def __init__(self, log: OrderLog, switch: Switch, clock: Clock) -> None:
        self._log = log
        self._switch = switch
        self._clock = clock
        self._lock = Lock()
        self._traffic: Traffic | None = None

    def routes(self) -> tuple[Route, ...]:
        return (
            route("POST", "/traffic", self._start, control=True),
            route("GET", "/traffic", self._show, control=True),
            route("DELETE", "/traffic", self._stop, control=True),
            route("GET", "/orders", self._orders),
            route("GET", "/orders/summary", self._summary),
        )

    def stop(self) -> None:
        with self._lock:
            self._end_traffic()

    def _start(self, request: Request) -> Answer:
        flow = _read_flow(request.document())
        with self._lock:
            self._end_traffic()
            self._traffic = Traffic(flow, self._log, self._clock, self._shop_is_open)
            self._traffic.start()
        return as_json(201, _shown(flow))

    def _show(self, request: Request) -> Answer:
        with self._lock:
            return as_json(200, _shown(self._traffic.flow) if self._traffic else {"running": False})

    def _stop(self, request: Request) -> Answer:
        self.stop()
        return nothing()

    def _orders(self, request: Request) -> Answer:
        orders = self._log.orders(_read_outcome(request.query))
        return as_json(200, [order.as_json() for order in orders])

    def _summary(self, request: Request) -> Answer:
        counts = self._log.counts()
        by_word: Mapping[str, Json] = {outcome.value: count for outcome, count in counts.by_outcome.items()}
        total = sum(counts.by_outcome.values())
        return as_json(200, {"total": total, **by_word, "last": _last(counts.last)})

    def _end_traffic(self) -> None:
        if self._traffic:
            self._traffic.stop()
            self._traffic = None

    def _shop_is_open(self) -> bool:
        return self._switch.state().mode == "ok"


def _shown(flow: Flow) -> Mapping[str, Json]:
    target = f"http://{flow.place.host}:{flow.place.port}"
    return {"running": True, "every_ms": flow.every_ms, "target": target, "prefix": flow.prefix, "seed": flow.seed}


def _last(order: TakenOrder | None) -> Json:
    if order is None:
        return None
    return {
        "number": order.number,
        "outcome": order.outcome.value,
        "at": to_iso(order.decided_at),
        "detail": order.detail,
    }


def _read_flow(document: Mapping[str, Json]) -> Flow:
    every = read_int(document, "every_ms", 50, 3_600_000)
    return Flow(
        every, _read_target(read_text(document, "target")), read_name(document, "prefix"), read_int(document, "seed")
    )


def _read_target(text: str) -> Place:
    """Simulated orders go to this machine only, so that no slip can send them to a real CRM."""
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        port = None
    if port is None or url.scheme != "http" or url.hostname not in _LOOPBACK or url.path not in ("", "/"):
        raise bad_field("target", "on this machine, like http://127.0.0.1:20123")
    return Place(url.hostname, port)


def _read_outcome(query: Mapping[str, str]) -> Outcome | None:
    word = query.get("outcome", "")
    if not word:
        return None
    try:
        return Outcome(word)
    except ValueError:
        words = ", ".join(outcome.value for outcome in Outcome)
        raise HttpProblem(400, "INVALID_FIELD", f"outcome must be one of {words}.", ("outcome",)) from None
