"""Noop: changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.embedded.toxics.behaviour import Stub

__all__ = ["Noop"]


@dataclass(frozen=True, slots=True)
class Noop:
    """Pass everything on."""

    async def pipe(self, stub: Stub) -> None:
        """Pass everything on."""
        async for chunk in stub:
            await stub.write(chunk)
