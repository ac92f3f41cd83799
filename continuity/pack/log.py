"""A log that came back from a pack's page: read strictly, its digest checked, every time with its zone."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import rfc8785

from continuity.clock import from_iso
from continuity.errors import EvidenceDamaged, UsageProblem
from continuity.ledger.cards import card_in, without_cards

__all__ = ["KINDS", "Control", "Entry", "PackLog", "read_log"]

_LARGEST = 16 * 1024 * 1024
_DEVICE = re.compile(r"[0-9a-f]{16}")
KINDS = frozenset(
    ("start", "finish", "block", "unblock", "skip", "reopen", "note", "capture", "void", "sign", "clock", "batch")
)
"""What can be written down in a pack's page."""

_Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Control:
    """What somebody counted and added up; amounts in minor units by currency."""

    count: int
    totals: Mapping[str, int]
    hash_total: int
    numbers: tuple[str, ...] = ()
    """The forms among them that the device itself had."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was written down; times in milliseconds UTC. What a kind does not have is empty."""

    counter: int
    kind: str
    at: int
    saved_at: int
    person: str
    initials: str = ""
    role: str = ""
    key: str = ""
    text: str = ""
    """The words of a note, or the reason of anything else."""
    second: str | None = None
    number: str = ""
    form: str = ""
    witness: str = ""
    approved_by: str | None = None
    wall: str = ""
    name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """The fields of a form, or the answers of a step."""
    control: Control | None = None


@dataclass(frozen=True, slots=True)
class PackLog:
    """A whole log, and the SHA-256 of the file that it was read from."""

    device: str
    copy: int
    edition: str
    runbook: str
    role: str
    mode: str
    exported_at: int
    entries: tuple[Entry, ...]
    sha256: str
    stamp: str = ""


def read_log(data: bytes) -> PackLog:
    """Read an exported file. ``UsageProblem`` for what is no log, ``EvidenceDamaged`` for one that was changed."""
    try:
        text = data.decode("utf-8-sig") if len(data) <= _LARGEST else "null"
        value = json.loads(text, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as problem:
        raise UsageProblem("this is no log of a pack", hint="It is the file that “Save the file” wrote.") from problem
    if not isinstance(value, dict) or value.get("format") != "pack-log/1":
        raise UsageProblem("this is no log of a pack", hint="It is the file that “Save the file” wrote.")
    digest = value.pop("digest", "")
    try:
        held = hashlib.sha256(rfc8785.dumps(value)).hexdigest() == digest
    except (rfc8785.CanonicalizationError, RecursionError):
        held = False
    if not held:
        raise EvidenceDamaged(
            "the log is not what the page wrote: its digest does not fit", hint="Save the file again on the device."
        )
    try:
        return _log(value, hashlib.sha256(data).hexdigest())
    except (KeyError, TypeError, ValueError) as problem:
        raise UsageProblem(f"the log cannot be read: {problem}", hint="Was it written by another version?") from problem


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose names are all different: behind a second one of the same name, anything could hide."""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name stands twice")
    return value


def _log(value: _Json, sha256: str) -> PackLog:
    pack = cast(_Json, value["pack"])
    device = _device(_text(value, "device"))
    rows = cast("list[_Json]", value["entries"])
    entries = tuple(_entry(row) for row in rows)
    if [entry.counter for entry in entries] != list(range(1, len(entries) + 1)):
        raise ValueError("its entries are not counted from 1 without a gap")
    stamp = _text(pack, "stamp", "")
    what = (_text(pack, "sha256"), _text(pack, "runbook"), _text(pack, "role"), _text(pack, "mode"))
    return PackLog(device, _whole(pack, "copy"), *what, _moment(value, "exported_at"), entries, sha256, stamp)


def _device(name: str) -> str:
    """The random name of a device; one that by chance looks like a card number goes by its hash."""
    if not _DEVICE.fullmatch(name):
        raise ValueError("the device has no name")
    while card_in(name):
        name = hashlib.sha256(name.encode()).hexdigest()[:16]
    return name


def _entry(row: _Json) -> Entry:
    kind = _text(row, "kind")
    if kind not in KINDS:
        raise ValueError(f"nobody knows the kind {without_cards(kind)[:20]!r}")
    given = cast(_Json, row.get("fields" if kind == "capture" else "answers") or {})
    return Entry(
        counter=_whole(row, "counter"),
        kind=kind,
        at=_moment(row, "at"),
        saved_at=_moment(row, "saved_at"),
        person=_text(row, "person"),
        initials=_text(row, "initials", ""),
        role=_text(row, "role", ""),
        key=_text(row, "key", ""),
        text=_text(row, "text" if kind == "note" else "reason", ""),
        second=_text(row, "second", "") or None,
        number=_text(row, "number", ""),
        form=_text(row, "form", ""),
        witness=_text(row, "witness", ""),
        approved_by=_text(row, "approved_by", "") or None,
        wall=_text(row, "wall", ""),
        name=_text(row, "name", ""),
        fields={name: _text(given, name) for name in given},
        control=_control(cast(_Json, row["control"])) if "control" in row else None,
    )


def _control(row: _Json) -> Control:
    totals, numbers = cast(_Json, row["totals"]), cast("list[object]", row.get("numbers") or [])
    if not all(isinstance(one, str) for one in numbers):
        raise ValueError("a number in a batch is no text")
    figures = (_whole(row, "count"), {name: _whole(totals, name) for name in totals}, _whole(row, "hash_total"))
    return Control(*figures, tuple(str(one) for one in numbers))


def _text(row: _Json, name: str, absent: str | None = None) -> str:
    value = row[name] if absent is None else row.get(name, absent)
    if not isinstance(value, str):
        raise ValueError(f"{name} is no text")
    return value


def _moment(row: _Json, name: str) -> int:
    try:
        return from_iso(_text(row, name))
    except ValueError:
        raise ValueError(f"{name} is no time") from None


def _whole(row: _Json, name: str) -> int:
    value = row[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{name} is no number")
    return value
