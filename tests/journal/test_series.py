"""The series of readings: durable when sealed, plain to read, nothing glued together."""

from __future__ import annotations

import hashlib

import pytest

from continuity.journal.bodies import NotRecordable
from continuity.journal.series import Seal, SeriesRead, SeriesWriter, read_series
from continuity.journal.store import JournalUnavailable


def test_seal_covers_exactly_what_was_written_so_far_and_goes_on_after_reopening(tmp_path):
    path = tmp_path / "series" / "run-1.jsonl"
    with SeriesWriter(path) as writer:
        writer.append({"at": 1, "probe": "orders", "ms": 12})
        first = writer.seal()
        writer.append({"at": 2, "probe": "orders", "ms": None})
    with SeriesWriter(path) as writer:
        second = writer.seal()
    data = path.read_bytes()
    assert first == Seal(1, first.bytes, hashlib.sha256(data[: first.bytes]).hexdigest())
    assert second == Seal(2, len(data), hashlib.sha256(data).hexdigest())
    assert Seal.from_body(second.body()) == second


@pytest.mark.parametrize("reading", [{"ms": 1.5}, {"a": {"b": 1}}, {"a": [1]}, {"big": 2**53}, {1: 1}, {"\ud800": 1}])
def test_reading_that_is_not_flat_and_whole_is_refused(tmp_path, reading):
    with SeriesWriter(tmp_path / "series.jsonl") as writer, pytest.raises(NotRecordable, match="reading"):
        writer.append(reading)


def test_line_that_is_no_reading_hides_no_other(tmp_path):
    path = tmp_path / "series.jsonl"
    path.write_bytes(b'{"at":1}\n\x00\x00\n[1]\n{"at":4}\n')
    assert read_series(path) == SeriesRead(({"at": 1}, {"at": 4}), None, (2, 3))
    assert read_series(tmp_path / "absent") == SeriesRead(())


def test_full_disk_leaves_no_half_line(tmp_path, monkeypatch):
    path = tmp_path / "series.jsonl"
    with SeriesWriter(path) as writer:
        writer.append({"at": 1})
        import continuity.journal.series as series

        real = series.os.write

        def nearly_full(file, data):
            if len(data) > 3:
                return real(file, data[:3])
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(series.os, "write", nearly_full)
        with pytest.raises(JournalUnavailable, match="No space left"):
            writer.append({"at": 2, "x": 10})
        monkeypatch.undo()
        writer.append({"at": 3})
        assert writer.seal().sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert read_series(path).readings == ({"at": 1}, {"at": 3})


def test_seal_that_says_nothing_is_refused():
    with pytest.raises(ValueError, match="lines, bytes"):
        Seal.from_body({"lines": 1})
