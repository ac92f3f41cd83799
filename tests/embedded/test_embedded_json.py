"""The dialect of JSON, and the pieces that the slicer cuts."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
