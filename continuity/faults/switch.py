"""The switch of a stand-in: a fault that lives in the stand-in itself (stale search, 503, 401)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from continuity.clock import to_iso
from continuity.faults.api import ServerSaid
from continuity.faults.promise import NORMAL
from continuity.faults.shapes import Misshapen, Scalar, maybe_text, table, text
from continuity.faults.wire import CallFailed, Reply, Wire, segment

__all__ = ["NORMAL", "Switch", "SwitchState"]


@dataclass(frozen=True, slots=True)
class SwitchState:
    """How a stand-in behaves, and for which run."""

    mode: str
    run: str | None


class Switch:
    """``/switch`` of one stand-in; it keeps the exclusion itself (409 while another run holds it)."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def read(self) -> SwitchState:
        """Ask how the stand-in behaves."""
        reply = self._expect(self.wire.call("GET", "/switch"), "reading the switch", 200)
        try:
            record = table(reply.value)
            return SwitchState(text(record, "mode"), maybe_text(record, "run"))
        except Misshapen as problem:
            raise CallFailed(f"{self.wire.server.url}, reading the switch: {problem}") from problem

    def set(self, mode: str, run: str, until: int, settings: Mapping[str, Scalar]) -> bool:
        """Make the stand-in misbehave for a run until a time (ms UTC), when it goes back by itself.

        ``False`` when another run holds it.
        """
        body = {"mode": mode, "run": run, "until": to_iso(until), "settings": dict(settings)}
        reply = self.wire.call("PUT", "/switch", body)
        return reply.status != 409 and bool(self._expect(reply, f"switching to {mode!r}", 200, 201, 204))

    def release(self, run: str) -> bool:
        """Make it behave again; also when it does already; ``False`` when another run holds it."""
        reply = self.wire.call("DELETE", f"/switch?run={segment(run)}")
        return reply.status != 409 and bool(self._expect(reply, "switching back", 200, 204, 404))

    def _expect(self, reply: Reply, doing: str, *expected: int) -> Reply:
        if reply.status not in expected:
            raise ServerSaid(f"{self.wire.server.url}, {doing}: {reply.words}", reply.status)
        return reply
