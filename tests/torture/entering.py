"""Orders on their way home through a bad day: time-outs after the write, storms, quotas, expired sessions, and kills.

``python tests/torture/entering.py --orders 1000 --kills 10`` prints how many the CRM lost or doubled. The process that
enters is this file as well: it keeps a list on the disk of what is in, and goes on from there when it is started again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from continuity.backentry import Rules, enter_all, target
from continuity.ledger.entry import Entry
from continuity.plan.organisation import BackEntry
from continuity.units import Money

__all__ = ["Tally", "bad_day"]

ORDER = "/services/data/v60.0/sobjects/Order/Form_Number__c/{number}"
QUERY = "/services/data/v60.0/query?prefix={prefix}"
TROUBLES: tuple[tuple[str, dict[str, object]], ...] = (
    ("unavailable", {"share": 60, "body": "html"}),
    ("slow", {"delay_ms": 900, "share": 50}),
    ("token-revoked", {}),
    ("quota", {"calls": 3}),
    ("unauthorized", {}),
    ("maintenance", {}),
    ("read-only", {}),
)
_DEADLINE_S = 0.6


@dataclass(frozen=True)
class Tally:
    """What the CRM holds in the end, and what it took."""

    orders: int
    lost: int
    doubled: int
    wrong: int
    kills: int
    hits: int
    """Of the kills, those that met an entering process that was alive."""
    troubles: int
    seconds: float


def number_of(count: int) -> str:
    return f"P26-{count:05}"


def total_of(count: int) -> int:
    return 1_000 + count * 7


def bad_day(folder: Path, kind: str, orders: int, kills: int, seed: int) -> Tally:
    """One CRM, one list, and an entering process that is killed and started again until all is in."""
    began, chance = time.monotonic(), random.Random(seed)
    stand_in = subprocess.Popen(
        [sys.executable, "-m", "continuity.standins", "--dir", str(folder), "crm"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert stand_in.stdout is not None
    url = f"http://127.0.0.1:{json.loads(stand_in.stdout.readline())['crm']}"
    try:
        killed, hits, troubles = _until_all_is_in(folder, kind, orders, kills, chance, url)
        held = Counter(_held(url))
    finally:
        stand_in.kill()
        stand_in.communicate()
    wanted = {(number_of(one), total_of(one)) for one in range(orders)}
    numbers = Counter(number for number, _ in held.elements())
    lost = sum(number not in numbers for number, _ in wanted)
    doubled = sum(count - 1 for count in numbers.values())
    wrong = len(set(held) - wanted)
    return Tally(orders, lost, doubled, wrong, killed, hits, troubles, time.monotonic() - began)


def _until_all_is_in(
    folder: Path, kind: str, orders: int, kills: int, chance: random.Random, url: str
) -> tuple[int, int, int]:
    killed, hits, troubles, process = 0, 0, 0, _start(folder, kind, orders, url)
    while process.poll() is None or killed < kills:
        if process.poll() is not None:
            (folder / "in.txt").unlink()  # the list is lost as well, and all of it is written again
        mode, settings = chance.choice(TROUBLES)
        _switch(url, mode, settings)
        troubles += 1
        time.sleep(chance.uniform(0.1, 0.8))
        if killed < kills:
            process.kill()
            hits += process.wait() == -signal.SIGKILL
            killed += 1
            process = _start(folder, kind, orders, url)
            time.sleep(chance.uniform(0.0, 0.6))
        _switch(url, "ok", {})
        time.sleep(chance.uniform(0.1, 1.5))
    assert process.returncode == 0
    time.sleep(1.0)  # a slow answer may still be on its way to the disk
    return killed, hits, troubles


def _start(folder: Path, kind: str, orders: int, url: str) -> subprocess.Popen[bytes]:
    words = (str(Path(__file__)), "--enter", url, "--kind", kind, "--orders", str(orders), "--folder", str(folder))
    environ = {**os.environ, "CRM_CONSUMER_KEY": "k", "CRM_CONSUMER_SECRET": "s"}
    return subprocess.Popen([sys.executable, *words], env=environ)


def _switch(url: str, mode: str, settings: dict[str, object]) -> None:
    body = {"mode": mode, "run": "day", "until": "2999-01-01T00:00:00Z", "settings": settings}
    _ask(url + "/switch", "PUT", body)


def _held(url: str) -> list[tuple[str, int]]:
    found = _ask(url + QUERY.format(prefix="P26-"), "GET", None)
    assert isinstance(found, dict)
    return [(one["Form_Number__c"], one["Total_Minor__c"]) for one in found["records"]]


def _ask(url: str, method: str, body: object) -> object:
    headers = {"Authorization": "Bearer t"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as answer:
        return json.loads(answer.read() or b"null")


def enter(url: str, kind: str, orders: int, folder: Path) -> None:
    """The entering process: what is in is on the disk before the next call."""
    plan = BackEntry(url, ORDER, ORDER, QUERY, kind, {"Authorization": "Bearer t"}, keep_free=0)
    way, done = target(plan, Rules(True, ("P26-",), _DEADLINE_S)), folder / "in.txt"
    known = set(done.read_text().split("\n")) if done.exists() else set()
    waiting = [one for one in range(orders) if number_of(one) not in known]
    with done.open("a") as told:
        while waiting:
            group = waiting[:20]
            outcomes = enter_all(way, [_entry(one) for one in group])
            fine = [one for one, said in zip(group, outcomes, strict=True) if said.outcome in ("created", "updated")]
            told.write("".join(f"{number_of(one)}\n" for one in fine))
            told.flush()
            os.fsync(told.fileno())
            waiting = [one for one in waiting if one not in set(fine)]
            if not fine:
                time.sleep(0.05)
                way = _anew(way, plan)
    way.close()


def _anew(way: object, plan: BackEntry) -> object:
    """Whoever waits for a quota to come back, or for a login, starts afresh here: a day has no minutes to spare."""
    way.close()  # type: ignore[attr-defined]
    return target(plan, Rules(True, ("P26-",), _DEADLINE_S))


def _entry(count: int) -> Entry:
    total = Money(total_of(count), "EUR")
    return Entry(number_of(count), "order", f"Customer {count}", total, 1_767_268_800_000 + count, {"Item": "Spade"})


def main() -> None:
    """By hand, or as the entering process."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--orders", type=int, default=1_000)
    words.add_argument("--kills", type=int, default=10)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--kind", choices=("http", "salesforce"), default="salesforce")
    words.add_argument("--enter", metavar="URL")
    words.add_argument("--folder", type=Path)
    asked = words.parse_args()
    if asked.enter:
        enter(asked.enter, asked.kind, asked.orders, asked.folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        print(bad_day(Path(folder), asked.kind, asked.orders, asked.kills, asked.seed))


if __name__ == "__main__":
    main()
