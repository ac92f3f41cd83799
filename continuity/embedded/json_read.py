"""Read one JSON value the way Toxiproxy's decoder does, with its words for what is wrong.

Numbers keep their text (``1000.0`` is not an integer there), objects keep duplicate keys (the last wins),
and whatever follows the first value is left alone. RFC 8259 otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from continuity.embedded.problem import bad_body

__all__ = ["Json", "Number", "Object", "read_json"]

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_SURROGATE = re.compile("[\ud800-\udfff]")
_STRAY_BYTE = re.compile("[\udc80-\udcff]")
"""What a byte that is no UTF-8 is read as at first (PEP 383); nothing that is UTF-8 gives one of these."""
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_SPECIAL = {"'": r"'\''", '"': "'\"'", "\\": r"'\\'"} | {
    chr(code): f"'\\{letter}'" for code, letter in enumerate("abtnvfr", 7)
}
_LITERALS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_DEPTH = 200
_VALUE = "looking for beginning of value"
_KEY = "looking for beginning of object key string"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written."""

    text: str


@dataclass(frozen=True, slots=True)
class Object:
    """The members of an object in the order written, duplicates kept."""

    members: tuple[tuple[str, Json], ...]


Json = None | bool | Number | str | list["Json"] | Object


def read_json(body: bytes) -> Json:
    """Read the first value of a body; raises ``ApiProblem`` (400) in the decoder's words."""
    scan = _Scan(body.decode("latin-1"))
    scan.skip()
    if scan.done:
        raise bad_body("EOF")
    return scan.value(0)


class _Scan:
    """A reader with a place in a text that has one character per byte: only what is in strings may be more."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    @property
    def done(self) -> bool:
        return self._at >= len(self._text)

    def skip(self) -> None:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at

    def value(self, depth: int) -> Json:
        self.skip()
        head = self._peek()
        if depth > _DEPTH:
            raise bad_body("exceeded max depth")
        if head == "{":
            return self._object(depth)
        if head == "[":
            return self._array(depth)
        if head == '"':
            return self._string()
        if head in "tfn":
            return self._literal({"t": "true", "f": "false", "n": "null"}[head])
        if head in "-0123456789":
            return self._number()
        raise self._unexpected(_VALUE)

    def _object(self, depth: int) -> Object:
        self._at += 1
        if self._next() == "}":
            self._at += 1
            return Object(())
        members = [self._member(depth)]
        while not self._closes("}", "after object key:value pair"):
            members.append(self._member(depth))
        return Object(tuple(members))

    def _member(self, depth: int) -> tuple[str, Json]:
        if self._next() != '"':
            raise self._unexpected(_KEY)
        key = self._string()
        if self._next() != ":":
            raise self._unexpected("after object key")
        self._at += 1
        return key, self.value(depth + 1)

    def _array(self, depth: int) -> list[Json]:
        self._at += 1
        if self._next() == "]":
            self._at += 1
            return []
        items = [self.value(depth + 1)]
        while not self._closes("]", "after array element"):
            items.append(self.value(depth + 1))
        return items

    def _closes(self, bracket: str, context: str) -> bool:
        """Step over a comma or the closing bracket; say whether it closed."""
        head = self._next()
        if head not in (",", bracket):
            raise self._unexpected(context)
        self._at += 1
        return head == bracket

    def _string(self) -> str:
        self._at += 1
        parts: list[str] = []
        while True:
            plain = _PLAIN.match(self._text, self._at)
            if plain:
                parts.append(_utf8(plain.group()))
                self._at = plain.end()
            head = self._peek()
            if head == '"':
                self._at += 1
                return _without_lone_surrogates("".join(parts))
            if head != "\\":
                raise self._unexpected("in string literal")
            parts.append(self._escape())

    def _escape(self) -> str:
        self._at += 1
        head = self._peek()
        if head != "u":
            if head not in _ESCAPES:
                raise self._unexpected("in string escape code")
            self._at += 1
            return _ESCAPES[head]
        self._at += 1
        code = ""
        for _ in range(4):
            if self._peek() not in "0123456789abcdefABCDEF":
                raise self._unexpected("in \\u hexadecimal character escape")
            code += self._text[self._at]
            self._at += 1
        return chr(int(code, 16))

    def _literal(self, word: str) -> bool | None:
        for letter in word[1:]:
            self._at += 1
            context = f"in literal {word} (expecting {_quoted(letter)})"
            if self._peek() != letter:
                raise self._unexpected(context)
        self._at += 1
        return _LITERALS[word]

    def _number(self) -> Number:
        found = _NUMBER.match(self._text, self._at)
        if not found:
            self._at += 1
            self._peek()
            raise self._unexpected("in numeric literal")
        self._at = found.end()
        self._refuse_cut_number(found.group())
        return Number(found.group())

    def _refuse_cut_number(self, text: str) -> None:
        """``1.`` and ``1e`` are cut short; after a whole number a separator has to follow, which others look for."""
        rest = self._text[self._at : self._at + 1]
        more = "" if {"e", "E"} & set(text) else "eE" if "." in text else ".eE"
        if rest and rest in more:
            self._at += 1
            context = "after decimal point in numeric literal" if rest == "." else "in exponent of numeric literal"
            if rest != "." and self._peek() in "+-":
                self._at += 1
            self._peek()
            raise self._unexpected(context)

    def _next(self) -> str:
        self.skip()
        return self._peek()

    def _peek(self) -> str:
        if self.done:
            raise bad_body("unexpected EOF")
        return self._text[self._at]

    def _unexpected(self, context: str) -> Exception:
        return bad_body(f"invalid character {_quoted(self._text[self._at])} {context}")


def _quoted(letter: str) -> str:
    if letter.isprintable():
        return _SPECIAL.get(letter, f"'{letter}'")
    return _SPECIAL.get(letter) or (f"'\\x{ord(letter):02x}'" if letter < "\x80" else f"'\\u{ord(letter):04x}'")


def _utf8(text: str) -> str:
    """Read bytes as UTF-8; each one that does not fit becomes U+FFFD, as in the original."""
    if text.isascii():
        return text
    return _STRAY_BYTE.sub("\ufffd", text.encode("latin-1").decode("utf-8", "surrogateescape"))


def _without_lone_surrogates(text: str) -> str:
    """Join surrogate pairs; a lone one becomes U+FFFD, as in the original."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
