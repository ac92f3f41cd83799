"""Customers who keep ordering, and what did not get through sent once more when the CRM is back.

Orders are taken on time even while calls hang, so each is sent from a thread of its own (at most deadline / interval
at once). The first order that is accepted wakes the one thread that sends the waiting ones again, oldest first.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock, Thread

from continuity.clock import Clock, to_iso
from continuity.standins.order_entry.call import Place
from continuity.standins.order_entry.catalogue import basket
from continuity.standins.order_entry.log import OrderLog, Outcome, TakenOrder
from continuity.standins.order_entry.sending import Sent, send

__all__ = ["Flow", "Traffic"]


@dataclass(frozen=True, slots=True)
class Flow:
    """What traffic there shall be; ``every_ms`` is the time between two orders."""

    every_ms: int
    place: Place
    prefix: str
    seed: int


class Traffic:
    """One running flow. `stop` returns when nothing of it is on its way any more."""

    def __init__(self, flow: Flow, log: OrderLog, clock: Clock, shop_is_open: Callable[[], bool]) -> None:
        self.flow = flow
        self._log = log
        self._clock = clock
        self._shop_is_open = shop_is_open
        self._stopping = Event()
        self._accepting = Event()
        self._lock = Lock()
        self._on_their_way: set[str] = set()
        self._senders: set[Thread] = set()
        self._loops = [Thread(target=loop, daemon=True) for loop in (self._take_orders, self._send_again)]

    def start(self) -> None:
        """Let the orders come."""
        for loop in self._loops:
            loop.start()

    def stop(self) -> None:
        """No new order, no further try; waits for the calls that are under way, each of which has its deadline."""
        self._stopping.set()
        self._accepting.set()
        for loop in self._loops:
            loop.join()
        with self._lock:
            senders = list(self._senders)
        for sender in senders:
            sender.join()

    def _take_orders(self) -> None:
        due = self._clock.monotonic()
        while not self._stopping.wait(max(0.0, due - self._clock.monotonic())):
            if self._shop_is_open():
                self._quietly(self._take_one)
            # After a pause of the whole machine orders come at their usual pace, not all at once.
            due = max(due + self.flow.every_ms / 1000, self._clock.monotonic())

    def _take_one(self) -> None:
        order = self._log.take(self.flow.prefix, self._make)
        sender = Thread(target=self._send_first, args=(order,), daemon=True)
        with self._lock:
            self._on_their_way.add(order.number)
            self._senders.add(sender)
            sender.start()

    def _make(self, sequence: int) -> TakenOrder:
        now = self._clock.now()
        wanted = basket(self.flow.seed, sequence)
        fields = {
            "AccountName": wanted.customer,
            "Total_Minor__c": wanted.total.minor,
            "CurrencyIsoCode": wanted.total.currency,
            "Taken_At__c": to_iso(now),
            "Channel__c": "web shop",
            "Lines__c": [line.as_json() for line in wanted.lines],
        }
        number = f"{self.flow.prefix}{sequence:05d}"
        text = json.dumps(fields, ensure_ascii=False)
        return TakenOrder(number, sequence, wanted.customer, wanted.total.minor, wanted.total.currency, now, text)

    def _send_first(self, order: TakenOrder) -> None:
        self._quietly(lambda: self._send_and_wake(order))
        with self._lock:
            self._on_their_way.discard(order.number)
            self._senders = {sender for sender in self._senders if sender.is_alive()}

    def _send_and_wake(self, order: TakenOrder) -> None:
        if self._send(order).outcome is Outcome.ACCEPTED:
            self._accepting.set()

    def _send_again(self) -> None:
        while not self._stopping.is_set():
            self._accepting.wait()
            self._accepting.clear()
            self._quietly(self._drain)

    def _drain(self) -> None:
        for order in self._log.waiting():
            with self._lock:
                busy = order.number in self._on_their_way
            if self._stopping.is_set():
                return
            sent = None if busy else self._send(order)
            if sent and sent.outcome is not Outcome.ACCEPTED and not sent.about_the_order:
                return

    def _quietly(self, act: Callable[[], None]) -> None:
        """A defect (a full disk, say) costs this order its turn and not the whole flow; it is one line in the log."""
        try:
            act()
        except Exception as defect:
            print(f"order-entry: {type(defect).__name__}: {defect}", file=sys.stderr)

    def _send(self, order: TakenOrder) -> Sent:
        sent = send(order, self.flow.place)
        self._log.settle(order.number, sent.outcome, sent.detail, self._clock.now())
        return sent
