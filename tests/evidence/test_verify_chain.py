"""Whatever is done to a chain, the first event that is wrong is named, and rightly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.evidence.verify import Head, Trouble, verify_rows
from continuity.journal.chain import GENESIS, link
from continuity.journal.envelope import Actor, Draft, Known
from continuity.journal.record import encode
from continuity.journal.store import Columns, Row

AT = 1_767_268_800_000
SIZE = 12


def a_row(seq, prev, *, stream="run-1", at=AT, note="as it was"):
    draft = Draft("step.done", at + seq, Actor("p-anna", Known.CODE), {"n": seq, "note": note})
    event, data = encode(draft, stream, seq, prev, at + seq)
    return Row(prev, data, event.hash, Columns(seq, "step.done", at + seq, at + seq, "p-anna"))


def a_chain(size=SIZE):
    rows, prev = [], GENESIS
    for seq in range(1, size + 1):
        rows.append(a_row(seq, prev))
        prev = rows[-1].hash
    return rows


CHAIN = a_chain()
PLACES = st.integers(1, SIZE)


def renumbered(rows):
    """What someone does who has the database: the columns look right again."""
    return [replace(row, columns=replace(row.columns, seq=seq)) for seq, row in enumerate(rows, 1)]


def first(rows, **more):
    result = verify_rows(rows, "run-1", **more)
    assert not result.ok
    return result.findings[0].trouble, result.findings[0].seq


def test_untouched_chain_verifies_and_tells_its_head():
    result = verify_rows(CHAIN, "run-1", held_head=Head(7, CHAIN[6].hash))
    assert (result.ok, result.events, result.head) == (True, SIZE, Head(SIZE, CHAIN[-1].hash))
    assert verify_rows([], "run-1").head == Head(0, GENESIS)


@given(PLACES, st.data())
def test_any_flipped_bit_is_named(place, data):
    row = CHAIN[place - 1]
    bit = data.draw(st.integers(0, len(row.data) * 8 - 1))
    flipped = bytearray(row.data)
    flipped[bit // 8] ^= 1 << bit % 8
    rows = [*CHAIN]
    rows[place - 1] = replace(row, data=bytes(flipped))
    assert first(rows) == (Trouble.CHANGED, place)


@given(PLACES, st.sampled_from(["prev", "hash"]), st.integers(0, 63), st.sampled_from("0123456789abcdefg"))
def test_any_changed_digit_of_a_kept_hash_is_named(place, which, digit, new):
    row = CHAIN[place - 1]
    kept = getattr(row, which)
    changed = kept[:digit] + new + kept[digit + 1 :]
    rows = [*CHAIN]
    rows[place - 1] = replace(row, **{which: changed})
    if changed != kept:
        assert first(rows) == (Trouble.CHANGED, place)


@given(PLACES)
def test_replaced_event_with_a_fitting_hash_is_named(place):
    row = CHAIN[place - 1]
    rows = [*CHAIN]
    rows[place - 1] = a_row(place, row.prev, note="as we would have it")
    if place == SIZE:  # nothing follows: only a head held elsewhere shows it
        assert first(rows, held_head=Head(SIZE, CHAIN[-1].hash)) == (Trouble.REWRITTEN, SIZE)
    else:
        assert first(rows) == (Trouble.CHANGED, place)


@given(PLACES, PLACES, st.booleans())
def test_any_swap_is_named(one, other, relabel):
    if one == other:
        return
    rows = [*CHAIN]
    rows[one - 1], rows[other - 1] = rows[other - 1], rows[one - 1]
    assert first(renumbered(rows) if relabel else rows) == (Trouble.REORDERED, min(one, other))


@given(PLACES, PLACES)
def test_any_move_is_named(origin, target):
    if origin == target:
        return
    rows = [*CHAIN]
    rows.insert(target - 1, rows.pop(origin - 1))
    assert first(renumbered(rows)) == (Trouble.REORDERED, min(origin, target))


@given(PLACES, PLACES)
def test_swapped_contents_are_named(one, other):
    if one == other:
        return
    rows = [*CHAIN]
    rows[one - 1] = replace(CHAIN[one - 1], data=CHAIN[other - 1].data)
    rows[other - 1] = replace(CHAIN[other - 1], data=CHAIN[one - 1].data)
    assert first(rows) == (Trouble.REORDERED, min(one, other))


@given(PLACES, st.integers(1, SIZE), st.booleans())
def test_any_drop_is_named(place, count, relabel):
    rows = [*CHAIN[: place - 1], *CHAIN[place - 1 + count :]]
    rows = renumbered(rows) if relabel else rows
    if place - 1 + count >= SIZE:  # the end is missing: only a head held elsewhere shows it
        assert verify_rows(rows, "run-1").ok
        assert first(rows, held_head=Head(SIZE, CHAIN[-1].hash)) == (Trouble.MISSING, place)
    else:
        assert first(rows) == (Trouble.MISSING, place)


@given(st.integers(1, SIZE), st.sampled_from(["chained", "unchained", "hashless", "copy", "foreign"]), PLACES)
def test_any_insertion_is_named(place, how, source):
    prev = CHAIN[place - 2].hash if place > 1 else GENESIS
    forged = {
        "chained": a_row(place, prev, note="never happened"),
        "unchained": a_row(place, "ab" * 32, note="never happened"),
        "hashless": replace(a_row(place, prev, note="never happened"), hash="cd" * 32),
        "copy": CHAIN[source - 1],
        "foreign": a_row(place, prev, stream="run-2"),
    }[how]
    rows = renumbered([*CHAIN[: place - 1], forged, *CHAIN[place - 1 :]])
    expected = place if how != "copy" else max(place, source)  # of two equal ones, the later is the copy
    trouble, seq = first(rows)
    if how == "copy":
        assert (trouble, seq) in {(Trouble.INSERTED, place), (Trouble.INSERTED, place + 1), (Trouble.REORDERED, place)}
    else:
        assert (trouble, seq) == (Trouble.INSERTED, expected)


@given(st.integers(1, SIZE - 1))
def test_history_written_anew_shows_only_against_a_held_head(place):
    rows, prev = CHAIN[: place - 1], CHAIN[place - 2].hash if place > 1 else GENESIS
    for seq in range(place, SIZE + 1):
        rows = [*rows, a_row(seq, prev, note="another story")]
        prev = rows[-1].hash
    assert verify_rows(rows, "run-1").ok
    assert first(rows, held_head=Head(place, CHAIN[place - 1].hash)) == (Trouble.REWRITTEN, place)


@pytest.mark.parametrize(
    ("column", "value"), [("seq", 99), ("kind", "step.failed"), ("at", 0), ("recorded_at", -1), ("actor", "p-bo")]
)
def test_column_that_says_otherwise_than_the_bytes_is_named(column, value):
    rows = [*CHAIN]
    rows[4] = replace(rows[4], columns=replace(rows[4].columns, **{column: value}))
    result = verify_rows(rows, "run-1")
    assert [(one.trouble, one.seq) for one in result.findings] == [(Trouble.CHANGED, 5)]
    assert f"the column {column}" in result.findings[0].text


def test_whole_stream_under_another_name_is_named():
    assert verify_rows(CHAIN, "run-9").findings[0].text == "event 1 belongs to the stream 'run-1', not to 'run-9'"


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"\xff", b'{"format":"event/1"}', b"[" * 100_000, b'{"format":"event/1","seq":"x"}']
)
def test_well_chained_rubbish_is_no_crash(data):
    assert first([Row(GENESIS, data, link(GENESIS, data))]) == (Trouble.CHANGED, 1)
