"""The CRM's search index: it follows the table at once, unless the switch has made it stand still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from continuity.clock import Clock
from continuity.standins.crm.orders import CrmOrder, CrmOrders

__all__ = ["Found", "Search"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives, and the moment (milliseconds UTC) that it tells of."""

    as_of: int
    orders: Sequence[CrmOrder]


class Search:
    """Searches by prefix, live or as of the moment it was frozen."""

    def __init__(self, orders: CrmOrders, clock: Clock) -> None:
        self._orders = orders
        self._clock = clock
        self._frozen = Found(0, ())

    def freeze(self) -> None:
        """Keep what is there now; in memory, as a restart heals."""
        self._frozen = self._live("")

    def find(self, prefix: str, stale: bool) -> Found:
        """The orders whose number starts so."""
        if not stale:
            return self._live(prefix)
        orders = [order for order in self._frozen.orders if (order.form_number or "").startswith(prefix)]
        return Found(self._frozen.as_of, orders)

    def _live(self, prefix: str) -> Found:
        return Found(self._clock.now(), self._orders.starting_with(prefix))
