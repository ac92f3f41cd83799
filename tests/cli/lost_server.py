"""Promises as a run leaves them that is gone, on a server that is gone, or still there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from continuity.clock import SystemClock
from continuity.faults.obligations import Obligation, note, promise
from continuity.faults.process import ProcessRef, machine, myself
from continuity.faults.promise import Fact, Found, Promise, ServerRef, What

__all__ = ["GONE", "leave", "living", "torn"]

GONE = "http://127.0.0.1:9"
"""Nothing ever listens there."""


def leave(state: Path, run: str, fault: str = "dead-1", *, url: str = GONE, target: str = "crm", **more) -> Obligation:
    """A fault that was injected by a process that has died since; its time is over."""
    now = SystemClock().now()
    made = promise(
        state,
        replace(
            Obligation(
                id="",
                run=run,
                fault=fault,
                promise=Promise.TOXIC,
                kind="latency",
                server=ServerRef(url),
                target=target,
                deadline_ms=now - 1000,
                made_at=now - 60_000,
                holder="anna@laptop",
                conductor=ProcessRef(2**22 + 7, "long ago", machine()),
                params={"latency": 20},
            ),
            **more,
        ),
    )
    made = note(made, Fact(now - 59_000, What.FOUND, "conductor", found=Found(True, "127.0.0.1:1", "crm:443")))
    return note(made, Fact(now - 58_000, What.INJECTED, "conductor"))


def living(state: Path, run: str, **more) -> Obligation:
    """The same, and its process lives: it is the one that asks."""
    return leave(state, run, deadline_ms=SystemClock().now() + 600_000, conductor=myself(), **more)


def torn(state: Path, name: str = "torn.jsonl") -> Path:
    """A file that a power cut left."""
    path = state / "obligations" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('{"half')
    return path
