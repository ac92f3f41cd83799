"""A log in which somebody wrote a card number or a security code: where it stands, and a copy without those digits."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from continuity.ledger.cards import blotted, card_in

__all__ = ["Blot", "Labels", "blot", "blots_by_entry"]

Labels = Mapping[str, Collection[str]]
"""What fields are called, by their ids: a bare code is one under a label that asks for it."""
_DIGESTS = ("/digest", "/pack/sha256")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ENTRY = re.compile(r"/entries/(\d+)/(.+)")


@dataclass(frozen=True, slots=True)
class Blot:
    """Where something stood that may not be kept: in which entry (none: beside them), in which field, and what."""

    entry: int | None
    field: str
    what: str

    @property
    def reason(self) -> str:
        """``customer: this looks like a card number; never write one down``."""
        return f"{self.field}: this looks like {self.what}; never write one down"


def blot(data: bytes, labels: Labels) -> tuple[tuple[Blot, ...], bytes]:
    """Every place in a log that holds one, and the log with those digits blotted out.

    The copy is no log any more: its digest is that of the original.
    """
    out = _Out(labels)
    value = out.copy(json.loads(data.decode("utf-8-sig")), "")
    return tuple(out.blots), json.dumps(value, ensure_ascii=False, indent=1).encode()


def blots_by_entry(blots: Collection[Blot]) -> dict[int, str]:
    """Why entries cannot be taken, by counter."""
    counters = dict.fromkeys(one.entry for one in blots if one.entry is not None)
    return {counter: "; ".join(one.reason for one in blots if one.entry == counter) for counter in counters}


@dataclass(slots=True)
class _Out:
    labels: Labels
    blots: list[Blot] = field(default_factory=list)

    def copy(self, value: object, at: str) -> object:
        if isinstance(value, dict):
            return {
                self._text(name, f"{at}/a name"): self.copy(one, f"{at}/{_safe(name)}") for name, one in value.items()
            }
        if isinstance(value, list):
            return [self.copy(one, f"{at}/{number}") for number, one in enumerate(value, 1)]
        if isinstance(value, str):
            return value if at in _DIGESTS and _DIGEST.fullmatch(value) else self._text(value, at)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            text = repr(value)
            return value if card_in(text) is None else self._text(text, at)
        return value

    def _text(self, text: str, at: str) -> str:
        for label in self._called(at):
            what = card_in(text, label)
            if what is not None:
                self.blots.append(_blot(at, what))
                return blotted(text, label)
        return text

    def _called(self, at: str) -> Iterator[str]:
        name = at.rpartition("/")[2]
        yield from ("", name, *self.labels.get(name, ()))


def _blot(at: str, what: str) -> Blot:
    found = _ENTRY.fullmatch(at)
    counter, path = (int(found[1]), found[2]) if found else (None, at.removeprefix("/"))
    return Blot(counter, path.removeprefix("fields/").removeprefix("answers/").replace("/", "."), what)


def _safe(name: str) -> str:
    return "a name" if card_in(name) else name
