"""What lies beside the chain: texts, readings, and a head that someone else holds."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from continuity.errors import UsageProblem
from continuity.evidence.verify import Head, Trouble, read_head, verify
from continuity.journal.envelope import Actor, Draft, Known
from continuity.journal.sealed import Sealed, marker
from continuity.journal.series import SERIES_SEALED, SeriesWriter
from continuity.journal.sqlite import SqliteStore

NOW = 1_767_268_805_250
CONDUCTOR = Actor("conductor", Known.SYSTEM)


def event(kind, body, sealed=()):
    return Draft(kind, NOW, CONDUCTOR, body, sealed={one.hash: one for one in sealed})


@pytest.fixture
def store(tmp_path):
    with SqliteStore(tmp_path / "journal.sqlite") as opened:
        yield opened


def append(store, *drafts):
    with store.write("run-1") as turn:
        return turn.append(drafts, NOW)


def by_other_hands(store, *statements):
    with closing(sqlite3.connect(store.path)) as other:
        for (trigger,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            other.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            other.execute(statement)
        other.commit()


@pytest.fixture
def notes(store):
    texts = [Sealed(bytes(16), f"text {n}") for n in range(3)]
    append(store, *(event("note.taken", {"note": marker(text.hash)}, [text]) for text in texts))
    return texts


def test_erased_text_is_counted_and_is_no_damage(store, notes):
    with store.write("run-1") as turn:
        turn.erase([notes[1].hash])
        turn.append([event("texts.erased", {"hashes": [notes[1].hash], "reason": "asked for"})], NOW)
    result = verify(store, "run-1")
    assert (result.ok, result.erased, result.untold) == (True, 1, 0)
    assert result.notes == ("1 sealed texts were erased, and events tell of it",)


def test_text_gone_without_a_word_is_told(store, notes):
    by_other_hands(store, "DELETE FROM sealed WHERE seq = 3")
    result = verify(store, "run-1")
    assert (result.ok, result.erased, result.untold) == (True, 1, 1)
    assert "no event tells of it" in result.notes[0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sealed SET text = 'another' WHERE seq = 2",
        "UPDATE sealed SET salt = zeroblob(17) WHERE seq = 2",
        "INSERT INTO sealed SELECT stream, 2, hash, salt, text FROM sealed WHERE seq = 1",
    ],
)
def test_text_that_was_not_sealed_is_named(store, notes, statement):
    by_other_hands(store, statement)
    (finding,) = verify(store, "run-1").findings
    assert (finding.trouble, finding.seq, finding.kind) == (Trouble.TEXT, 2, "note.taken")


def test_rewritten_row_in_the_database_is_named_with_its_kind(store, notes):
    by_other_hands(
        store, "UPDATE event SET data = CAST(replace(CAST(data AS TEXT), 'system', 'signed') AS BLOB) WHERE seq = 2"
    )
    (finding,) = [one for one in verify(store, "run-1").findings if one.trouble is not Trouble.TEXT]
    assert (finding.trouble, finding.seq, finding.kind) == (Trouble.CHANGED, 2, "note.taken")


@pytest.fixture
def series(store, tmp_path):
    path = tmp_path / "series" / "run-1.jsonl"
    with SeriesWriter(path) as writer:
        for n in range(6):
            writer.append({"at": NOW + n, "probe": "orders", "ok": True})
            if n in (2, 4):
                append(store, event("probe.changed", {"n": n}), event(SERIES_SEALED, writer.seal().body()))
    return path


def test_series_is_checked_against_every_seal_and_its_rest_is_told(store, series):
    result = verify(store, "run-1", series=series)
    assert result.ok
    assert result.notes == (f"1 readings in {series} came after the last seal and are not proven",)
    assert "not checked" in verify(store, "run-1").notes[0]


def test_torn_end_after_the_last_seal_is_told_and_is_no_damage(store, series):
    series.write_bytes(series.read_bytes()[:-5])
    result = verify(store, "run-1", series=series)
    assert result.ok
    assert "incomplete line" in result.notes[-1]


@pytest.mark.parametrize(
    ("line", "seq"), [(0, 2), (2, 2), (3, 4), (4, 4)], ids=["first", "sealed", "later", "last sealed"]
)
def test_changed_reading_is_named_by_the_first_seal_that_it_breaks(store, series, line, seq):
    lines = series.read_bytes().splitlines(keepends=True)
    lines[line] = lines[line].replace(b"true", b"nope")
    series.write_bytes(b"".join(lines))
    (finding,) = verify(store, "run-1", series=series).findings
    assert (finding.trouble, finding.seq, finding.kind) == (Trouble.SERIES, seq, SERIES_SEALED)


def test_shortened_or_missing_series_is_named(store, series):
    data = series.read_bytes()
    series.write_bytes(data[: len(data) // 2])
    assert "cut off" in verify(store, "run-1", series=series).findings[0].text
    series.unlink()
    assert "is not there" in verify(store, "run-1", series=series).findings[0].text


def test_head_is_read_from_text_and_from_a_report(store, notes, tmp_path):
    head = verify(store, "run-1").head
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"integrity": {"events": head.seq, "head": head.hash.upper()}}))
    assert read_head(str(head)) == read_head(str(report)) == head
    assert verify(store, "run-1", held_head=head).ok
    by_other_hands(store, "DELETE FROM event WHERE seq = 3")
    assert verify(store, "run-1").ok
    (finding,) = verify(store, "run-1", held_head=head).findings
    assert (finding.trouble, finding.seq) == (Trouble.MISSING, 3)


@pytest.mark.parametrize("content", [None, "{}", "[", '{"integrity": {"events": 1, "head": "short"}}', "\udcff"])
def test_head_that_is_none_is_refused_with_advice(tmp_path, content):
    given = tmp_path / "report.json"
    if content is not None:
        given.write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(UsageProblem) as told:
        read_head(str(given))
    assert told.value.hint
    assert Head(3, "ab" * 32) == read_head("3:" + "AB" * 32)
