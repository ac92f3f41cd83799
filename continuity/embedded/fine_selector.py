"""An event loop whose timers are good to a tenth of a millisecond: a server of delays is judged by them."""

from __future__ import annotations

import asyncio
import math
import select
import selectors

__all__ = ["new_event_loop"]

_MILLI = 0.001


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Make the loop; where the system's own way of waiting is fine enough, it is the usual one."""
    if not hasattr(selectors, "EpollSelector"):
        return asyncio.new_event_loop()
    return asyncio.SelectorEventLoop(_FineSelector())


class _FineSelector(selectors.EpollSelector):
    """Waits whole milliseconds as Linux's epoll does, but never too long; for the rest ``select`` knows microseconds.

    The usual selector rounds up, so that every timer is late by half a millisecond on average.
    """

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait at most ``timeout`` seconds; it may be up to a millisecond less, and the loop then waits again."""
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        if timeout >= _MILLI:
            return super().select(math.floor(timeout / _MILLI) * _MILLI)
        # The descriptor of epoll is itself readable when anything is ready.
        select.select((self.fileno(),), (), (), timeout)
        return super().select(0)
