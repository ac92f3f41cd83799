"""Puts an entry into a list of a YAML file as text: every byte that was there stays, comments included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import yaml
from yaml.error import Mark
from yaml.events import (
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from continuity.errors import Refused

__all__ = ["insert"]

_OPENING = (MappingStartEvent, SequenceStartEvent)
_CLOSING = (MappingEndEvent, SequenceEndEvent)
# Lines as YAML counts them (YAML 1.1, 4.2), so that its marks lead to them.
_LINE = re.compile("[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029])|[^\n\r\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class _List:
    """The list under a word at column 1; lines count from 0."""

    key_line: int
    start: tuple[int, int]
    end: tuple[int, int]
    """Of the value as it is written, only good for brackets and for nothing at all."""
    empty: bool
    brackets: bool
    indent: int
    firsts: tuple[int, ...]
    """The line with which each entry begins."""
    last: int
    """The last line with something of the list on it."""


def insert(text: str, name: str, entry: Sequence[str]) -> str:
    """The text with ``entry`` at the end of the list ``name``; the list is made when there is none.

    ``entry`` begins with ``- ``, without indent. Raises ``Refused`` for a list in brackets that holds something.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = _LINE.findall(text)
    found = _find(text, name)
    if found is None:
        before = [*_closed(lines, newline), newline, f"{name}:{newline}"]
        return "".join([*before, *_indented(entry, 2, newline)])
    if found.empty:
        return _filled(lines, found, entry, newline)
    if found.brackets:
        raise Refused(
            f"the list {name} is written in brackets on line {found.key_line + 1}, and nothing was put in",
            hint=f"Write each entry of {name} on a line of its own that begins with - and call this again.",
        )
    gap = [newline] if any(not lines[first - 1].strip() for first in found.firsts[1:]) else []
    end = _with_comments(lines, found.last + 1, found.indent)
    head, tail = _closed(lines[:end], newline), lines[end:]
    return "".join([*head, *gap, *_indented(entry, found.indent, newline), *tail])


def _with_comments(lines: list[str], end: int, indent: int) -> int:
    """The line behind the comments that belong to the last entry: they stand further in than its hyphen."""
    for number in range(end, len(lines)):
        said = lines[number].lstrip(" ")
        if said.startswith("#") and len(lines[number]) - len(said) > indent:
            end = number + 1
        elif said.strip():
            break
    return end


def _indented(entry: Sequence[str], indent: int, newline: str) -> list[str]:
    return [f"{' ' * indent}{line}{newline}" for line in entry]


def _closed(lines: list[str], newline: str) -> list[str]:
    """The lines, the last of them ended."""
    if lines and not lines[-1].endswith("\n"):
        return [*lines[:-1], lines[-1] + newline]
    return lines


def _filled(lines: list[str], found: _List, entry: Sequence[str], newline: str) -> str:
    """``points: []`` loses its brackets; a comment behind them stays where it is."""
    (row, column), (end_row, end_column) = found.start, found.end
    if found.brackets:
        rest = lines[end_row][end_column:]
        lines = [
            *lines[:row],
            lines[row][:column].rstrip() + (rest if rest.strip() else newline),
            *lines[end_row + 1 :],
        ]
    head = _closed(lines[: row + 1], newline)
    return "".join([*head, *_indented(entry, 2, newline), *lines[row + 1 :]])


def _find(text: str, name: str) -> _List | None:
    events = iter(list(yaml.parse(text, yaml.BaseLoader)))
    for event in events:
        if isinstance(event, MappingStartEvent):
            break
    for key in events:
        if not isinstance(key, ScalarEvent):
            return None
        value = list(_whole(events))
        if key.value == name:
            return _list(key, value)
    return None


def _whole(events: Iterator[Event]) -> Iterator[Event]:
    depth = 0
    for event in events:
        yield event
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
        if depth == 0:
            return


def _list(key: Event, value: list[Event]) -> _List:
    first, inner = value[0], value[1:-1]
    brackets = isinstance(first, SequenceStartEvent) and bool(first.flow_style)
    firsts = tuple(_entries(inner))
    return _List(
        _start(key).line,
        (_start(first).line, _start(first).column),
        (_end(value[-1]).line, _end(value[-1]).column),
        not inner,
        brackets,
        _start(first).column,
        firsts,
        max((_last_line(event) for event in inner), default=_start(key).line),
    )


def _entries(inner: list[Event]) -> Iterator[int]:
    depth = 0
    for event in inner:
        if depth == 0 and not isinstance(event, _CLOSING):
            yield _start(event).line
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)


def _last_line(event: Event) -> int:
    """A block's own end is where the next thing begins, so only words and closing brackets tell."""
    mark = _end(event)
    if isinstance(event, ScalarEvent):
        # Folded and literal text ends at the start of the line behind it.
        return mark.line - (event.style in ("|", ">") and mark.column == 0)
    if isinstance(event, _CLOSING) and _start(event).index != mark.index:
        return mark.line
    return _start(event).line if isinstance(event, _OPENING) else 0


def _start(event: Event) -> Mark:
    # PyYAML's own parser, not libyaml, gives the events, and it marks each of them.
    return cast(Mark, event.start_mark)


def _end(event: Event) -> Mark:
    return cast(Mark, event.end_mark)
