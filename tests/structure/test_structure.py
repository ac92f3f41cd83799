from __future__ import annotations

import dataclasses
import json
import sys
import threading
import typing
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from continuity import plan as plans
from continuity.events import Actor, Known
from continuity.events.kinds import KINDS, PRIVATE_KINDS, Unknown, body_of, json_of
from continuity.plan import FrozenPlan
from continuity.structure import SEALED, Duration, Private, decode, encode
from continuity.units import Money
from continuity.workspace.freeze import freeze, plan_hash
from continuity.workspace.load import load

ROOT = Path(__file__).parents[2]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)
PLANS = [getattr(plans, name) for name in plans.__all__ if dataclasses.is_dataclass(getattr(plans, name))]


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type, as deep as it needs to be."""
    if hint is Duration:
        return st.integers(0, 10**11)
    if hint is Money:
        return st.builds(Money, st.integers(-(10**10), 10**10), st.sampled_from(["EUR", "JPY", "KWD"]))
    if hint is Private:
        return TEXT.map(Private)
    if hint is object:
        return PLAIN
    if hint in (str, int, bool):
        return {str: TEXT, int: st.integers(), bool: st.booleans()}[hint]
    if hint is type(None):
        return st.none()
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if dataclasses.is_dataclass(hint):
        return st.deferred(lambda: built(hint))
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return st.sampled_from(args)
    if origin is tuple:
        return st.lists(values(args[0]), max_size=2).map(tuple)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(TEXT, values(args[1]), max_size=2)
    assert origin is Union or str(origin) == "<class 'types.UnionType'>", hint
    return st.one_of([values(arg) for arg in args])


def built(cls: Any) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(cls)
    return st.builds(cls, **{field.name: values(hints[field.name]) for field in dataclasses.fields(cls)})


class Vault:
    """Seals texts as the journal does, without salt."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def seal(self, text: str) -> str:
        digest = f"d{len(self.texts)}"
        self.texts[digest] = text
        return digest


def unsealed(value: Any) -> Any:
    """The value with the digests of its private texts left out."""
    if isinstance(value, Private):
        return Private(value.text)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{f.name: unsealed(getattr(value, f.name)) for f in dataclasses.fields(value)})
    if isinstance(value, tuple):
        return tuple(unsealed(one) for one in value)
    return {key: unsealed(one) for key, one in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("cls", PLANS, ids=lambda cls: cls.__name__)
def test_every_part_of_a_plan_written_and_read_is_the_same(cls: type) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(built(cls))
    def holds(value: object) -> None:
        written = encode(value)
        assert decode(cls, json.loads(json.dumps(written))) == value

    holds()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_event_body_written_and_read_is_the_same(kind: str) -> None:
    cls = KINDS[kind]

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(built(cls))
    def holds(value: object) -> None:
        vault = Vault()
        told, written = json_of(value, vault.seal)
        assert told == kind
        again = body_of(kind, json.loads(json.dumps(written)), vault.texts)
        assert unsealed(again) == unsealed(value)
        assert (kind in PRIVATE_KINDS) or not vault.texts

    holds()


def test_the_shipped_drill_frozen_written_and_read_has_the_same_hash() -> None:
    frozen = freeze(load(ROOT), "quarterly-crm-outage")
    again = decode(FrozenPlan, json.loads(json.dumps(encode(frozen))))
    assert again == frozen
    assert plan_hash(again) == plan_hash(frozen)


def test_what_holds_its_default_is_left_out() -> None:
    assert encode(plans.Role("Shift lead")) == {"title": "Shift lead"}
    assert encode(plans.Mbco(3, Duration(600_000))) == {"count": 3, "within": "10m"}


def test_an_underscore_behind_a_name_is_not_written() -> None:
    phase = plans.Phase("dead", "Dead", Duration(0), Duration(60_000))
    assert encode(phase) == {"id": "dead", "title": "Dead", "begin": "0s", "for": "1m"}


def test_blocks_are_told_apart_by_the_field_that_only_they_have() -> None:
    value = {"id": "both", "lanes": {"a": [{"id": "f", "follow": "other"}]}}
    lanes = decode(plans.Lanes, value)  # type: ignore[arg-type]
    assert lanes.lanes["a"] == (plans.Follow("f", "other"),)
    with pytest.raises(ValueError, match="do, lanes, decide, repeat_until, follow is missing"):
        decode(plans.Lanes, {"id": "both", "lanes": {"a": [{"id": "x"}]}})


def test_what_cannot_be_read_is_named() -> None:
    with pytest.raises(ValueError, match=r"Role.*title"):
        decode(plans.Role, {})
    with pytest.raises(ValueError, match="written as a mapping"):
        decode(plans.Role, "Shift lead")
    with pytest.raises(ValueError, match="not a duration"):
        decode(plans.Mbco, {"count": 3, "within": "soon"})


def test_a_float_is_never_written() -> None:
    with pytest.raises(TypeError, match="float cannot be written"):
        encode({"share": 0.5})


def test_a_private_text_leaves_only_through_a_sealer() -> None:
    vault = Vault()
    assert encode(Private("Casa Verde"), vault.seal) == {SEALED: "d0"}
    with pytest.raises(TypeError, match="sealer"):
        encode(Private("Casa Verde"))


def test_an_erased_text_reads_as_erased_and_keeps_its_place() -> None:
    erased = decode(Private, {SEALED: "d0"})
    assert (erased.text, str(erased)) == (None, "(erased)")
    assert encode(erased, Vault().seal) == {SEALED: "d0"}


def test_an_event_of_a_kind_from_later_is_kept_as_it_is() -> None:
    body = body_of("room.opened", {"by": "ines"}, {})
    assert isinstance(body, Unknown)
    assert (body.kind, body.body) == ("room.opened", {"by": "ines"})


def test_kinds_are_told_apart_and_named_alike() -> None:
    assert len(KINDS) > 40
    assert all(kind == cls.KIND and kind.count(".") == 1 for kind, cls in KINDS.items())


def test_who_counts_as_a_person() -> None:
    people = {known for known in Known if Actor("x", known).is_person}
    assert people == {Known.STATED, Known.CODE, Known.SIGNED}


def test_the_first_reading_of_a_type_by_many_threads_at_once_is_whole() -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(60):
            _read_at_once()
    finally:
        sys.setswitchinterval(before)


def _read_at_once() -> None:
    fields = [(f"f{number}", int, 0) for number in range(40)]
    cls = dataclasses.make_dataclass("Wide", fields, frozen=True)
    value = {f"f{number}": 1 for number in range(40)}
    begin, found = threading.Barrier(4), list[object]()

    def read() -> None:
        begin.wait()
        found.append(decode(cls, dict(value)))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [cls(**value)] * 4
