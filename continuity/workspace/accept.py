"""A quick yes or no: does a value fit a JSON Schema?

Most files fit, and then nothing heavier is loaded; ``complaints`` finds the words for those that do not.
Only the keywords that our schemas use are known; another one is a ``ValueError`` when the schema is made ready.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import cast

from continuity.structure import Json, JsonObject

__all__ = ["Accepts", "accepts", "ecma"]

Accepts = Callable[[Json], bool]

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "integer": int,
}  # fmt: skip
_NOTES = frozenset({"$schema", "$defs", "title", "description", "examples", "default", "then", "else"})


def ecma(pattern: str) -> re.Pattern[str]:
    """A schema's pattern as Python reads it: ``$`` is the very end, ``\\d`` a digit of ASCII (ECMA-262)."""
    return re.compile(re.sub(r"\$$", r"\\Z", pattern), re.ASCII)


def accepts(schema: JsonObject) -> Accepts:
    """Make a schema ready; the function answers whether a value fits."""
    return _Compiler(schema).compile(schema)


class _Compiler:
    def __init__(self, root: JsonObject) -> None:
        self._root = root
        self._made: dict[str, Accepts] = {}

    def compile(self, schema: JsonObject) -> Accepts:
        checks = [check for key, value in schema.items() if (check := self._keyword(key, value, schema)) is not None]
        return _chain(checks)

    def _keyword(self, key: str, value: Json, schema: JsonObject) -> Accepts | None:
        if key in _NOTES:
            return None
        if key in ("properties", "additionalProperties"):
            return self._object(schema) if key == "properties" or "properties" not in schema else None
        if key in _PLAIN:
            return _PLAIN[key](value)
        method = _NESTED.get(key)
        if method is None:
            raise ValueError(f"the schema keyword {key} is not known here")
        return method(self, value, schema)

    def _object(self, schema: JsonObject) -> Accepts:
        known = {
            k: self.compile(cast(JsonObject, v)) for k, v in cast(JsonObject, schema.get("properties", {})).items()
        }
        extra = schema.get("additionalProperties", True)
        other: Accepts = (lambda _: bool(extra)) if isinstance(extra, bool) else self.compile(cast(JsonObject, extra))

        def check(value: Json) -> bool:
            if isinstance(value, dict):
                for key, item in value.items():
                    if not known.get(key, other)(item):
                        return False
            return True

        return check

    def items(self, value: Json, _: JsonObject) -> Accepts:
        item = self.compile(cast(JsonObject, value))

        def check(found: Json) -> bool:
            if isinstance(found, list):
                for part in found:
                    if not item(part):
                        return False
            return True

        return check

    def names(self, value: Json, _: JsonObject) -> Accepts:
        name = self.compile(cast(JsonObject, value))
        return lambda found: not isinstance(found, dict) or all(name(key) for key in found)

    def every(self, value: Json, _: JsonObject) -> Accepts:
        checks = [self.compile(cast(JsonObject, part)) for part in cast("list[Json]", value)]
        return _chain(checks)

    def when(self, value: Json, schema: JsonObject) -> Accepts:
        test, then, other = (
            self.compile(cast(JsonObject, part)) for part in (value, schema.get("then", {}), schema.get("else", {}))
        )
        return lambda found: then(found) if test(found) else other(found)

    def ref(self, value: Json, _: JsonObject) -> Accepts:
        name = str(value).removeprefix("#/$defs/")
        if name not in self._made:
            self._made[name] = lambda found: self._made[name](found)
            self._made[name] = self.compile(cast(JsonObject, cast(JsonObject, self._root["$defs"])[name]))
        return self._made[name]


def _chain(checks: list[Accepts]) -> Accepts:
    """All of them, in turn; calls in one another take half the time of a generator."""
    if not checks:
        return lambda _: True
    first, rest = checks[0], checks[1:]
    if not rest:
        return first
    others = _chain(rest)
    return lambda value: first(value) and others(value)


def _type(names: Json) -> Accepts:
    kinds = [names] if isinstance(names, str) else cast("list[str]", names)
    wanted = tuple(_TYPES[str(kind)] for kind in kinds)
    exact = frozenset(cast("tuple[type, ...]", wanted))
    return lambda value: type(value) in exact


def _enum(words: Json) -> Accepts:
    known = frozenset(str(word) for word in cast("list[Json]", words))
    return lambda value: isinstance(value, str) and value in known


def _pattern(pattern: Json) -> Accepts:
    search = ecma(str(pattern)).search
    return lambda value: not isinstance(value, str) or search(value) is not None


def _required(names: Json) -> Accepts:
    wanted = frozenset(cast("list[str]", names))
    return lambda value: not isinstance(value, dict) or wanted <= value.keys()


def _bound(kinds: tuple[type, ...], measure: Callable[[Json], int], low: bool) -> Callable[[Json], Accepts]:
    def make(limit: Json) -> Accepts:
        bound = cast(int, limit)
        if low:
            return lambda value: type(value) not in kinds or measure(value) >= bound
        return lambda value: type(value) not in kinds or measure(value) <= bound

    return make


def _size(value: Json) -> int:
    return len(cast(str, value))


def _amount(value: Json) -> int:
    return cast(int, value)


_PLAIN: Mapping[str, Callable[[Json], Accepts]] = {
    "type": _type,
    "enum": _enum,
    "const": lambda word: _enum([word]),
    "pattern": _pattern,
    "required": _required,
    "minLength": _bound((str,), _size, True),
    "maxLength": _bound((str,), _size, False),
    "minItems": _bound((list,), _size, True),
    "maxItems": _bound((list,), _size, False),
    "minProperties": _bound((dict,), _size, True),
    "minimum": _bound((int,), _amount, True),
    "maximum": _bound((int,), _amount, False),
}
_NESTED: Mapping[str, Callable[[_Compiler, Json, JsonObject], Accepts]] = {
    "items": _Compiler.items,
    "propertyNames": _Compiler.names,
    "allOf": _Compiler.every,
    "if": _Compiler.when,
    "$ref": _Compiler.ref,
}
