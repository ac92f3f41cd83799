"""What is promised before a fault goes in, and the facts noted since: values, and their form on disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from continuity.faults.process import ProcessRef
from continuity.faults.shapes import (
    Misshapen,
    Scalar,
    flag,
    maybe_number,
    maybe_text,
    number,
    parse,
    table,
    text,
)

__all__ = [
    "HELD",
    "LOCAL",
    "NORMAL",
    "Fact",
    "Found",
    "Obligation",
    "Params",
    "Promise",
    "ServerRef",
    "What",
    "decode_fact",
    "decode_promise",
    "encode_fact",
    "encode_promise",
]

FORMAT = "obligation/1"
NORMAL = "ok"
"""The mode of a stand-in's switch without a fault."""
Params = Mapping[str, Scalar | tuple[str, ...] | Mapping[str, Scalar]]


class Promise(StrEnum):
    """What is to be taken back."""

    DISABLE = "disable"
    TOXIC = "toxic"
    PROXY = "proxy"
    SWITCH = "switch"
    UPSTREAM = "upstream"
    FILE = "file"
    COMMAND = "command"


HELD = (Promise.TOXIC, Promise.DISABLE, Promise.UPSTREAM)
"""Faults at a proxy that others may use too, so that a marker must hold it."""
LOCAL = (Promise.FILE, Promise.COMMAND)
"""Faults on the machine itself: no server knows of them, so only that machine can take them out."""


class What(StrEnum):
    """What can be noted about an obligation."""

    MARKER_HELD = "marker held"
    FOUND = "state found"
    INJECTED = "injected"
    TRYING = "heal attempt"
    REMOVED = "removed"
    NOT_HEALED = "not healed"
    CLOSED = "closed"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class ServerRef:
    """A server that holds faults: a Toxiproxy API, or a stand-in with a switch.

    ``ephemeral`` means that we started it ourselves, as process ``pid`` (started at ``pid_started``): when that
    process is gone, so is all it held in memory. The token is never written down, only that one is wanted.
    """

    url: str
    token: str | None = field(default=None, repr=False)
    ephemeral: bool = False
    pid: int | None = None
    pid_started: str | None = None
    wants_token: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The proxy as it was before any fault of the run."""

    enabled: bool
    listen: str
    upstream: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened to an obligation: when (ms UTC), what, who noted it, and in words."""

    at: int
    what: What
    by: str
    detail: str = ""
    found: Found | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """A promise to heal one fault, as it lies on disk.

    ``target`` is the proxy's name, the stand-in's name for a switch, the point's for a file or a command. ``params``
    are those of the fault, with what healing it takes; for a proxy made for stand-ins its ``listen`` and
    ``upstream``. ``damage`` tells of lines that could not be read.
    """

    id: str
    run: str
    fault: str
    promise: Promise
    kind: str
    server: ServerRef
    target: str
    deadline_ms: int
    made_at: int
    holder: str
    conductor: ProcessRef
    params: Params = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    path: Path = Path()
    damage: tuple[str, ...] = ()

    @property
    def toxic(self) -> str:
        """The name that the fault's toxic bears on the server."""
        return f"continuity-{self.run}-{self.fault}"

    @property
    def found(self) -> Found | None:
        """The proxy as it was before; ``None`` when nobody got so far, so that nothing was injected either."""
        return next((fact.found for fact in reversed(self.facts) if fact.found), None)

    @property
    def injected(self) -> bool:
        """Whether the fault was read back from the server."""
        return any(fact.what is What.INJECTED for fact in self.facts)

    @property
    def removed(self) -> bool:
        """Whether somebody has already taken the fault out; the obligation stays open until its maker cannot act."""
        return any(fact.what in (What.REMOVED, What.CLOSED) for fact in self.facts)

    @property
    def closed(self) -> bool:
        """Whether nobody has to keep the promise any more: it is kept, or a person gave it up."""
        return any(fact.what in (What.CLOSED, What.GIVEN_UP) for fact in self.facts)

    @property
    def failed(self) -> Fact | None:
        """The healing that failed last, when nothing has healed the fault since; an attempt alone changes nothing."""
        told = [fact for fact in self.facts if fact.what is not What.TRYING]
        return told[-1] if told and told[-1].what is What.NOT_HEALED else None

    def noting(self, fact: Fact) -> Obligation:
        """Make the same obligation with one more fact."""
        return replace(self, facts=(*self.facts, fact))


def encode_promise(obligation: Obligation) -> bytes:
    """Write the first line of an obligation's file."""
    server, conductor = obligation.server, obligation.conductor
    record: dict[str, object] = {
        "format": FORMAT,
        "id": obligation.id,
        "run": obligation.run,
        "fault": obligation.fault,
        "promise": obligation.promise.value,
        "kind": obligation.kind,
        "target": obligation.target,
        "deadline_ms": obligation.deadline_ms,
        "made_at": obligation.made_at,
        "holder": obligation.holder,
        "params": dict(obligation.params),
        "server": {
            "url": server.url,
            "wants_token": server.wants_token or server.token is not None,
            "ephemeral": server.ephemeral,
            "pid": server.pid,
            "pid_started": server.pid_started,
        },
        "conductor": {"pid": conductor.pid, "started": conductor.started, "machine": conductor.machine},
    }
    return _line(record)


def decode_promise(line: bytes, path: Path) -> Obligation:
    """Read the first line; raises ``Misshapen`` when it is no promise of a format that we know."""
    record = table(parse(line))
    if record.get("format") != FORMAT:
        raise Misshapen(f"format {record.get('format')!r} is not {FORMAT}")
    server, conductor = table(record.get("server")), table(record.get("conductor"))
    return Obligation(
        id=text(record, "id"),
        run=text(record, "run"),
        fault=text(record, "fault"),
        promise=_promise(text(record, "promise")),
        kind=text(record, "kind"),
        target=text(record, "target"),
        deadline_ms=number(record, "deadline_ms"),
        made_at=number(record, "made_at"),
        holder=text(record, "holder"),
        params=_params(table(record.get("params"))),
        server=ServerRef(
            text(server, "url"),
            None,
            flag(server, "ephemeral"),
            maybe_number(server, "pid"),
            maybe_text(server, "pid_started"),
            server.get("wants_token") is True,
        ),
        conductor=ProcessRef(number(conductor, "pid"), text(conductor, "started"), text(conductor, "machine")),
        path=path,
    )


def encode_fact(fact: Fact) -> bytes:
    """Write one further line."""
    record: dict[str, object] = {"at": fact.at, "what": fact.what.value, "by": fact.by}
    if fact.detail:
        record["detail"] = fact.detail
    if fact.found:
        record["found"] = {
            "enabled": fact.found.enabled,
            "listen": fact.found.listen,
            "upstream": fact.found.upstream,
        }
    return _line(record)


def decode_fact(line: bytes) -> Fact:
    """Read one further line; raises ``Misshapen``."""
    record = table(parse(line))
    found = table(record["found"]) if record.get("found") is not None else None
    try:
        what = What(text(record, "what"))
    except ValueError as problem:
        raise Misshapen(str(problem)) from None
    return Fact(
        number(record, "at"),
        what,
        text(record, "by"),
        maybe_text(record, "detail") or "",
        Found(flag(found, "enabled"), text(found, "listen"), text(found, "upstream")) if found else None,
    )


def _promise(value: str) -> Promise:
    try:
        return Promise(value)
    except ValueError:
        raise Misshapen(f"{value!r} is no promise that this version knows") from None


def _params(record: Mapping[str, object]) -> Params:
    return {key: _param(value) for key, value in record.items()}


def _param(value: object) -> Scalar | tuple[str, ...] | Mapping[str, Scalar]:
    if isinstance(value, dict):
        return _scalars(value)
    if isinstance(value, list):
        if not all(isinstance(each, str) for each in value):
            raise Misshapen("a list of texts was expected")
        return tuple(value)
    return _scalar(value)


def _scalars(record: Mapping[str, object]) -> Mapping[str, Scalar]:
    return {key: _scalar(value) for key, value in record.items()}


def _scalar(value: object) -> Scalar:
    if value is None or isinstance(value, int | str | bool):
        return value
    raise Misshapen(f"a plain value was expected, not {type(value).__name__}")


def _line(record: Mapping[str, object]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
