"""What only the SQLite file promises: it refuses change, foreign and newer files, and tells plainly what is wrong."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

import pytest

from continuity.errors import EvidenceDamaged, Refused
from continuity.journal.mode import JournalMode, ModeChoice, choose, mounts_here
from continuity.journal.sealed import Sealed, marker
from continuity.journal.sqlite import SqliteStore
from continuity.journal.sqlite_schema import LATEST
from continuity.journal.store import JournalUnavailable

NOW = 1_767_268_805_250


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "journal.sqlite"


@pytest.fixture
def filled(path, draft):
    sealed = Sealed(b"0123456789abcdef", "the customer's own words, long enough to find in the file")
    with SqliteStore(path) as store, store.write("run-1") as turn:
        turn.append([draft(), draft(body={"n": marker(sealed.hash)}, sealed={sealed.hash: sealed})], NOW)
    return path


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE event SET kind = 'x'", "never changed"),
        ("DELETE FROM event", "never deleted"),
        ("DELETE FROM event WHERE seq = 2", "never deleted"),
        ("INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 1", "only at the end"),
        (
            "INSERT INTO event SELECT stream, 4, kind, at, recorded_at, actor, prev, hash, data FROM event",
            "only at the",
        ),
        ("UPDATE sealed SET text = 'x'", "never changed"),
    ],
)
def test_file_itself_refuses_change(filled, statement, why):
    with closing(sqlite3.connect(filled)) as other, pytest.raises(sqlite3.IntegrityError, match=why):
        other.execute(statement)


@pytest.mark.parametrize("mode", list(JournalMode))
def test_erased_text_leaves_every_file(filled, mode):
    words = b"the customer's own words"
    assert words in filled.read_bytes()
    with SqliteStore(filled, mode=ModeChoice(mode, "")) as store:
        with store.write("run-1") as turn:
            turn.erase(store.texts("run-1", 1, 9))
        assert not any(words in file.read_bytes() for file in filled.parent.iterdir())


def test_reading_only_creates_nothing_where_nothing_is(path, draft):
    with SqliteStore(path, read_only=True) as store:
        assert store.streams() == []
        assert list(store.read("run-1")) == []
        assert not path.parent.exists()
        with SqliteStore(path) as writer, writer.write("run-1") as turn:
            turn.append([draft()], NOW)
        assert store.head("run-1").seq == 1


def test_reading_only_leaves_the_folder_as_it_is(filled):
    before = {file.name: file.read_bytes() for file in filled.parent.iterdir()}
    with SqliteStore(filled, read_only=True) as store:
        assert len(list(store.read("run-1"))) == 2
        with pytest.raises(Refused, match="reading only"), store.write("run-1"):
            pass
    assert {file.name: file.read_bytes() for file in filled.parent.iterdir()} == before


def test_newer_schema_is_refused_and_left_alone(filled):
    with closing(sqlite3.connect(filled)) as other:
        other.execute(f"PRAGMA user_version = {LATEST + 1}")
    before = filled.read_bytes()
    for read_only in (True, False):
        with (
            SqliteStore(filled, read_only=read_only) as store,
            pytest.raises(Refused, match="newer Continuity") as told,
        ):
            store.streams()
        assert "Update" in (told.value.hint or "")
    assert filled.read_bytes() == before


def test_database_of_another_program_is_not_touched(path):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with SqliteStore(path) as store, pytest.raises(EvidenceDamaged, match="another program"):
        store.streams()
    assert path.read_bytes() == before


def test_file_that_is_no_database_is_damage_with_advice(path):
    path.parent.mkdir()
    path.write_bytes(b"order 17: two boxes of M8 bolts\n" * 200)
    with SqliteStore(path) as store, pytest.raises(EvidenceDamaged, match="not a sound journal") as told:
        store.head("run-1")
    assert "backup" in (told.value.hint or "")


def test_corrupt_pages_are_damage_and_not_a_crash(path, draft):
    with SqliteStore(path) as store, store.write("run-1") as turn:
        turn.append([draft(body={"n": n, "fill": "x" * 300}) for n in range(500)], NOW)
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 40] = os.urandom(4096 * 37)
    path.write_bytes(data)
    with SqliteStore(path) as store, pytest.raises(EvidenceDamaged):
        list(store.read("run-1"))


def test_event_whose_bytes_are_gone_is_named(filled):
    with closing(sqlite3.connect(filled)) as other:
        other.execute("DROP TRIGGER event_stays")
        other.execute("UPDATE event SET data = x'00ff' WHERE seq = 2")
        other.commit()
    with SqliteStore(filled) as store, pytest.raises(EvidenceDamaged, match="event 2 of run-1"):
        list(store.read("run-1"))


def test_lock_held_past_patience_is_told_plainly(filled, draft):
    with SqliteStore(filled, patience=50) as store, SqliteStore(filled) as other, other.write("run-1"):
        with pytest.raises(JournalUnavailable, match="stayed locked") as told, store.write("run-1") as turn:
            turn.append([draft()], NOW)
        assert told.value.hint


def test_folder_that_cannot_hold_a_file_is_told_plainly(tmp_path):
    (tmp_path / "journal.sqlite").mkdir()
    with (
        SqliteStore(tmp_path / "journal.sqlite") as store,
        pytest.raises(JournalUnavailable, match="could not be used"),
    ):
        store.streams()


def test_closed_store_says_so(filled):
    store = SqliteStore(filled)
    store.close()
    with pytest.raises(JournalUnavailable, match="closed"):
        store.streams()


def test_file_left_in_wal_mode_is_read_and_written(filled, draft):
    with closing(sqlite3.connect(filled)) as other:
        assert other.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    with SqliteStore(filled, read_only=True) as reader:
        assert len(list(reader.read("run-1"))) == 2
    with SqliteStore(filled) as store, store.write("run-1") as turn:
        assert turn.append([draft()], NOW)[0].seq == 3


def test_commits_are_synchronous_and_in_the_chosen_mode(filled):
    store = SqliteStore(filled)
    with store._pool.borrow() as session:
        assert session.ask("PRAGMA synchronous") == [(2,)]
        assert session.ask("PRAGMA journal_mode") == [(str(store.mode.mode),)]
    store.close()


def test_wal_is_chosen_only_without_the_bug_and_on_a_local_disk(tmp_path):
    file, local = tmp_path / "journal.sqlite", [("/", "ext4")]
    old, new = choose((3, 51, 2), file, local), choose((3, 51, 3), file, local)
    shared = choose((3, 60, 0), file, [*local, (str(tmp_path), "nfs4")])
    assert (old.mode, new.mode, shared.mode) == (JournalMode.TRUNCATE, JournalMode.WAL, JournalMode.TRUNCATE)
    assert "3.51.3" in old.why
    assert "nfs4" in shared.why
    table = tmp_path / "mounts"
    table.write_text("srv:/x /mnt/our\\040share nfs4 rw 0 0\n")
    assert mounts_here(table) == [("/mnt/our share", "nfs4")]
    assert mounts_here(tmp_path / "absent") == []


def test_copy_gives_up_on_a_file_that_stays_locked_and_leaves_nothing(filled, tmp_path):
    with SqliteStore(filled, read_only=True, patience=100) as store, closing(sqlite3.connect(filled)) as other:
        assert store.head("run-1").seq == 2
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(JournalUnavailable, match="stayed locked"):
            store.copy(tmp_path / "copy.sqlite")
    assert not (tmp_path / "copy.sqlite").exists()


def test_where_no_file_has_two_names_nobodys_journal_is_replaced(path, draft, monkeypatch):
    """Somebody else is first, between our looking and our making it."""
    others = []

    def no_links(_, __):
        if not others:
            others.append(SqliteStore(path))
            with others[0] as other, other.write("run-1") as turn:
                turn.append([draft()], NOW)
        raise OSError("not supported")

    monkeypatch.setattr(os, "link", no_links)
    with SqliteStore(path) as store:
        with store.write("run-1") as turn:
            turn.append([draft()], NOW)
        assert [event.seq for event in store.read("run-1")] == [1, 2]
    assert not list(path.parent.glob("*.new"))
