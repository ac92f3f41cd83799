"""What an answer has to be; a wrong one is a ``ValueError`` that says what to write instead."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import cast

from continuity.structure import JsonObject
from continuity.workspace.accept import ecma
from continuity.workspace.findings import near, one_of
from continuity.workspace.shipped import schema_file

__all__ = ["Accept", "assigned", "known", "many", "one_word", "optional", "shaped", "some_text", "words"]

Accept = Callable[[str], str]


def known(what: str, ids: Collection[str]) -> Accept:
    """One of the ids; the near miss is named."""

    def accept(answer: str) -> str:
        if answer not in ids:
            hint = one_of(ids) or "There is none yet."
            raise ValueError(f"there is no {what} {answer!r}{near(answer, ids) or '.'} {hint}")
        return answer

    return accept


def shaped(kind: str, part: str) -> Accept:
    """Written like one of the definitions that the files of a kind are held against: an id, an address, a path."""

    def accept(answer: str) -> str:
        said = _definition(kind, part)
        if not ecma(str(said["pattern"])).search(answer):
            raise ValueError(f"{answer!r} is not {said['title']}. {said['description']}")
        return answer

    return accept


@cache
def _definition(kind: str, part: str) -> JsonObject:
    schema = cast(JsonObject, json.loads(schema_file(kind).read_text("utf-8")))
    return cast(JsonObject, cast(JsonObject, schema["$defs"])[part])


def some_text(answer: str) -> str:
    """A line of text."""
    if not answer.strip():
        raise ValueError("something must stand here.")
    if not answer.isprintable() or len(answer) > 300:
        raise ValueError("this is longer than 300 characters, or has invisible ones in it.")
    return answer.strip()


def one_word(choices: Collection[str]) -> Accept:
    """One of a few words."""

    def accept(answer: str) -> str:
        if answer not in choices:
            raise ValueError(f"{answer!r} is none of {', '.join(choices)}{near(answer, choices) or '.'}")
        return answer

    return accept


def optional(accept: Accept) -> Accept:
    """The same, or a hyphen for nothing."""
    return lambda answer: "" if answer in ("-", "") else accept(answer)


def words(answer: str) -> tuple[str, ...]:
    """The parts of a list with commas, each once."""
    return tuple(dict.fromkeys(part.strip() for part in answer.split(",") if part.strip()))


def many(accept: Accept) -> Accept:
    """Several of them with commas between; at least one."""

    def each(answer: str) -> str:
        parts = words(answer)
        if not parts:
            raise ValueError("at least one must stand here.")
        return ", ".join(accept(part) for part in parts)

    return each


def assigned(given: Collection[str], keys: Accept, option: str) -> Mapping[str, str]:
    """``KEY=VALUE`` options as a mapping; a key that stands twice collects its values with commas."""
    found: dict[str, str] = {}
    for text in given:
        key, sign, value = text.partition("=")
        if not sign or not value:
            raise ValueError(f"{text!r} does not say which is which; write {option} NAME=ID.")
        keys(key)
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found
