"""Leases: a toxic that is held for a time heals itself when nobody renews it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from continuity.clock import Clock

__all__ = ["LEASE_MAX", "Healed", "Held", "Leases", "Wish"]

LEASE_MAX = 30 * 24 * 3600 * 1000
"""The longest lease, in milliseconds: thirty days."""

_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """A lease asked for: for how many milliseconds, and by whom (free text)."""

    millis: int
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A lease that runs; ``until`` in milliseconds since 1970."""

    proxy: str
    toxic: str
    millis: int
    holder: str
    until: int


@dataclass(frozen=True, slots=True)
class Healed:
    """A lease that ran out, and when its toxic was out."""

    lease: Held
    at: int


class Leases:
    """Every lease of the server. Time is counted on a clock that never steps; ``until`` is for people."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._running: dict[tuple[str, str], tuple[Held, asyncio.TimerHandle]] = {}
        self._healing: set[asyncio.Task[None]] = set()
        self.healed: deque[Healed] = deque(maxlen=_REMEMBERED)

    def all(self) -> list[Held]:
        """The leases that run, by proxy and toxic."""
        return [self._running[key][0] for key in sorted(self._running)]

    def get(self, proxy: str, toxic: str) -> Held | None:
        """Find the lease on a toxic."""
        found = self._running.get((proxy, toxic))
        return found[0] if found else None

    def hold(self, proxy: str, toxic: str, wish: Wish, heal: Callable[[], Awaitable[None]]) -> Held:
        """Begin a lease, or begin it anew; ``heal`` takes the toxic out when it ends."""
        self.drop(proxy, toxic)
        held = Held(proxy, toxic, wish.millis, wish.holder, self._clock.now() + wish.millis)
        timer = asyncio.get_running_loop().call_later(wish.millis / 1000, self._expire, held, heal)
        self._running[proxy, toxic] = held, timer
        return held

    def drop(self, proxy: str, toxic: str | None = None) -> bool:
        """End the lease on a toxic, or all on a proxy, without healing; say whether there was one."""
        keys = [key for key in self._running if key[0] == proxy and toxic in (None, key[1])]
        for key in keys:
            self._running.pop(key)[1].cancel()
        return bool(keys)

    def _expire(self, held: Held, heal: Callable[[], Awaitable[None]]) -> None:
        del self._running[held.proxy, held.toxic]
        task = asyncio.get_running_loop().create_task(self._heal(held, heal))
        self._healing.add(task)
        task.add_done_callback(self._healing.discard)

    async def _heal(self, held: Held, heal: Callable[[], Awaitable[None]]) -> None:
        await heal()
        self.healed.append(Healed(held, self._clock.now()))
