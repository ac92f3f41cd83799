"""The bytes that are hashed are those of RFC 8785, and a hash can be taken again by anyone."""

from __future__ import annotations

import hashlib
import json
from enum import IntEnum

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from continuity.errors import EvidenceDamaged
from continuity.journal.bodies import LARGEST, plain
from continuity.journal.chain import GENESIS, canonical, fits, link
from continuity.journal.envelope import Actor, Draft, Known
from continuity.journal.record import decode, encode

TEXTS = st.text() | st.text('\x00\x1f\x7f"\\/é€\ue000\uffff😀a', max_size=4)
LEAVES = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS
NAMES = st.none() | TEXTS.filter(bool)
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


class Two(IntEnum):
    TWO = 2


class Spelled(str):
    """A text that is more than a text."""


@given(st.dictionaries(TEXTS, VALUES), st.lists(NAMES, min_size=4, max_size=4), st.none() | st.integers(1, 8))
def test_an_event_is_told_as_it_will_be_read(body, names, corrects):
    draft = Draft("kind", 1_000, Actor("jonas", Known.STATED), body, *names, corrects)
    event, data = encode(draft, "run-1", 9, GENESIS, 2_000)
    # The order of keys counts as well: screens and papers list what they find as they find it.
    assert repr(event) == repr(decode(data, GENESIS, event.hash, "here"))


def test_texts_and_lists_of_other_kinds_are_told_as_plain_ones():
    body = {"b": Spelled("x"), "a": (Spelled("é"), True), Spelled("c"): [Known.CODE, Two.TWO]}
    draft = Draft("kind", 1, Actor(Spelled("jo"), Known("stated")), body, Spelled("clerk"))
    event, data = encode(draft, Spelled("run-1"), 1, GENESIS, 1)
    assert repr(event) == repr(decode(data, GENESIS, event.hash, "here"))
    assert repr(event.body) == "{'a': ['é', True], 'b': 'x', 'c': ['code', 2]}"
    assert {type(text) for text in (event.stream, event.kind, event.actor.id, event.role)} == {str}
