"""Orders written down by hand: how quickly each is saved, and what a run of 100,000 of them costs.

Run: ``python benchmarks/ledger.py [RECORDS] [SECONDS] [FOLDER]``. The folder should be on a real disk.

- Capture: what people's screens ask of the desk (checked, decided, on disk, folded) beside a bare durable SQLite commit
  of as many bytes with the same pragmas, in turn; goal: 0.60 of the bare rate. In a young run and in a full one; in the
  mode that the journal chooses here, and in WAL, which syncs once where the other mode syncs four times.
- The books: ``continuity ledger reconcile``, a whole process, over records that were batched, acknowledged, entered,
  invoiced, shipped and paid, some of which the CRM has lost; goal: under 10 s.
- Memory (resident): of the process that captures, in a young run and in a full one, and of the one that reconciles, at
  its peak, over a tenth of the records and over all; goal: flat, which is to say half a kilobyte for a further record.

Each part has a process of its own, so that none is charged with what another left in memory. In between the run is
filled in bulk, with the same events.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar

from made.long_run import FORM, JONAS, RUN, desk_on, fill, finish, open_run, used, written

from continuity.cli.here import journal_path
from continuity.desk.desk import Desk
from continuity.journal.mode import JournalMode, ModeChoice
from continuity.journal.sqlite import SqliteStore, mode_here
from continuity.run import commands as ask

GOAL_RATE, GOAL_RECONCILE_S, GOAL_BYTES = 0.60, 10, 500

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Turns:
    """Seconds of each commit, by the wall and of this process's own work; megabytes before and after."""

    mode: str
    size: int
    records: int
    before_mb: float
    ours: list[tuple[float, float]] = field(default_factory=list)
    theirs: list[tuple[float, float]] = field(default_factory=list)
    after_mb: float = 0.0


@dataclass(frozen=True)
class Books:
    """Seconds by the wall, seconds of work, megabytes at the peak, and the last line that was said."""

    wall: float
    work: float
    peak_mb: float
    last: str


def captures(root: Path, seconds: float, mode: ModeChoice) -> Turns:
    """Alternate captures and bare commits until the time is over."""
    with (
        SqliteStore(journal_path(root), mode=mode) as store,
        closing(bare(root / f"{time.monotonic_ns()}.sqlite", mode.mode)) as base,
    ):
        desk = desk_on(store)
        count = len(used(desk))
        capture(desk, count + 1)  # the first of a process imports and prepares what the others find ready
        turns = Turns(mode.mode, bytes_of_last(store, desk), count, resident_mb())
        data, end = b"x" * turns.size, time.perf_counter() + seconds
        while time.perf_counter() < end:
            turns.theirs.append(timed(lambda: commit(base, data)))
            turns.ours.append(timed(lambda: capture(desk, count + 2 + len(turns.ours))))
        turns.after_mb = resident_mb()
        return turns


def capture(desk: Desk, number: int) -> None:
    """One order on the next free number, durable when this comes back."""
    desk.act(ask.Capture(FORM, written(number), "till", number), JONAS)


def bytes_of_last(store: SqliteStore, desk: Desk) -> int:
    """What a capture writes: the event, and each private text with its salt and hash."""
    event = next(store.read(RUN, desk.state.last_seq - 1))
    data = next(row.data for row in store.rows(RUN) if row.hash == event.hash)
    return len(data) + sum(
        len(digest) + 16 + len(text) for digest, text in store.texts(RUN, event.seq, event.seq).items()
    )


def bare(path: Path, mode: str) -> sqlite3.Connection:
    """A database that does nothing but commit durably, with the pragmas of the journal."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (f"journal_mode = {mode}", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT")
    return connection


def commit(connection: sqlite3.Connection, data: bytes) -> None:
    """One row, durable."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO row (data) VALUES (?)", (data,))
    connection.execute("COMMIT")


def timed(act: Callable[[], None]) -> tuple[float, float]:
    """Seconds that the act took, and how many of them this process worked."""
    wall, work = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - wall, time.process_time() - work


def resident_mb() -> float:
    """Memory of this process now; 0 where the system does not tell."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if statm.exists() else 0.0


def folded(root: Path) -> tuple[float, int]:
    """Seconds to read and fold the whole run, and how many events it has."""
    begun = time.process_time()
    with SqliteStore(journal_path(root), read_only=True) as store:
        desk = desk_on(store)
    return time.process_time() - begun, desk.state.last_seq


def reconcile(root: Path) -> Books:
    """Compare by the command line, as people do."""
    command = [sys.executable, "-m", "continuity", "ledger", "reconcile", "--workspace", str(root)]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        last = process.stdout.read().splitlines()[-1]
        _, process.returncode, spent = os.wait4(process.pid, 0)
    peak = spent.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    return Books(time.perf_counter() - begun, spent.ru_utime + spent.ru_stime, peak, last)


def medians_us(spent: list[tuple[float, float]]) -> tuple[float, float]:
    """By the wall and of work, in microseconds."""
    wall, work = zip(*spent, strict=True)
    return statistics.median(wall) * 1e6, statistics.median(work) * 1e6


def alone(act: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Run it in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(act, args, named)


def tell_captures(turns: Turns) -> None:
    """Rates side by side."""
    (ours, work), (theirs, bare_work) = (medians_us(turns.ours), medians_us(turns.theirs))
    ratio, whole = theirs / ours, sum(wall for wall, _ in turns.theirs) / sum(wall for wall, _ in turns.ours)
    print(f"capture at {turns.records:,} records, {turns.mode} ({len(turns.ours)} of each, {turns.size} bytes)")
    print(f"  median {ours:.0f} us beside {theirs:.0f} us bare; of that work {work:.0f} us beside {bare_work:.0f} us")
    missed = "" if ratio >= GOAL_RATE else ", MISSED"
    print(f"  {ratio:.2f} of the bare rate by medians, {whole:.2f} over all; goal {GOAL_RATE:.2f}{missed}")
    grown = turns.after_mb - turns.before_mb
    print(f"  memory {turns.before_mb:.0f} MB, {grown:+.1f} MB over these captures")


def tell_fold(took: float, events: int) -> None:
    """What an event costs; it must not cost more in a longer run."""
    print(f"read and folded: {events:,} events in {took:.2f} s of work, {took / events * 1e6:.0f} us each")


def tell_books(books: Books, lost: int) -> None:
    """Whether they are quick, and right."""
    print(
        f"reconcile, whole process: {books.wall:.1f} s ({books.work:.1f} s of work), {books.peak_mb:.0f} MB at its peak"
    )
    missed = "" if books.wall < GOAL_RECONCILE_S else ", MISSED"
    print(f"  goal under {GOAL_RECONCILE_S} s{missed}; it says: {books.last}")
    if books.last != (f"{lost} exceptions are open." if lost else "No exception is open."):
        raise SystemExit(f"the CRM lost {lost} records, and the books do not say so")


def tell_memory(what: str, few: tuple[int, float], many: tuple[int, float]) -> None:
    """Whether it is flat; records and megabytes."""
    each = (many[1] - few[1]) * 1e6 / (many[0] - few[0])
    missed = "" if each <= GOAL_BYTES else ", MISSED"
    print(f"memory, {what}: {few[1]:.0f} MB at {few[0]:,} records, {many[1]:.0f} MB at {many[0]:,}")
    print(f"  {each:.0f} bytes for each further record; goal {GOAL_BYTES}{missed}")


def main(records: int, seconds: float, where: str | None = None) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=where) as folder:
        small, root = Path(folder) / "small", Path(folder) / "whole"
        few = records // 10
        open_run(small, few)
        alone(fill, small, few)
        alone(finish, small)
        open_run(root, records)
        own = mode_here(journal_path(root))
        modes = list({one.mode: one for one in (own, ModeChoice(JournalMode.WAL, "for comparison"))}.values())
        held = []
        for count in (0, records):
            alone(fill, root, count)
            # In a copy, so that the books are compared over as many records as they should be.
            copy = shutil.copytree(root, Path(folder) / f"{count} and more")
            for mode in modes:
                tell_captures(turns := alone(captures, copy, seconds, mode))
                held.append((turns.records, turns.after_mb))
            shutil.rmtree(copy)
            tell_fold(*alone(folded, root))
        tell_memory("while orders are taken", held[0], held[-1])
        lost = alone(finish, root)
        tell_fold(*alone(folded, root))
        books = reconcile(root)
        tell_books(books, lost)
        tell_memory("while the books are compared", (few, reconcile(small).peak_mb), (records, books.peak_mb))


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 100_000, float(given[1]) if len(given) > 1 else 5, *given[2:3])
