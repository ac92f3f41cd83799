"""The bytes that are hashed are those of RFC 8785, and a hash can be taken again by anyone."""

from __future__ import annotations

import hashlib
import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from continuity.errors import EvidenceDamaged
from continuity.journal.bodies import LARGEST, plain
from continuity.journal.chain import GENESIS, canonical, fits, link

TEXTS = st.text() | st.text('\x00\x1f\x7f"\\/é€\ue000\uffff😀a', max_size=4)
LEAVES = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=12)


@given(st.dictionaries(TEXTS, VALUES))
def test_bytes_are_canonical_and_mean_the_same(value):
    data = canonical(plain(value, "body"))
    assert data == rfc8785.dumps(value)
    assert json.loads(data) == value


def test_keys_are_ordered_by_utf_16_as_rfc_8785_asks():
    assert canonical({"\ufb33": 1, "😀": 2, "b": 3, "B": 4}) == '{"B":4,"b":3,"😀":2,"\ufb33":1}'.encode()


def test_link_is_the_hash_of_the_previous_hash_and_the_bytes():
    first = link(GENESIS, b"{}")
    assert first == hashlib.sha256(bytes(32) + b"{}").hexdigest()
    assert link(first, b"{}") == hashlib.sha256(bytes.fromhex(first) + b"{}").hexdigest()
    assert fits(first, b"{}", link(first, b"{}"))
    assert not fits("no hash", b"{}", first)
    with pytest.raises(EvidenceDamaged, match="no hash"):
        link("no hash", b"{}")
