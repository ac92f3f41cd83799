"""Reaching the upstream: its name is looked up anew for each connection, within a limit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from continuity.embedded.net.address import Address, split_address
from continuity.embedded.net.lookup import look_up
from continuity.embedded.problem import AddressProblem

__all__ = ["DIAL_LIMIT", "dial"]

DIAL_LIMIT = 10.0
"""Seconds for a look-up and all attempts together; the original waits as long as the kernel, other clients with it."""


async def dial(upstream: str, protocol: Callable[[], asyncio.Protocol]) -> bool:
    """Connect a protocol to the first address that answers; False if none does."""
    try:
        async with asyncio.timeout(DIAL_LIMIT):
            for address in await look_up(split_address(upstream), DIAL_LIMIT):
                if await _answers(address, protocol):
                    return True
    except (AddressProblem, TimeoutError):
        return False
    return False


async def _answers(address: Address, protocol: Callable[[], asyncio.Protocol]) -> bool:
    try:
        await asyncio.get_running_loop().create_connection(protocol, address.host, address.port)
    except OSError:
        return False
    return True
