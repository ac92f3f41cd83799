"""What every store must do; the fixture ``store`` runs it on each kind."""

from __future__ import annotations

import threading

import pytest

from continuity.errors import Refused
from continuity.evidence.verify import verify
from continuity.journal.bodies import NotRecordable
from continuity.journal.chain import GENESIS, link
from continuity.journal.envelope import Actor, Draft, Known
from continuity.journal.sealed import Sealed, marker, unsealed
from continuity.journal.sqlite import SqliteStore
from continuity.journal.store import JournalUnavailable, StreamHead

NOW = 1_767_268_805_250


def sealed_draft(text, salt=b"0123456789abcdef"):
    sealed = Sealed(salt, text)
    body = {"note": [marker(sealed.hash)]}
    return Draft("note.taken", NOW, Actor("p-anna", Known.CODE), body, sealed={sealed.hash: sealed}), sealed.hash


class TestStoreContract:
    def test_event_reads_back_as_it_was_appended(self, store, draft):
        given = Draft(
            "step.done",
            NOW - 60_001,
            Actor("p-élodie", Known.SIGNED),
            {"step": "s1", "minor": 118_000, "late": True, "nothing": None, "lines": [{"qty": -3}, "naïve ☎\u2028"]},
            role="order-clerk",
            duty="lead",
            on_behalf_of="p-bo",
            source="paper",
        )
        with store.write("run-1") as turn:
            (appended,) = turn.append([given], NOW)
        (event,) = store.read("run-1")
        assert event == appended
        assert (event.stream, event.seq, event.prev) == ("run-1", 1, GENESIS)
        assert (event.at, event.recorded_at, event.actor, event.body) == (given.at, NOW, given.actor, given.body)
        assert (event.role, event.duty, event.on_behalf_of, event.source) == ("order-clerk", "lead", "p-bo", "paper")

    def test_streams_are_chained_each_for_itself(self, store, draft):
        for stream in ("run-2", "programme", "run-2"):
            with store.write(stream) as turn:
                turn.append([draft(), draft()], NOW)
        assert [(head.stream, head.seq) for head in store.streams()] == [("programme", 2), ("run-2", 4)]
        assert store.streams()[1] == store.head("run-2")
        assert store.head("never") == StreamHead("never", 0, GENESIS)
        rows = list(store.rows("run-2"))
        assert [row.prev for row in rows] == [GENESIS, *(row.hash for row in rows[:-1])]
        assert all(link(row.prev, row.data) == row.hash for row in rows)

    def test_reading_starts_after_a_number_and_crosses_batches(self, store, draft):
        with store.write("run-1") as turn:
            turn.append([draft(body={"n": n}) for n in range(2_003)], NOW)
        assert [event.seq for event in store.read("run-1", after=999)] == list(range(1_000, 2_004))
        assert len(list(store.rows("run-1"))) == 2_003

    def test_kinds_are_told_from_a_number_on(self, store, draft):
        with store.write("run-1") as turn:
            turn.append([draft(), draft("step.failed"), draft("run.ended")], NOW)
        assert store.kinds("run-1", after=1) == ["step.failed", "run.ended"]
        assert store.kinds("never") == []

    def test_writer_sees_its_own_events_and_those_before(self, store, draft):
        with store.write("run-1") as turn:
            turn.append([draft()], NOW)
            turn.append([draft("step.failed")], NOW)
            assert [event.kind for event in turn.events(after=1)] == ["step.failed"]

    def test_failing_block_leaves_nothing(self, store, draft):
        with pytest.raises(NotRecordable), store.write("run-1") as turn:
            turn.append([draft(corrects=turn.append([draft()], NOW)[0].seq), draft(kind="")], NOW)
        assert list(store.read("run-1")) == []
        with store.write("run-1") as turn:
            assert turn.append([draft()], NOW)[0].seq == 1

    def test_turn_is_of_no_use_after_its_block(self, store, draft):
        with store.write("run-1") as turn:
            pass
        with pytest.raises(JournalUnavailable):
            turn.append([draft()], NOW)

    @pytest.mark.parametrize(
        ("body", "path"),
        [
            ({"minutes": 1.5}, "body.minutes is the float 1.5"),
            ({"a": [{"b": float("nan")}]}, r"body\.a\[0\]\.b is the float nan"),
            ({"a": {1: "x"}}, "body.a has the key 1"),
            ({"big": 2**53}, "body.big is 9007199254740992"),
            ({"when": b"x"}, "body.when is a bytes"),
            ({"lone": "\ud800"}, "body.lone holds a text that is not valid Unicode"),
            ({"$sealed": "abc"}, "body uses the reserved key"),
            ({"x": {"$sealed": "a" * 64}}, "was not given with it"),
        ],
    )
    def test_what_cannot_be_kept_exactly_is_refused_by_path_and_with_it_the_whole_append(
        self, store, draft, body, path
    ):
        with store.write("run-1") as turn, pytest.raises(NotRecordable, match=path):
            turn.append([draft(), draft(body=body)], NOW)
        assert store.head("run-1").seq == 0

    @pytest.mark.parametrize("fields", [{"at": 1.0}, {"at": -1}, {"kind": ""}, {"corrects": 2}, {"role": 3}])
    def test_envelope_that_makes_no_sense_is_refused(self, store, draft, fields):
        with store.write("run-1") as turn, pytest.raises(NotRecordable):
            turn.append([draft(), draft(**fields)], NOW)

    def test_body_nested_too_deep_is_refused(self, store, draft):
        body: dict[str, object] = {}
        for _ in range(5_000):
            body = {"in": body}
        with store.write("run-1") as turn, pytest.raises(NotRecordable, match="nested deeper"):
            turn.append([draft(body=body)], NOW)

    def test_correction_points_at_an_earlier_event(self, store, draft):
        with store.write("run-1") as turn:
            assert turn.append([draft(), draft(corrects=1)], NOW)[1].corrects == 1

    def test_sealed_text_lies_beside_the_event_until_erased(self, store, draft):
        noted, hash_ = sealed_draft("Mrs Doe called back")
        with store.write("run-1") as turn:
            turn.append([draft(), noted], NOW)
        with store.write("run-2") as turn:
            turn.append([noted], NOW)
        assert store.texts("run-1", 2, 2) == store.texts("run-1", 1, 9) == {hash_: "Mrs Doe called back"}
        assert store.texts("run-1", 1, 1) == store.texts("run-1", 3, 9) == {}
        before = store.head("run-1")
        with store.write("run-1") as turn:
            assert turn.erase([hash_, "0" * 64]) == 1
        assert (store.texts("run-1", 1, 9), store.head("run-1")) == ({}, before)
        assert store.texts("run-2", 1, 9)
        (_, event) = store.read("run-1")
        assert unsealed(event.body, store.texts("run-1", 2, 2), "[erased]") == {"note": ["[erased]"]}

    def test_erasing_is_undone_with_its_block(self, store):
        noted, hash_ = sealed_draft("kept")
        with store.write("run-1") as turn:
            turn.append([noted], NOW)
        with pytest.raises(NotRecordable), store.write("run-1") as turn:
            turn.append([Draft("", turn.erase([hash_]), noted.actor, {})], NOW)
        assert store.texts("run-1", 1, 9) == {hash_: "kept"}

    def test_salt_too_short_or_text_of_another_hash_is_refused(self, store):
        for text, salt, key in (("a", b"short", None), ("a", b"0123456789abcdef", "f" * 64)):
            noted, hash_ = sealed_draft(text, salt)
            key = key or hash_
            body, sealed = {"note": marker(key)}, {key: noted.sealed[hash_]}
            with store.write("run-1") as turn, pytest.raises(NotRecordable, match="sealed text"):
                turn.append([Draft("note.taken", NOW, noted.actor, body, sealed=sealed)], NOW)

    def test_threads_append_without_loss_or_gap(self, store, draft):
        def work(name):
            for _ in range(20):
                with store.write("run-1") as turn:
                    turn.append([draft(body={"by": name})], NOW)
                list(store.read("run-1"))

        threads = [threading.Thread(target=work, args=(str(n),)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        events = list(store.read("run-1"))
        assert [event.seq for event in events] == list(range(1, 81))
        assert sorted(str(event.body["by"]) for event in events) == sorted("0123" * 20)

    def test_reader_halfway_does_not_hold_up_a_writer(self, store, draft):
        with store.write("run-1") as turn:
            turn.append([draft() for _ in range(1_500)], NOW)
        reading = store.read("run-1")
        next(reading)
        with store.write("run-1") as turn:
            turn.append([draft("last")], NOW)
        assert [event.kind for event in reading][-1] == "last"


class TestCopies:
    def test_copy_is_a_journal_with_the_same_heads_and_texts(self, store, draft, tmp_path):
        given, _ = sealed_draft("call Bo back")
        for stream, drafts in (("run-1", [draft(), given]), ("programme", [draft()])):
            with store.write(stream) as turn:
                turn.append(drafts, NOW)
        store.copy(tmp_path / "copy.sqlite")
        with SqliteStore(tmp_path / "copy.sqlite", read_only=True) as copy:
            assert copy.streams() == store.streams()
            assert list(copy.rows("run-1")) == list(store.rows("run-1"))
            assert copy.texts("run-1", 1, 9) == store.texts("run-1", 1, 9)

    def test_copy_is_one_file_that_reading_does_not_touch(self, store, draft, tmp_path):
        with store.write("run-1") as turn:
            turn.append([draft()], NOW)
        there = tmp_path / "there"
        there.mkdir()
        store.copy(there / "copy.sqlite")
        before = (there / "copy.sqlite").read_bytes()
        with SqliteStore(there / "copy.sqlite", read_only=True) as copy:
            assert [event.seq for event in copy.read("run-1")] == [1]
        assert [path.name for path in there.iterdir()] == ["copy.sqlite"]
        assert (there / "copy.sqlite").read_bytes() == before

    def test_copy_taken_between_a_writers_turns_holds_whole_turns(self, store, draft, tmp_path):
        def write():
            for _ in range(150):
                with store.write("run-1") as turn:
                    turn.append([draft(), draft()], NOW)

        with store.write("run-1") as turn:
            turn.append([draft(), draft()], NOW)
        writer = threading.Thread(target=write)
        writer.start()
        try:
            for n in range(6):
                store.copy(tmp_path / f"copy-{n}.sqlite")
        finally:
            writer.join()
        for n in range(6):
            with SqliteStore(tmp_path / f"copy-{n}.sqlite", read_only=True) as copy:
                checked = verify(copy, "run-1")
            assert checked.ok
            assert checked.events % 2 == 0

    def test_uncommitted_turn_is_not_in_a_copy(self, store, draft, tmp_path):
        with store.write("run-1") as turn:
            turn.append([draft()], NOW)
        with store.write("run-1") as turn:
            turn.append([draft()], NOW)
            store.copy(tmp_path / "copy.sqlite")
        with SqliteStore(tmp_path / "copy.sqlite", read_only=True) as copy:
            assert copy.head("run-1").seq == 1

    def test_copy_overwrites_nothing(self, store, tmp_path):
        (tmp_path / "copy.sqlite").write_text("mine")
        with pytest.raises(Refused, match="there already"):
            store.copy(tmp_path / "copy.sqlite")
        assert (tmp_path / "copy.sqlite").read_text() == "mine"

    def test_copy_into_a_folder_that_is_not_there_is_refused(self, store, tmp_path):
        with pytest.raises(JournalUnavailable, match="could not be copied"):
            store.copy(tmp_path / "nowhere" / "copy.sqlite")
