"""A writer killed at any instant, and several writers at once: what was told as appended is there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from continuity.evidence.verify import verify
from continuity.journal.mode import JournalMode
from continuity.journal.series import SeriesWriter, read_series
from continuity.journal.sqlite import SqliteStore

WRITER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from continuity.journal.envelope import Actor, Draft, Known
    from continuity.journal.sqlite import SqliteStore
    from continuity.journal.mode import JournalMode, ModeChoice
    path, name, most = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    store = SqliteStore(path, mode=ModeChoice(JournalMode(sys.argv[4]), ""))
    for n in range(most):
        draft = Draft("tick", 1_767_268_800_000 + n, Actor(name, Known.SYSTEM), {"n": n, "fill": "x" * 200})
        with store.write("run-1") as turn:
            turn.append([draft, draft], 1_767_268_800_000 + n)
        print(n, flush=True)
    store.close()
""")


def start(path, name, most, mode):
    run = [sys.executable, "-c", WRITER, str(path), name, str(most), mode]
    return subprocess.Popen(run, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("mode", list(JournalMode))
def test_killed_writer_leaves_a_sound_chain_with_every_event_it_told_of(tmp_path, mode):
    path, chance = tmp_path / "journal.sqlite", random.Random(17)
    before = 0
    for _ in range(30):
        with start(path, "writer", 100_000, mode) as writer:
            writer.stdout.readline()
            time.sleep(chance.uniform(0, 0.02))  # the instant is the point: anywhere in a commit
            writer.send_signal(signal.SIGKILL)
            told = len(writer.stdout.read().splitlines()) + 1
        with SqliteStore(path, read_only=True) as store:
            result = verify(store, "run-1")
        assert result.findings == ()
        assert result.events % 2 == 0, "half a block was kept"
        assert result.events >= before + 2 * told
        before = result.events


@pytest.mark.parametrize("mode", list(JournalMode))
def test_processes_append_at_once_without_loss_or_gap(tmp_path, mode):
    path = tmp_path / "journal.sqlite"
    writers = [start(path, f"w{n}", 40, mode) for n in range(4)]
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    with SqliteStore(path) as store:
        events = list(store.read("run-1"))
        assert verify(store, "run-1").ok
    assert [event.seq for event in events] == list(range(1, 321))
    for n in range(4):
        ticks = [event.body["n"] for event in events if event.actor.id == f"w{n}"]
        assert ticks == [tick for tick in range(40) for _ in range(2)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_forked_child_uses_a_connection_of_its_own(tmp_path, draft):
    with SqliteStore(tmp_path / "journal.sqlite") as store:
        with store.write("run-1") as turn:
            turn.append([draft()], 1)
        child = os.fork()
        if not child:
            with store.write("run-1") as turn:
                turn.append([draft()], 2)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        with store.write("run-1") as turn:
            assert turn.append([draft()], 3)[0].seq == 3
        assert verify(store, "run-1").ok


def test_series_cut_at_any_byte_keeps_every_whole_reading(tmp_path):
    path = tmp_path / "series.jsonl"
    with SeriesWriter(path) as writer:
        for n in range(4):
            writer.append({"at": n, "probe": "crm ☎", "ok": n % 2 == 0})
    whole = path.read_bytes()
    for size in range(len(whole) + 1):
        path.write_bytes(whole[:size])
        kept = whole[:size].count(b"\n")
        read = read_series(path)
        assert (len(read.readings), bool(read.torn)) == (kept, not whole[:size].endswith(b"\n") and size > 0)
        with SeriesWriter(path) as writer:
            assert writer.torn == read.torn
            writer.append({"at": 9})
            assert writer.seal().lines == kept + 1
        assert [reading["at"] for reading in read_series(path).readings] == [*range(kept), 9]


BORN = textwrap.dedent("""
    import os, sys
    from pathlib import Path
    import continuity.journal.sqlite_pool as pool
    from continuity.journal.sqlite import SqliteStore
    prepared, when = pool.prepare, sys.argv[2]
    def dying(session, path, *, writable):
        if when == "before": os.kill(os.getpid(), 9)
        prepared(session, path, writable=writable)
        if when == "after": os.kill(os.getpid(), 9)
    pool.prepare = dying
    SqliteStore(Path(sys.argv[1])).streams()
""")


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("when", ["before", "after"])
def test_whoever_is_killed_while_the_journal_is_made_leaves_none_or_a_whole_one(tmp_path, when):
    path = tmp_path / "journal.sqlite"
    killed = subprocess.run([sys.executable, "-c", BORN, str(path), when], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not path.exists()
    with SqliteStore(path) as store:
        assert store.streams() == []
    assert path.stat().st_size > 0


def test_of_many_who_make_the_journal_at_once_nobody_writes_over_another(tmp_path):
    path = tmp_path / "journal.sqlite"
    writers = [start(path, f"writer-{one}", 3, "truncate") for one in range(6)]
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    with SqliteStore(path) as store:
        assert store.head("run-1").seq == 36
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".new"] == []
