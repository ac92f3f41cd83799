"""A workspace as the tests of packs use it: runs, packs, and logs as the page writes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import rfc8785
from said import Said

from continuity.cli.here import Here
from continuity.cli.loading import load_workspace
from continuity.clock import to_iso
from continuity.events import Actor, Known, lifecycle, outage
from continuity.run.commands import Finish, Who
from continuity.run.state import RunState
from continuity.workspace.freeze import freeze

RUN = "2026-q4-01"
INES, JONAS = Who(Actor("ines", Known.STATED)), Who(Actor("jonas", Known.STATED))
HOUR, MINUTE = 3_600_000, 60_000


@dataclass
class PackHouse:
    """A workspace, and the commands in it."""

    root: Path
    say: Callable[..., Said]

    @property
    def here(self) -> Here:
        return Here(self.root)

    def begin(self, run: str, ago: int = HOUR, mode: Literal["drill", "real"] = "drill") -> None:
        """A drill that has been running for a while; its fault is in, and a probe has seen it."""
        desk = self.here.desk(run)
        plan = freeze(load_workspace(self.root), "quarterly-crm-outage", speed=1)
        fault, point, *_ = next(iter(plan.faults()))
        at = desk.clock.now() - ago
        desk.record([lifecycle.RunOpened(mode, plan.drill.id, plan.drill.title)], at=at)
        desk.record([lifecycle.RunFrozen(plan, "7" * 64), lifecycle.RunStarted("embedded")], at=at)
        desk.record([outage.FaultInjected(fault, point, "refuse", "refused", "o-1", "s", point)], at=at)
        desk.record([outage.ProbeChanged(point, point, "down", "", 5_000), outage.FaultSeen(fault, point)], at=at)

    def on_paper(self, run: str = RUN, since: float = 50) -> int:
        """The floor has been on paper since so many minutes ago, and the run waits for its first round; now, in ms."""
        desk, now = self.here.desk(run), self.here.clock.now()
        desk.act(Finish("notice", {"seen": "nothing works"}), JONAS, at=now - round(since * MINUTE))
        desk.act(Finish("declare", {"scope": "everything"}), INES, at=now - round((since - 5) * MINUTE))
        desk.act(Finish("paper"), INES, at=now - round((since - 6) * MINUTE))
        return now

    def state(self, run: str = RUN) -> RunState:
        desk = self.here.desk(run)
        desk.refresh()
        return desk.state

    def print(self, role: str = "order-clerk", *more: str) -> dict[str, Any]:
        """A pack for the drill; the row of the one copy."""
        said = self.say("pack", "build", "--drill", "--role", role, "--for", "jonas", "--json", *more)
        assert said.code == 0, said.err
        row: dict[str, Any] = said.rows[0]
        return row

    def page(self, row: dict[str, Any]) -> Path:
        return Path(next(name for name in row["files"] if name.endswith(".html")))


@dataclass
class Writing:
    """A log as the page would write it, entry by entry, at minutes before now."""

    row: dict[str, Any]
    now: int
    device: str = "00" * 8
    entries: list[dict[str, Any]] = field(default_factory=list)
    person: str = "jonas"

    def write(self, kind: str, ago: float, **more: Any) -> Writing:
        at = to_iso(self.now - int(ago * MINUTE))
        entry = {"counter": len(self.entries) + 1, "kind": kind, "at": at, "saved_at": at}
        self.entries.append({**entry, "person": self.person, "initials": "JW", **more})
        return self

    def order(self, number: str, ago: float, customer: str = "Casa Verde", total: str = "118.00") -> Writing:
        fields = {"customer": customer, "phone": "+33 1 99 00 20 01", "item": "Spade", "quantity": "2", "total": total}
        return self.write("capture", ago, form="order", number=number, fields=fields)

    def file(self, folder: Path, ahead: float = 0, **changed: Any) -> Path:
        pack = {name: self.row[name] for name in ("copy", "sha256", "role", "mode", "stamp")}
        log = {
            "format": "pack-log/1",
            "device": self.device,
            "exported_at": to_iso(self.now + int(ahead)),
            "entries": self.entries,
            "pack": {**pack, "runbook": "take-orders-by-hand", "site": ""},
        }
        log["digest"] = hashlib.sha256(rfc8785.dumps(log)).hexdigest()
        path = folder / f"log-{self.device[:4]}-{len(self.entries)}.json"
        path.write_text(json.dumps({**log, **changed}))
        return path
