"""What lies beside the chain, sealed into it by hash: texts that may be erased, and the series of readings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from continuity.evidence.finding import Finding, Trouble
from continuity.evidence.order import Link
from continuity.journal.bodies import JsonObject, JsonValue, NotRecordable
from continuity.journal.sealed import MARK, markers
from continuity.journal.series import SERIES_SEALED, Seal
from continuity.journal.store import SealedRow

__all__ = ["SeriesCheck", "TextCheck", "check_series", "check_texts", "seals"]


@dataclass(frozen=True, slots=True)
class TextCheck:
    """Texts that are wrong, and the hashes of those that are gone; ``untold`` are gone without a word about it."""

    findings: tuple[Finding, ...]
    erased: frozenset[str]
    untold: frozenset[str]


@dataclass(frozen=True, slots=True)
class SeriesCheck:
    """What is wrong with a series file, and what is only worth knowing."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


def check_texts(chain: Sequence[Link], texts: Iterable[SealedRow]) -> TextCheck:
    """Hash every text again; a text that is gone is no damage, for erasing is allowed."""
    marked = {link.seq: _marked(link) for link in chain if link.seq is not None}
    kinds = {link.seq: link.kind for link in chain}
    findings, there = [], set()
    for text in texts:
        there.add((text.seq, text.hash))
        if text.seq <= len(chain) and (wrong := _wrong(text, marked.get(text.seq, frozenset()))):
            findings.append(Finding(Trouble.TEXT, text.seq, kinds.get(text.seq), wrong))
    gone = frozenset(hash_ for seq, hashes in marked.items() for hash_ in hashes if (seq, hash_) not in there)
    return TextCheck(tuple(findings), gone, _untold(chain, gone))


def seals(chain: Sequence[Link]) -> Mapping[int, Seal | None]:
    """The seals that events carry, by ``seq``; None for one that cannot be read."""
    return {link.seq: _seal(link) for link in chain if link.seq and link.kind == SERIES_SEALED}


def check_series(path: Path, sealed: Mapping[int, Seal | None]) -> SeriesCheck:
    """Hash the file up to each seal again; a missing file counts as empty."""
    data = path.read_bytes() if path.is_file() else b""
    findings = [
        Finding(Trouble.SERIES, seq, SERIES_SEALED, wrong)
        for seq, seal in sealed.items()
        if (wrong := _unlike(path, data, seq, seal))
    ]
    return SeriesCheck(tuple(findings[:1]), _after(path, data, sealed))


def _unlike(path: Path, data: bytes, seq: int, seal: Seal | None) -> str | None:
    if seal is None:
        return f"event {seq} seals a series, but does not say what it held"
    if not path.is_file():
        return f"{path} is not there; event {seq} sealed {seal.lines} readings in it"
    if len(data) < seal.bytes:
        return f"{path} has {len(data)} bytes; event {seq} sealed {seal.bytes}: readings were cut off"
    prefix = data[: seal.bytes]
    if hashlib.sha256(prefix).hexdigest() != seal.sha256 or prefix.count(b"\n") != seal.lines:
        return f"the first {seal.lines} readings in {path} are not those that event {seq} sealed"
    return None


def _after(path: Path, data: bytes, sealed: Mapping[int, Seal | None]) -> tuple[str, ...]:
    rest = data[max((seal.bytes for seal in sealed.values() if seal), default=0) :]
    torn = len(rest) - (rest.rfind(b"\n") + 1)
    notes = []
    if whole := rest.count(b"\n"):
        notes.append(f"{whole} readings in {path} came after the last seal and are not proven")
    if torn:
        notes.append(f"{path} ends in an incomplete line of {torn} bytes, after the last seal")
    return tuple(notes)


def _wrong(text: SealedRow, marked: frozenset[str]) -> str | None:
    if text.sealed.hash != text.hash:
        return f"a text beside event {text.seq} was changed: it no longer has the hash {text.hash}"
    if text.hash not in marked:
        return f"a text lies beside event {text.seq} that the event does not refer to ({text.hash})"
    return None


def _untold(chain: Sequence[Link], gone: frozenset[str]) -> frozenset[str]:
    """Those that no event names in plain (a marker alone does not count)."""
    if not gone:
        return gone
    told = {text for link in chain if link.event for text in _plain_texts(link.event.body)}
    return gone - told


def _plain_texts(body: JsonObject) -> Iterable[str]:
    waiting: list[JsonValue] = [body]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting.extend(inner for key, inner in value.items() if key != MARK)
        elif isinstance(value, list):
            waiting.extend(value)


def _marked(link: Link) -> frozenset[str]:
    try:
        return frozenset(markers(link.event.body)) if link.event else frozenset()
    except (NotRecordable, RecursionError):
        return frozenset()


def _seal(link: Link) -> Seal | None:
    try:
        return Seal.from_body(link.event.body) if link.event else None
    except ValueError:
        return None
