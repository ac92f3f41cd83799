"""Builds plain values from YAML events, and writes down where each stands.

Nothing is composed, so no alias grows, and the depth is bounded before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from continuity.structure import Json
from continuity.workspace.document import Spot
from continuity.workspace.scalars import Decimal, plain

__all__ = ["DEEPEST", "MOST", "Builder", "TooMuch", "spot_of"]

DEEPEST = 48
"""Levels of lists and mappings in one another."""
MOST = 60_000
"""Values in one file."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class TooMuch(Exception):
    """The file passes a cap; nothing of it is used."""

    def __init__(self, spot: Spot, message: str, code: str = "yaml-too-much", hint: str = "Split the file.") -> None:
        super().__init__(message)
        self.spot = spot
        self.code = code
        self.hint = hint


def spot_of(event: Event) -> Spot:
    """Where an event begins, counted from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


class Complain(Protocol):
    """Takes one problem."""

    def __call__(self, spot: Spot, code: str, message: str, hint: str = "") -> None:
        """Say what is wrong at ``spot``."""


class Builder:
    """One document's worth of building; ``complain`` hears of everything that is refused."""

    def __init__(self, events: Iterator[Event], complain: Complain) -> None:
        self._events = events
        self._complain = complain
        self._count = 0
        self.values: dict[str, Spot] = {}
        self.keys: dict[str, Spot] = {}

    def build(self, event: Event, at: str = "", depth: int = 0) -> Json:
        """The value that begins with ``event``; raises ``TooMuch``."""
        spot = spot_of(event)
        self._count += 1
        if self._count > MOST:
            raise TooMuch(spot, f"more than {MOST} values in one file")
        self.values[at] = spot
        if type(event) is ScalarEvent:
            return self._scalar(event, spot)
        return self._collection(event, at, depth, spot)

    def _collection(self, event: Event, at: str, depth: int, spot: Spot) -> Json:
        if isinstance(event, AliasEvent):
            self._complain(
                spot, "yaml-alias", f"*{event.anchor} points elsewhere in the file", "Write the value here again."
            )
            return None
        if depth >= DEEPEST:
            raise TooMuch(spot, f"more than {DEEPEST} levels of lists and mappings in one another")
        if isinstance(event, SequenceStartEvent | MappingStartEvent):
            self._refuse_marks(event, spot)
            return (
                self._sequence(at, depth + 1) if isinstance(event, SequenceStartEvent) else self._mapping(at, depth + 1)
            )
        raise TooMuch(spot, f"{type(event).__name__} where a value should begin")

    def _sequence(self, at: str, depth: int) -> Json:
        items: list[Json] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            items.append(self.build(event, f"{at}/{len(items)}", depth))
        return items

    def _mapping(self, at: str, depth: int) -> Json:
        result: dict[str, Json] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            spot = spot_of(event)
            key = self._key(event, spot, at, depth)
            inner = f"{at}/{key.replace('~', '~0').replace('/', '~1')}" if "/" in key or "~" in key else f"{at}/{key}"
            if key in result:
                self._complain(
                    spot,
                    "yaml-duplicate-key",
                    f"{key!r} stands here twice; it is also on line {self.keys[inner][0]}",
                    "Keep one of them.",
                )
            self.keys[inner] = spot
            result[key] = self.build(next(self._events), inner, depth)
        return result

    def _key(self, event: Event, spot: Spot, at: str, depth: int) -> str:
        if not isinstance(event, ScalarEvent):
            self.build(event, f"{at}/?", depth)
            self._complain(spot, "yaml-key", "a list or a mapping stands where a word should be", "Write: word: value.")
            return "?"
        value = self._scalar(event, spot)
        if not isinstance(value, str):
            self._complain(
                spot,
                "yaml-key",
                f"{event.value or 'nothing'} is no word to stand before a colon",
                f'Write it in quotes: "{event.value}".',
            )
            return str(event.value)
        return value

    def _scalar(self, event: ScalarEvent, spot: Spot) -> Json:
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event, spot)
        text: str = event.value
        if not text.isprintable() and _CONTROL.search(text):
            self._complain(
                spot, "yaml-control-character", "an invisible control character is in this text", "Take it out."
            )
            return ""
        if not event.implicit[0]:
            return text
        try:
            return plain(text)
        except Decimal as error:
            self._complain(spot, "yaml-number", str(error), f'Write it in quotes if it is text: "{text[:40]}".')
            return text

    def _refuse_marks(self, event: ScalarEvent | SequenceStartEvent | MappingStartEvent, spot: Spot) -> None:
        if event.anchor is not None:
            self._complain(
                spot,
                "yaml-anchor",
                f"&{event.anchor} names a value to use again",
                "Take it out; write values where they are used.",
            )
        if event.tag is not None:
            self._complain(spot, "yaml-tag", f"{event.tag} is a YAML tag", "Take it out; tags are not read here.")
