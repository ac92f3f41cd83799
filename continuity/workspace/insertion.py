"""Puts a step into the text of a runbook after another one; every byte that stood there stays as it is.

The new step looks like its neighbour: a block of lines or ``- {id: …}``, the same indent, blank lines between steps
where there are some. Places come from PyYAML's marks, which count characters of the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import yaml
from yaml.events import (
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from continuity.workspace.document import pointer
from continuity.workspace.reader import PURE, read_document

__all__ = ["NewStep", "insert_after"]


@dataclass(frozen=True, slots=True)
class NewStep:
    """What is put in; without ``expect`` the key is left out."""

    id: str
    do: str
    role: str
    expect: str = ""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Keys and values in the order in which people write them."""
        expect = (("expect", self.expect),) if self.expect else ()
        return (("id", self.id), ("do", self.do), *expect, ("role", self.role))


@dataclass(frozen=True, slots=True)
class _Node:
    """A value in the text: from ``start`` up to ``end``; ``flow`` when it stands in brackets."""

    start: int
    end: int
    flow: bool


def insert_after(text: str, at: str, step: NewStep) -> str:
    """The text with a step after the one at the JSON pointer ``at``; raises ``KeyError`` when nothing stands there."""
    nodes = _nodes(text)
    list_, _, number = at.rpartition("/")
    here = nodes[at]
    before, after = nodes.get(f"{list_}/{int(number) - 1}"), nodes.get(f"{list_}/{int(number) + 1}")
    if nodes[list_].flow:
        return _in_brackets(text, nodes[list_], here, after, step)
    return _in_lines(text, here, before, after, step)


# Where things stand


def _nodes(text: str) -> Mapping[str, _Node]:
    """Every value by its JSON pointer."""
    places = _Places(text)
    for event in places.events:
        if isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
            places.value(event, "")
    return places.found


class _Mark(Protocol):
    """A place in a text."""

    index: int


def _index(mark: _Mark | None) -> int:
    """How many characters stand before; events of a text always have marks."""
    return int(mark.index) if mark is not None else 0


class _Places:
    """Reads one text, and writes down from where to where each value goes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.events: Iterator[Event] = yaml.parse(text, PURE)
        self.found: dict[str, _Node] = {}

    def value(self, event: Event, at: str) -> int:
        """Take in what begins with ``event``; gives its end."""
        start = _index(event.start_mark)
        if isinstance(event, ScalarEvent):
            self.found[at] = _Node(start, self._scalar_end(event), flow=False)
        else:
            flow = bool(getattr(event, "flow_style", False))
            closing, last = self._mapping(at) if isinstance(event, MappingStartEvent) else self._sequence(at)
            self.found[at] = _Node(start, _index(closing.end_mark) if flow else max(last, start), flow)
        return self.found[at].end

    def _mapping(self, at: str) -> tuple[Event, int]:
        last = 0
        while not isinstance(key := next(self.events), MappingEndEvent):
            self.value(key, at + "/?")
            name = key.value if isinstance(key, ScalarEvent) else "?"
            last = self.value(next(self.events), at + pointer(name))
        return key, last

    def _sequence(self, at: str) -> tuple[Event, int]:
        last, number = 0, 0
        while not isinstance(item := next(self.events), SequenceEndEvent):
            last = self.value(item, f"{at}/{number}")
            number += 1
        return item, last

    def _scalar_end(self, event: ScalarEvent) -> int:
        """A block of text ends with its last line; blank lines after it belong to it only where ``+`` keeps them."""
        start, end = _index(event.start_mark), _index(event.end_mark)
        if event.style not in ("|", ">"):
            return end
        written = self._text[start:end]
        if "+" not in written.partition("\n")[0].partition("#")[0]:
            return start + len(written.rstrip())
        return start + len(written.removesuffix("\n").removesuffix("\r"))


# Lines


def _in_lines(text: str, here: _Node, before: _Node | None, after: _Node | None, step: NewStep) -> str:
    dash = _dash(text, here.start)
    column = dash - _line_start(text, dash)
    same_line = text[dash + 1 : here.start].isspace() and "\n" not in text[dash : here.start]
    gap = text[dash + 1 : here.start] if same_line else " "
    end = _own_comments(text, _line_end(text, here.end), column)
    newline = _newline(text, end)
    if here.flow:
        lines = [_braces(step, text[here.start + 1 : here.start + 2].isspace())]
    else:
        lines = [f"{key}: {_scalar(value, flow=False)}" for key, value in step.pairs]
    blank = _blank_between(text, end, after, here, before)
    indent = " " * (column + 1) + gap
    new = newline * (2 if blank else 1) + " " * column + "-" + gap + (newline + indent).join(lines)
    return text[:end] + new + text[end:]


def _dash(text: str, start: int) -> int:
    """The dash of the item that begins at ``start``."""
    tokens = yaml.scan(text, PURE)
    dashes = [_index(token.start_mark) for token in tokens if isinstance(token, yaml.BlockEntryToken)]
    return max(dash for dash in dashes if dash < start)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    """Where the line's own characters end, before its line break."""
    end = text.find("\n", at)
    if end < 0:
        return len(text)
    return end - 1 if end > at and text[end - 1] == "\r" else end


def _newline(text: str, at: int) -> str:
    """The line break that stands at ``at``; at the end of a file without one, the first of the file."""
    found = re.compile(r"\r?\n").match(text, at) or re.search(r"\r?\n", text)
    return found.group() if found else "\n"


def _own_comments(text: str, end: int, column: int) -> int:
    """Lines of comment right below that are indented further than the dash belong to the step above them."""
    for line in re.compile(r"\r?\n([ ]*)#[^\r\n]*").finditer(text, end):
        if line.start() != end or len(line.group(1)) <= column:
            break
        end = line.end()
    return end


def _blank_between(text: str, end: int, after: _Node | None, here: _Node, before: _Node | None) -> bool:
    """Whether blank lines stand between the steps of this list."""
    blank = re.compile(r"\n[ \t]*\r?\n")
    if after is not None:
        return blank.search(text, end, after.start) is not None
    return before is not None and blank.search(text, before.end, here.start) is not None


# Brackets


def _in_brackets(text: str, list_: _Node, here: _Node, after: _Node | None, step: NewStep) -> str:
    new = _braces(step, text[here.start + 1 : here.start + 2].isspace())
    line = _line_start(text, here.start)
    indent = text[line : here.start]
    end = _line_end(text, here.end)
    newline = _newline(text, end)
    comma = re.compile(r"[ \t]*,").match(text, here.end)
    own_line = indent.strip() == "" and line > list_.start
    if not own_line or (after is not None and (comma is None or after.start < end)):
        return f"{text[: here.end]}, {new}{text[here.end :]}"
    if comma is not None:  # what stands behind the comma, a remark perhaps, stays where it is
        return text[:end] + newline + indent + new + "," + text[end:]
    if list_.end <= end:
        return f"{text[: here.end]},{newline}{indent}{new}{text[here.end :]}"
    return f"{text[: here.end]},{text[here.end : end]}{newline}{indent}{new}{text[end:]}"


def _braces(step: NewStep, spaced: bool) -> str:
    inside = ", ".join(f"{key}: {_scalar(value, flow=True)}" for key, value in step.pairs)
    return f"{{ {inside} }}" if spaced else f"{{{inside}}}"


# Words


def _scalar(value: str, flow: bool) -> str:
    """As it is where the reader takes it for these very words, else in quotes (JSON's are YAML's)."""
    around = "x: {{y: {}, z: z}}\n" if flow else "x: {}\n"
    document, findings = read_document(around.format(value).encode(), "")
    wanted = {"x": {"y": value, "z": "z"}} if flow else {"x": value}
    plain = not findings and document is not None and document.value == wanted
    return value if plain else json.dumps(value, ensure_ascii=False)
