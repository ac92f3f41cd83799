"""The query language as far as a client needs it that looks for records by their fields.

``SELECT a, b FROM Order WHERE c = 'x' AND d LIKE 'P26-%' AND e IN ('y', 'z') ORDER BY a DESC LIMIT 10``, and
``SELECT COUNT()``. As in the vendor's documentation, texts are compared without case, and ``_`` and ``%`` in LIKE
stand for one and for any letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from continuity.standins.crm.objects import SObject, object_named
from continuity.standins.web.messages import HttpProblem, Json

__all__ = ["Query", "parse_query"]

_TOKEN = re.compile(r"\s*(?:('(?:\\.|[^'\\])*')|([A-Za-z_][\w.]*|-?\d[\w.:+-]*)|(<=|>=|!=|<>|[=<>(),*]))")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_WORDS: Mapping[str, Json] = {"TRUE": True, "FALSE": False, "NULL": None}

_Value = str | float | bool | None
_Condition = Callable[[Mapping[str, Json]], bool]


@dataclass(frozen=True, slots=True)
class Query:
    """A query, ready to be asked; ``count`` wants the number alone."""

    object: SObject
    fields: tuple[str, ...]
    count: bool
    conditions: tuple[_Condition, ...]
    order: tuple[str, bool] | None
    limit: int | None

    def of(self, records: Sequence[Mapping[str, Json]]) -> list[Mapping[str, Json]]:
        """The records that it finds, with the fields that it asks for."""
        found = [one for one in records if all(holds(one) for holds in self.conditions)]
        if self.order:
            name, falling = self.order
            found.sort(key=lambda one: _sortable(one.get(name)), reverse=falling)
        return [{name: one.get(name) for name in ("attributes", *self.fields)} for one in found[: self.limit]]


def parse_query(text: str) -> Query:
    """Read a query; a 400 MALFORMED_QUERY says where it stops making sense."""
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0

    def query(self) -> Query:
        self._word("SELECT")
        fields = self._fields()
        self._word("FROM")
        object = object_named(self._next())
        conditions = self._conditions() if self._take("WHERE") else []
        order = self._order() if self._take("ORDER") else None
        limit = self._number() if self._take("LIMIT") else None
        if self._at < len(self._tokens):
            raise _malformed(self._tokens[self._at])
        return Query(object, fields, fields == ("COUNT()",), tuple(conditions), order, limit)

    def _fields(self) -> tuple[str, ...]:
        if self._take("COUNT"):
            self._word("(")
            self._word(")")
            return ("COUNT()",)
        names = [self._next()]
        while self._take(","):
            names.append(self._next())
        return tuple(names)

    def _conditions(self) -> list[_Condition]:
        found = [self._condition()]
        while self._take("AND"):
            found.append(self._condition())
        return found

    def _condition(self) -> _Condition:
        name = self._next()
        if self._take("IN"):
            values = self._list()
            return lambda one: any(_same(one.get(name), value) for value in values)
        if self._take("LIKE"):
            pattern = _like(self._next())
            return lambda one: bool(pattern.fullmatch(str(one.get(name) or "")))
        sign = self._next()
        if sign not in _SIGNS:
            raise _malformed(sign)
        compare, value = _SIGNS[sign], self._value()
        return lambda one: compare(one.get(name), value)

    def _list(self) -> list[_Value]:
        self._word("(")
        values = [self._value()]
        while self._take(","):
            values.append(self._value())
        self._word(")")
        return values

    def _value(self) -> _Value:
        token = self._next()
        if token.startswith("'"):
            return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), token[1:-1])
        if token.upper() in _WORDS:
            return bool(_WORDS[token.upper()]) if token.upper() != "NULL" else None
        try:
            return float(token)
        except ValueError:
            return token

    def _order(self) -> tuple[str, bool]:
        self._word("BY")
        name = self._next()
        return name, self._take("DESC") or (self._take("ASC") and False)

    def _number(self) -> int:
        token = self._next()
        if not (token.isascii() and token.isdecimal()):
            raise _malformed(token)
        return int(token)

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise _malformed("the end")
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, word: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at].upper() == word
        self._at += found
        return found

    def _word(self, word: str) -> None:
        if not self._take(word):
            raise _malformed(self._tokens[self._at] if self._at < len(self._tokens) else "the end")


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise _malformed(text[at:].strip()[:20])
        found.append(match[0].strip())
        at = match.end()
    return found


def _malformed(token: str) -> HttpProblem:
    return HttpProblem(400, "MALFORMED_QUERY", f"unexpected token: {token}")


def _same(held: Json, value: _Value) -> bool:
    if isinstance(held, str) and isinstance(value, str):
        return held.casefold() == value.casefold()
    return held == value


def _less(held: Json, value: _Value) -> bool:
    if isinstance(held, str) and isinstance(value, str):
        return held.casefold() < value.casefold()
    return isinstance(held, int | float) and isinstance(value, int | float) and held < value


def _greater(held: Json, value: _Value) -> bool:
    comparable = isinstance(held, str) == isinstance(value, str) and held is not None and value is not None
    return comparable and not _less(held, value) and not _same(held, value)


_SIGNS: Mapping[str, Callable[[Json, _Value], bool]] = {
    "=": _same,
    "!=": lambda held, value: not _same(held, value),
    "<>": lambda held, value: not _same(held, value),
    "<": _less,
    ">": _greater,
    "<=": lambda held, value: _less(held, value) or _same(held, value),
    ">=": lambda held, value: _greater(held, value) or _same(held, value),
}


def _like(literal: str) -> re.Pattern[str]:
    """A text as it was written, quotes and escapes included: ``\\_`` is that sign itself."""
    signs = {"%": ".*", "_": "."}
    letters = re.findall(r"\\.|.", literal[1:-1], re.S)
    return re.compile("".join(signs.get(one, re.escape(one[-1])) for one in letters), re.I | re.S)


def _sortable(value: Json) -> tuple[int, float, str]:
    if isinstance(value, int | float):
        return (1, float(value), "")
    return (0, 0.0, "") if value is None else (2, 0.0, str(value).casefold())
