"""One look at every target, all at the same time, none of them longer than a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from continuity.clock import Clock
from continuity.probes.look import client, look
from continuity.probes.reading import Reading, Target
from continuity.structure import Duration

__all__ = ["look_once"]


def look_once(targets: Sequence[Target], deadline_ms: int, clock: Clock) -> tuple[Reading, ...]:
    """A reading of each target, in their order; what has not answered within the deadline is down."""
    return asyncio.run(_look(targets, deadline_ms, clock))


async def _look(targets: Sequence[Target], deadline_ms: int, clock: Clock) -> tuple[Reading, ...]:
    quick = [
        replace(one, probe=replace(one.probe, timeout=Duration(min(one.probe.timeout, deadline_ms)))) for one in targets
    ]
    async with client() as http:
        return tuple(await asyncio.gather(*(look(target, http, clock) for target in quick)))
