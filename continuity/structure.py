"""Turn plain JSON into frozen dataclasses and back, with the standard library only.

``status`` must start in a blink, so this small converter stands where a heavier library would;
JSON Schemas have checked the input before it comes here, so its own messages are for programmers.

Rules: a field that holds its default is left out when written; a trailing underscore in a field's
name is dropped (``for_`` is ``for``); durations are text (``15m``) in JSON and integer milliseconds in
memory; a union of dataclasses is told apart by each class's ``KEY``, the field that only it has.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from operator import itemgetter
from typing import TypeVar, Union, get_args, get_origin

from continuity.units import Money, duration, parse_duration, parse_money

if typing.TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["Duration", "Json", "JsonObject", "Private", "Sealer", "Texts", "decode", "encode"]

Json = typing.Union[None, bool, int, str, "list[Json]", "dict[str, Json]"]
JsonObject = dict[str, Json]
Duration = typing.NewType("Duration", int)
"""Milliseconds in memory, ``15m`` in files."""

T = TypeVar("T")
Texts = Mapping[str, str]
Reader = Callable[[typing.Any, Texts], typing.Any]
"""From JSON, and texts by digest."""
Sealer = Callable[[str], str]

SEALED = "$sealed"
_PLAIN = frozenset({str, int, bool, types.NoneType})
"""What stands in JSON as it is."""
_LISTS = (list, tuple)


@dataclass(frozen=True, slots=True)
class Private:
    """A text that can be erased: the record holds its salted hash, the text lies beside it.

    ``digest`` is that hash, kept where the text is gone.
    """

    text: str | None
    digest: str | None = None

    def __str__(self) -> str:
        """The text, or what is left of it."""
        return self.text if self.text is not None else "(erased)"


def decode(cls: type[T], value: Json, texts: Texts | None = None) -> T:
    """Build a ``cls`` from JSON; ``texts`` gives private texts by digest. Raises ``ValueError``."""
    found: T = _reader(typing.cast(Hashable, cls))(value, texts or {})
    return found


def encode(value: object, seal: Sealer | None = None) -> Json:
    """Write a value as JSON; ``seal`` takes each private text and gives the digest that stands for it."""
    if type(value) in _PLAIN:
        return typing.cast(Json, value)
    if isinstance(value, Enum):
        return typing.cast(Json, value.value)
    if isinstance(value, int | str):
        return value
    if isinstance(value, Private):
        return {SEALED: _digest(value, seal)}
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, _LISTS):
        return [encode(item, seal) for item in value]
    if isinstance(value, Mapping):
        return {str(key): item if type(item) is str else encode(item, seal) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _encode_fields(value, seal)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _digest(value: Private, seal: Sealer | None) -> str:
    if value.text is not None and seal is not None:
        return seal(value.text)
    if value.digest is None:
        raise TypeError("a private text can only be written through a sealer")
    return value.digest


def _encode_fields(value: object, seal: Sealer | None) -> JsonObject:
    out: JsonObject = {}
    for name, key, default, is_duration in _layout(typing.cast(Hashable, type(value))):
        item = getattr(value, name)
        if default is not dataclasses.MISSING and item == default:
            continue
        if is_duration:
            out[key] = _write_duration(item)
        else:
            out[key] = item if type(item) in _PLAIN else encode(item, seal)
    return out


def _write_duration(item: object) -> Json:
    return duration(item) if isinstance(item, int) else None


@cache
def _layout(cls: Hashable) -> tuple[tuple[str, str, object, bool], ...]:
    """Name, key in JSON, default and whether it is a duration, for each field."""
    hints = typing.get_type_hints(cls)
    rows = []
    for field in dataclasses.fields(typing.cast("type[DataclassInstance]", cls)):
        default = field.default
        if default is dataclasses.MISSING and field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        rows.append((field.name, field.name.rstrip("_"), default, _is_duration(hints[field.name])))
    return tuple(rows)


def _is_duration(hint: object) -> bool:
    return hint is Duration or Duration in get_args(hint)


@cache
def _reader(hint: Hashable) -> Reader:
    """One function per type, made once: this is what keeps a fold of many events quick."""
    plain = _plain_reader(hint)
    if plain is not None:
        return plain
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _union_reader(args)
    if origin is tuple:
        item = _reader(args[0])
        if item is _as_it_is:
            return lambda value, _: tuple(value)
        return lambda value, texts: tuple([item(part, texts) for part in value])
    if origin is typing.Literal:
        said = {arg: arg for arg in args}  # one text for all events that say so, not one for each
        return lambda value, _: said.get(value, value)
    if origin is not None and issubclass(origin, Mapping):
        part = _reader(args[1])
        if part is _as_it_is:
            return _as_it_is
        return lambda value, texts: {key: part(item, texts) for key, item in value.items()}
    raise TypeError(f"no way to read {hint!r}")


def _plain_reader(hint: object) -> Reader | None:
    if hint is Duration:
        return lambda value, _: parse_duration(str(value))
    if hint is Private:
        return _read_private
    if hint is Money:
        return lambda value, _: _read_money(str(value))
    if hint in (str, int, bool, object):
        return _as_it_is
    if hint is types.NoneType:
        return lambda value, _: None
    if isinstance(hint, type) and issubclass(hint, Enum):
        kind = hint
        return lambda value, _: kind(value)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _class_reader(hint)
    return None


def _as_it_is(value: Json, _: Texts) -> object:
    return value


def _read_private(value: Mapping[str, str], texts: Texts) -> Private:
    digest = str(value[SEALED])
    text = texts.get(digest)
    return Private(text, digest if text is None else None)


def _read_money(text: str) -> Money:
    amount, _, currency = text.rpartition(" ")
    return parse_money(amount, currency)


def _class_reader(cls: type) -> Reader:
    """Fetch all fields in their order; most hold what stands in the JSON, and only the others are built."""
    plan: list[_Plan] = []

    def read(value: object, texts: Texts) -> object:
        if not plan:
            plan.append(_plan(cls))  # in one piece: another thread may read this very type
        if not isinstance(value, dict):
            raise ValueError(f"{cls.__name__} is written as a mapping, not {value!r}")
        needed, optional, built = plan[0]
        try:
            given = list(needed(value))
        except KeyError as error:
            raise ValueError(f"{cls.__name__}: {error} is missing") from error
        if len(value) == len(given) and not built:
            return cls(*given)
        given += [value.get(key, default) for key, default in optional]
        for place, key, reader, fresh in built:
            if key in value:
                given[place] = reader(value[key], texts)
            elif fresh is not None:
                given[place] = fresh()
        return cls(*given)

    return read


class _Plan(typing.NamedTuple):
    """How to read one class: its fields without a default, which come first, then the others, and which are built."""

    needed: Callable[[Mapping[str, object]], Iterable[object]]
    optional: tuple[tuple[str, object], ...]
    built: tuple[tuple[int, str, Reader, Callable[[], object] | None], ...]
    """Place, key, how to read it, and what makes its default where each object needs one of its own."""


def _plan(cls: type) -> _Plan:
    hints, built = typing.get_type_hints(cls), []
    for place, field in enumerate(dataclasses.fields(typing.cast("type[DataclassInstance]", cls))):
        reader, factory = _reader(hints[field.name]), field.default_factory
        if reader is not _as_it_is or factory is not dataclasses.MISSING:
            fresh = None if factory is dataclasses.MISSING else factory
            built.append((place, field.name.rstrip("_"), reader, fresh))
    rows = [(key, default) for _, key, default, _ in _layout(cls)]
    needed = tuple(key for key, default in rows if default is dataclasses.MISSING)
    return _Plan(_all_of(needed), tuple(rows[len(needed) :]), tuple(built))


def _all_of(keys: tuple[str, ...]) -> Callable[[Mapping[str, object]], Iterable[object]]:
    if len(keys) > 1:
        return itemgetter(*keys)  # a third of the time of a loop
    return lambda value: [value[key] for key in keys]


def _union_reader(args: tuple[object, ...]) -> Reader:
    if types.NoneType in args:
        rest = tuple(arg for arg in args if arg is not types.NoneType)
        inner = _reader(rest[0]) if len(rest) == 1 else _union_reader(rest)
        if inner is _as_it_is:
            return inner
        return lambda value, texts: None if value is None else inner(value, texts)
    if not all(isinstance(arg, type) and hasattr(arg, "KEY") for arg in args):
        return _as_it_is
    table = {typing.cast(str, getattr(arg, "KEY")): _reader(arg) for arg in args}  # noqa: B009

    def read(value: Json, texts: Texts) -> object:
        for key, reader in table.items():
            if isinstance(value, dict) and key in value:
                return reader(value, texts)
        raise ValueError(f"one of {', '.join(table)} is missing in {value!r}")

    return read
