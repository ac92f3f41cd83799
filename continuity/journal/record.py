"""An event as bytes and back: what goes into the chain and what a reader gets out of it."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import NotRequired, TypedDict, cast

from continuity.clock import from_iso, to_iso
from continuity.errors import EvidenceDamaged
from continuity.journal.bodies import LARGEST, JsonValue, NotRecordable, plain, plain_object
from continuity.journal.chain import canonical, link
from continuity.journal.envelope import Actor, Draft, Event, Known
from continuity.journal.sealed import SALT_BYTES, markers

__all__ = ["FORMAT", "Record", "decode", "encode"]

FORMAT = "event/1"
"""The first word of the bytes' meaning; a later shape gets another."""

_JSON = json.JSONDecoder()
_OPTIONAL = ("role", "duty", "on_behalf_of", "source", "corrects")
_LAST_TIME = 253_402_300_799_999  # the year 9999 ends here; RFC 3339 has four digits


class _ActorRecord(TypedDict):
    id: str
    known: str


class Record(TypedDict):
    """The JSON object whose canonical bytes are hashed; what is absent is not written."""

    format: str
    stream: str
    seq: int
    kind: str
    at: str
    recorded_at: str
    actor: _ActorRecord
    body: dict[str, JsonValue]
    role: NotRequired[str]
    duty: NotRequired[str]
    on_behalf_of: NotRequired[str]
    source: NotRequired[str]
    corrects: NotRequired[int]


def encode(draft: Draft, stream: str, seq: int, prev: str, recorded_at: int) -> tuple[Event, bytes]:
    """The draft in its place, as ``decode`` will read it, and its canonical bytes.

    ``prev`` is the hash of the event before it. ``NotRecordable`` names what cannot be recorded.
    """
    body = plain_object(draft.body, "body")
    _check_sealed(draft, set(markers(body)))
    event = Event(
        stream=_name(stream, "stream"),
        seq=seq,
        kind=_name(draft.kind, "kind"),
        at=draft.at,
        recorded_at=recorded_at,
        actor=_actor(_name(draft.actor.id, "actor.id"), draft.actor.known),
        role=_name_or_none(draft.role, "role"),
        duty=_name_or_none(draft.duty, "duty"),
        on_behalf_of=_name_or_none(draft.on_behalf_of, "on_behalf_of"),
        source=_name_or_none(draft.source, "source"),
        body=body,
        corrects=None if draft.corrects is None else _earlier(draft.corrects, seq),
        prev=prev,
        hash="",
    )
    data = canonical(_record(event))
    return event._replace(hash=link(prev, data)), data


def _record(event: Event) -> dict[str, JsonValue]:
    at = _time(event.at, "at")
    fields: dict[str, JsonValue] = {
        "format": FORMAT,
        "stream": event.stream,
        "seq": event.seq,
        "kind": event.kind,
        "at": at,
        "recorded_at": at if event.recorded_at is event.at else _time(event.recorded_at, "recorded_at"),
        "actor": {"id": event.actor.id, "known": event.actor.known.value},
        "body": event.body,
    }
    optional = ((key, getattr(event, key)) for key in _OPTIONAL)
    fields.update((key, value) for key, value in optional if value is not None)
    return fields


def _parse(data: bytes) -> Record:
    text = data.decode()
    fields, end = _JSON.raw_decode(text)  # what `json.loads` does, less what it asks and looks for first
    if end != len(text):
        raise ValueError("something stands behind it")
    if not isinstance(fields, dict) or fields.get("format") != FORMAT:
        raise ValueError(f"not a record of format {FORMAT}")
    return cast(Record, fields)


def decode(data: bytes, prev: str, hash_: str, stream: str = "", seq: int = 0) -> Event:
    """Read an event from its bytes; ``stream`` and ``seq`` name the place if they raise ``EvidenceDamaged``."""
    try:
        return _event(_parse(data), prev, hash_)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        where = f"event {seq} of {stream}" if stream else "an event"
        raise EvidenceDamaged(
            f"{where} cannot be read: its bytes are no longer a record of an event ({error})",
            "Keep the file as it is, run continuity verify, and restore the last backup that verifies.",
        ) from error


def _event(fields: Record, prev: str, hash_: str) -> Event:
    at, recorded_at = fields["at"], fields["recorded_at"]
    happened = from_iso(at)
    return Event(
        fields["stream"],
        fields["seq"],
        fields["kind"],
        happened,
        happened if recorded_at == at else from_iso(recorded_at),
        _actor(fields["actor"]["id"], fields["actor"]["known"]),
        fields.get("role"),
        fields.get("duty"),
        fields.get("on_behalf_of"),
        fields.get("source"),
        fields["body"],
        fields.get("corrects"),
        prev,
        hash_,
    )


@lru_cache(maxsize=1_000)
def _actor(id: str, known: str) -> Actor:
    """Few act in a run, and each of them many thousand times."""
    return Actor(id, Known(known))


def _name(value: object, path: str) -> str:
    if type(value) is str and value and value.isascii():
        return value
    if not isinstance(value, str) or not value:
        raise NotRecordable(f"{path} is {value!r}; it must be a text that is not empty")
    return str(plain(value, path))


def _name_or_none(value: object, path: str) -> str | None:
    return None if value is None else _name(value, path)


def _time(value: object, path: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LAST_TIME:
        return to_iso(value)
    raise NotRecordable(f"{path} is {value!r}, not a time", "Give integer milliseconds since 1970, UTC.")


def _earlier(value: object, seq: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value < min(seq, LARGEST):
        return value
    raise NotRecordable(f"corrects is {value!r}; event {seq} can only correct an earlier one of its stream")


def _check_sealed(draft: Draft, marked: set[str]) -> None:
    if missing := marked - set(draft.sealed):
        raise NotRecordable(f"the body refers to the sealed text {min(missing)}, which was not given with it")
    for hash_, sealed in draft.sealed.items():
        if hash_ not in marked:
            raise NotRecordable(f"the sealed text {hash_} was given, but the body does not refer to it")
        if sealed.hash != hash_ or len(sealed.salt) < SALT_BYTES:
            raise NotRecordable(f"the sealed text {hash_} does not have that hash, or a salt under {SALT_BYTES} bytes")
