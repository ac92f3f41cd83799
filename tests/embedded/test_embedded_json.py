"""The dialect of JSON, and the pieces that the slicer cuts."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.embedded.api.fields import Fields
from continuity.embedded.json_read import Json, Number, Object, read_json
from continuity.embedded.json_write import Float32, as_float32, write_json
from continuity.embedded.problem import ApiProblem
from continuity.embedded.toxics.slicer import Slicer

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def plain(value: Json) -> object:
    if isinstance(value, Object):
        return {key: plain(item) for key, item in value.members}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return int(value.text) if isinstance(value, Number) else value


@given(VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_any_json_is_read_as_it_was_meant(value: object, ascii_only: bool, indent: int | None) -> None:
    assert plain(read_json(json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode())) == value


@given(VALUES)
def test_what_is_written_reads_back(value: bool | int | str | None) -> None:
    assert json.loads(write_json(value)) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_with_400(body: bytes) -> None:
    refusals: list[int] = []
    try:
        read_json(body)
    except ApiProblem as problem:
        refusals.append(problem.status)
    assert refusals in ([], [400])


@given(st.binary(max_size=60))
def test_each_byte_of_a_string_that_is_no_utf_8_becomes_one_mark(raw: bytes) -> None:
    written = raw.translate(None, b'"\\' + bytes(range(32)))
    read, meant = read_json(b'"' + written + b'"'), ""
    while written:
        try:
            piece = written.decode()
            written = b""
        except UnicodeDecodeError as problem:
            piece = written[: problem.start].decode() + "\ufffd" * (problem.end - problem.start)
            written = written[problem.end :]
        meant += piece
    assert read == meant


def test_an_escape_and_the_bytes_behind_it_make_no_pair() -> None:
    assert read_json(b'"\\ud83d\xff"') == "\ufffd\ufffd"


class LongKey(str):
    """A key of which nobody looks at each letter."""

    def __iter__(self):  # type: ignore[no-untyped-def]
        raise AssertionError("every letter of a long key was looked at")


def test_of_a_key_that_is_too_long_no_letter_is_looked_at() -> None:
    fields = Fields(Object(((LongKey("name" * 9), "x"), ("NAME", "crm"))), "Proxy", "Proxy")
    assert fields.text("name") == "crm"


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_32_bit_float_reads_back_as_itself(value: float) -> None:
    assert as_float32(json.loads(write_json(Float32(value)))) == value


@pytest.mark.parametrize("text", ["[" * 300, '{"a":' * 300])
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(ApiProblem, match="exceeded max depth"):
        read_json(text.encode())


@given(st.binary(max_size=5000), st.integers(1, 300), st.integers(0, 2**16), st.integers(0, 299))
def test_slices_join_to_what_was_cut(data: bytes, average: int, seed: int, variation: int) -> None:
    slicer = Slicer(average, variation % average)
    pieces = slicer.pieces(data, Random(seed))
    assert b"".join(pieces) == data
    assert all(0 < len(piece) <= average + variation % average for piece in pieces if data)
