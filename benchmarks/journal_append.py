"""Append one event durably, beside a bare durable SQLite commit of as many bytes; goal: at most 1.3 times its time.

Run: ``python benchmarks/journal_append.py [FOLDER] [SECONDS]``. The folder should be on a real disk. Both sides use
the same pragmas and take turns, one commit each, so that a noisy machine is noisy for both.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from continuity.journal.bodies import JsonValue
from continuity.journal.envelope import Actor, Draft, Known
from continuity.journal.sqlite import SqliteStore

GOAL = 1.3
WHO = Actor("p-anna", Known.CODE)


def bare(path: Path, mode: str) -> sqlite3.Connection:
    """A database that does nothing but commit durably."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA journal_mode = {mode}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT")
    return connection


def commit(connection: sqlite3.Connection, data: bytes) -> None:
    """One row, durable."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO row (data) VALUES (?)", (data,))
    connection.execute("COMMIT")


def append(store: SqliteStore, number: int) -> None:
    """One event, durable."""
    body: dict[str, JsonValue] = {"step": "take-order", "form": f"F-{number:05}", "minor": 118_000, "note": "x" * 60}
    draft = Draft("step.done", 1_767_268_800_000 + number, WHO, body, role="order-clerk", source="room")
    with store.write("run-1") as turn:
        turn.append([draft], 1_767_268_800_001 + number)


def timed(act: Callable[[], None]) -> float:
    """Microseconds that the act took."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1e6


def measure(folder: Path, seconds: float) -> tuple[list[float], list[float]]:
    """Alternate the two until the time is over."""
    ours: list[float] = []
    theirs: list[float] = []
    with (
        SqliteStore(folder / "journal.sqlite") as store,
        closing(bare(folder / "bare.sqlite", store.mode.mode)) as base,
    ):
        append(store, 0)
        size = len(next(store.rows("run-1")).data)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            theirs.append(timed(lambda: commit(base, b"x" * size)))
            ours.append(timed(lambda: append(store, len(ours))))
        print(f"{store.mode.mode}: {store.mode.why}; {size} bytes an event, {len(ours)} of each")
    return ours, theirs


def main() -> None:
    """Print medians and their ratio."""
    where = sys.argv[1] if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(dir=where) as folder:
        ours, theirs = measure(Path(folder), float(sys.argv[2]) if len(sys.argv) > 2 else 15)
    for name, times in (("bare commit", theirs), ("append", ours)):
        cut = statistics.quantiles(times, n=100)
        print(f"{name:12} median {cut[49]:7.0f} us   99th percentile {cut[98]:7.0f} us")
    print(f"ratio {statistics.median(ours) / statistics.median(theirs):.2f} (goal: at most {GOAL})")


if __name__ == "__main__":
    main()
