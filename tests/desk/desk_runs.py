"""Runs in a real journal."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from continuity.clock import ManualClock
from continuity.desk.desk import Desk
from continuity.events import Body, lifecycle
from continuity.events.outage import ProbeChanged
from continuity.journal.sqlite import SqliteStore
from continuity.plan import FrozenPlan


def open_store(folder: Path) -> SqliteStore:
    return SqliteStore(folder / "journal.sqlite")


def open_desk(store: SqliteStore, clock: ManualClock) -> Desk:
    """One more door to the same run."""
    salts = count(hash(clock) & 0xFFFF)
    return Desk(store, "run-1", clock, lambda: next(salts).to_bytes(16))


def begin(desk: Desk, plan: FrozenPlan) -> Desk:
    bodies: list[Body] = [
        lifecycle.RunOpened("drill", "quarterly", "Quarterly"),
        lifecycle.RunFrozen(plan, "0" * 64),
        lifecycle.RunStarted("embedded"),
    ]
    bodies += [ProbeChanged(point, point, "ok", "ok", 5_000) for point in ("crm-orders", "crm-search")]
    desk.record(bodies)
    return desk
