"""A thousand orders through an outage that relapses, home by a run that is killed ten times: the CRM holds each once.

``python tests/torture/whole_day.py --orders 1000 --kills 10`` plays one drill for each way home. While its records are
entered, the CRM answers after the write was given up, storms with 503, runs out of its quota, forgets sessions, and
fails so thoroughly that the path is lost: then the hold is waited out and a canary goes once more. Between all that
SIGKILL hits the conductor, and ``continuity resume`` takes the run up again.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from standing_server import StandingServer
from trial import RUN_DRILL, Trial, within

__all__ = ["Day", "whole_day"]

WAYS = {
    "salesforce": '{kind: salesforce, url: "stand-in:crm"}',
    "http": '{url: "stand-in:crm", upsert: "KEY", read: "KEY", '
    'search: "/services/data/v60.0/query?prefix={prefix}", headers: {Authorization: Bearer practice}}'.replace(
        "KEY", "/services/data/v60.0/sobjects/Order/Form_Number__c/{number}"
    ),
}
TROUBLES: tuple[tuple[str, dict[str, object], float], ...] = (
    ("unavailable", {"share": 60, "body": "html"}, 1.0),
    ("slow", {"delay_ms": 10_500, "share": 30}, 3.0),
    ("quota", {"calls": 4}, 1.0),
    ("token-revoked", {}, 0.5),
    ("read-only", {}, 0.5),
)
"""Mode of the CRM stand-in, settings, seconds; a write is given up after ten."""
_SPEED, _MINUTES_OF_ORDERS = 60, 15
_WAIT_S = 240.0


@dataclass(frozen=True)
class Day:
    """What the CRM holds in the end, and what it took."""

    way: str
    captured: int
    lost: int
    doubled: int
    wrong: int
    """Held with another total, or never taken."""
    kills: int
    relapses: int
    canaries: int
    exit_code: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.way}: {self.captured} orders, lost {self.lost}, doubled {self.doubled}, wrong {self.wrong}; "
            f"{self.kills} kills, {self.relapses} relapses, {self.canaries} canaries, {self.seconds} s, "
            f"ended with {self.exit_code}"
        )

    @property
    def well(self) -> bool:
        """Whether each order is there once, and it had its kills and its relapse."""
        return not (self.lost or self.doubled or self.wrong) and self.exit_code in (0, 6) and self.relapses > 0


def whole_day(folder: Path, way: str, orders: int, kills: int, seed: int) -> Day:
    """Play one drill to its end; ``folder`` is its own."""
    began, server = time.monotonic(), StandingServer("embedded")
    trial = Trial(server, folder, seed)
    try:
        _enlarge(trial, way, orders)
        process = trial.start(*RUN_DRILL, "--speed", str(_SPEED))
        trial.await_event("entry.canary-checked", 1, _WAIT_S)
        killed, process = _trouble(trial, process, kills, random.Random(seed))
        code = process.wait(_WAIT_S)
        return _counted(trial, way, killed, code, time.monotonic() - began)
    finally:
        for pid in trial.processes():
            trial.kill(pid)
        server.close()


def _enlarge(trial: Trial, way: str, orders: int) -> None:
    """The small drill, with so many orders, and a way home that takes them in minutes."""
    house, drill = trial.root / "continuity.yaml", trial.root / "drills" / "small.yaml"
    runbook = trial.root / "runbooks" / "by-hand.yaml"
    head, _, _ = house.read_text("utf-8").partition("    back_entry:\n")
    house.write_text(f"{head}    back_entry: {WAYS[way]}\n", "utf-8")
    pace = f"orders_per_hour: {orders * 60 // _MINUTES_OF_ORDERS}"
    drill.write_text(drill.read_text("utf-8").replace("orders_per_hour: 60", pace), "utf-8")
    text = runbook.read_text("utf-8").replace("count: 80", f"count: {2 * orders}")
    runbook.write_text(text.replace("per_minute: 3", f"per_minute: {max(3, orders // 20)}"), "utf-8")


def _trouble(
    trial: Trial, process: subprocess.Popen[bytes], kills: int, chance: random.Random
) -> tuple[int, subprocess.Popen[bytes]]:
    """Trouble and kills in turn, a relapse in the middle; gives the kills that met a living conductor."""
    (run,) = trial.runs()
    killed = 0
    for turn in range(kills):
        mode, settings, seconds = TROUBLES[turn % len(TROUBLES)]
        _switch(trial, run, mode, settings)
        time.sleep(chance.uniform(0.2, seconds))
        if turn == kills // 2:
            _relapse(trial, run)
        if process.poll() is not None:
            break
        process.kill()
        process.wait()
        killed += 1
        process = trial.start("resume", run, "--plain")
        trial.await_event("run.resumed", killed, 60)
        _switch(trial, run, "ok", {})
        time.sleep(chance.uniform(0.2, 1.0))
    return killed, process


def _relapse(trial: Trial, run: str) -> None:
    """The CRM fails until a probe has seen it."""
    _switch(trial, run, "unavailable", {})
    assert within(60, lambda: trial.bodies("probe.changed", "state")[-1] != "ok"), "no probe saw the relapse"


def _switch(trial: Trial, run: str, mode: str, settings: dict[str, object]) -> None:
    ports = json.loads((trial.root / ".continuity" / "stand-ins" / run / "ports.json").read_text())
    body = {"mode": mode, "run": "day", "until": "2999-01-01T00:00:00Z", "settings": settings}
    headers = {"Authorization": "Bearer t"}
    url = f"http://127.0.0.1:{ports['crm']}/switch"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="PUT")
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20).close()


def _counted(trial: Trial, way: str, kills: int, code: int, seconds: float) -> Day:
    (run,) = trial.runs()
    numbers, totals = (trial.bodies("record.captured", name) for name in ("number", "total_minor"))
    wanted = dict(zip(numbers, totals, strict=True))
    held = trial.totals_in_crm(run)
    counted = Counter(number for number, _ in held)
    return Day(
        way,
        len(wanted),
        lost=len(wanted.keys() - counted.keys()),
        doubled=sum(count - 1 for count in counted.values()),
        wrong=len([number for number, total in held if wanted.get(number) != total]),
        kills=kills,
        relapses=trial.count("path.restored") - 1,
        canaries=trial.count("entry.canary-checked"),
        exit_code=code,
        seconds=round(seconds, 1),
    )


def main() -> int:
    """Play and print a day for each way; 1 when something was lost, doubled or wrong."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--orders", type=int, default=1_000)
    words.add_argument("--kills", type=int, default=10)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--way", choices=tuple(WAYS), action="append")
    asked = words.parse_args()
    well = True
    for way in asked.way or WAYS:
        with tempfile.TemporaryDirectory() as folder:
            day = whole_day(Path(folder), way, asked.orders, asked.kills, asked.seed)
        print(day, flush=True)
        well = well and day.well
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
