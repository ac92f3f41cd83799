"""What packs add to a run's state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.events import Body, Fact, copies
from continuity.run.folds.handler import Table, on

if TYPE_CHECKING:
    from continuity.run.state import RunState


def _reserved(run: RunState, _: Fact[Body], body: copies.NumbersReserved) -> None:
    run.reserved[body.prefix] = max(run.reserved.get(body.prefix, 0), body.last)


def _imported(run: RunState, _: Fact[Body], body: copies.PackImported) -> None:
    run.pack_logs[body.sha256] = body


def _settled(run: RunState, _: Fact[Body], body: copies.PackSettled) -> None:
    run.pack_settled[body.device, body.counter] = str(body.reason)


TABLE: Table = dict(
    (
        on(copies.NumbersReserved, _reserved),
        on(copies.PackImported, _imported),
        on(copies.PackSettled, _settled),
    )
)
