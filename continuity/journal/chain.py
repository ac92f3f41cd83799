"""The chain: canonical bytes (RFC 8785), and a hash that ties each event to the one before it."""

from __future__ import annotations

import hashlib
import json

from continuity.errors import EvidenceDamaged
from continuity.journal.bodies import JsonObject, NotRecordable

__all__ = ["GENESIS", "canonical", "fits", "link"]

GENESIS = "0" * 64
"""What the first event of a stream follows: 32 zero bytes."""

_JSON = json.JSONEncoder(sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def canonical(value: JsonObject) -> bytes:
    """Write a plain value (see ``bodies.plain``) as RFC 8785 has it; needed to append, never to verify.

    Without floats and beyond-ASCII keys, whose order RFC 8785 3.2.3 takes from UTF-16, sorted JSON is that already,
    and the standard library writes it in a tenth of the time.
    """
    text = _JSON.encode(value)
    if text.isascii():
        return text.encode()
    import rfc8785  # 12 ms that `status` and `--help` need not pay

    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise NotRecordable(f"the event cannot be written in canonical form: {error}") from error


def link(prev: str, data: bytes) -> str:
    """SHA-256, in hex, of the 32 bytes of the previous hash followed by the event's own bytes."""
    try:
        return hashlib.sha256(bytes.fromhex(prev) + data).hexdigest()
    except ValueError:
        raise EvidenceDamaged(f"{prev!r} stands where the hash of an event belongs", "Run continuity verify.") from None


def fits(prev: str, data: bytes, hash_: str) -> bool:
    """Whether the hash is the link of those bytes to that previous hash; False as well where it is no hash at all."""
    try:
        return link(prev, data) == hash_
    except EvidenceDamaged:
        return False
