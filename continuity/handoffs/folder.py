"""``folder``: the batch is laid into a folder that the receiver watches, and its answer lies beside it.

``BATCH.json`` and ``BATCH.csv`` appear whole. The receiver writes ``BATCH.ack.json``, with the words of an HTTP answer.
"""

from __future__ import annotations

from pathlib import Path

from continuity.errors import Refused
from continuity.handoffs.courier import Answer, Courier, Kind, NoAnswer, Parcel
from continuity.handoffs.papers import write_whole
from continuity.handoffs.post import LARGEST, Reply
from continuity.handoffs.wording import answer_of, payload
from continuity.plan.organisation import Receiver
from continuity.structure import JsonObject

__all__ = ["FOLDER"]

_SCHEMA: JsonObject = {
    "type": "object",
    "required": ["path"],
    "properties": {"kind": {"const": "folder"}, "path": {"type": "string", "minLength": 1}},
}


class _ByFolder:
    def __init__(self, path: str, test: bool) -> None:
        self._folder = Path(path)
        self._test = test

    def deliver(self, parcel: Parcel, *, deadline_s: float) -> Answer:
        if parcel.batch.drill and not self._test:
            raise Refused(
                f"{parcel.batch.id} is a drill's batch, and {parcel.to} is not marked test",
                hint="Practice orders go to stand-ins or to an environment with test: true.",
            )
        try:
            self._lay(parcel)
            return self._answer(parcel)
        except OSError as problem:
            return NoAnswer(f"{parcel.to}: {self._folder}: {problem.strerror or type(problem).__name__}")

    def _lay(self, parcel: Parcel) -> None:
        """The same batch again is the same file; one that was taken away is laid there again."""
        text = payload(parcel).decode()
        path = self._folder / f"{parcel.batch.id}.json"
        if not path.exists() or path.read_text("utf-8") != text:
            write_whole(path, text)

    def _answer(self, parcel: Parcel) -> Answer:
        path = self._folder / f"{parcel.batch.id}.ack.json"
        if not path.exists():
            return NoAnswer(f"{parcel.to}: {path.name} is not there yet")
        with path.open("rb") as file:
            return answer_of(Reply(200, file.read(LARGEST)), parcel)


def _check(receiver: Receiver) -> tuple[str, ...]:
    if not receiver.path:
        return ("a folder receiver needs a path, like /srv/exchange/accounting",)
    return ("a folder has no url; leave it out, or write kind: http",) if receiver.url else ()


def _make(receiver: Receiver, test: bool) -> Courier:
    return _ByFolder(receiver.path or "", test)


FOLDER = Kind("folder", _SCHEMA, _check, _make)
