"""``http``: the batch is posted as JSON to ``URL/batches``, and the receiver's answer is its acknowledgement."""

from __future__ import annotations

from urllib.parse import urlsplit

from continuity.errors import Refused
from continuity.handoffs.courier import Answer, Courier, Kind, NoAnswer, Parcel
from continuity.handoffs.post import Silence, post
from continuity.handoffs.wording import answer_of, payload
from continuity.plan.organisation import Receiver
from continuity.structure import JsonObject

__all__ = ["HTTP"]

_SCHEMA: JsonObject = {
    "type": "object",
    "required": ["url"],
    "properties": {"kind": {"const": "http"}, "url": {"type": "string", "pattern": "^(https?://|stand-in:)."}},
}


class _ByPost:
    def __init__(self, url: str, test: bool) -> None:
        self._url = url.rstrip("/") + "/batches"
        self._test = test

    def deliver(self, parcel: Parcel, *, deadline_s: float) -> Answer:
        if parcel.batch.drill and not self._test:
            raise Refused(
                f"{parcel.batch.id} is a drill's batch, and {parcel.to} is not marked test",
                hint="Practice orders go to stand-ins or to an environment with test: true.",
            )
        try:
            reply = post(self._url, payload(parcel), deadline_s)
        except Silence as silence:
            return NoAnswer(f"{parcel.to}: {silence.message}")
        return answer_of(reply, parcel)


def _check(receiver: Receiver) -> tuple[str, ...]:
    if not receiver.url:
        return ("an http receiver needs a url, like http://127.0.0.1:8080 or stand-in:accounting",)
    if receiver.url.startswith("stand-in:"):
        return ()
    try:
        parts = urlsplit(receiver.url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    return () if fits else (f"{receiver.url} is no address; write it like https://accounting.example/inbox",)


def _make(receiver: Receiver, test: bool) -> Courier:
    return _ByPost(receiver.url or "", test)


HTTP = Kind("http", _SCHEMA, _check, _make)
