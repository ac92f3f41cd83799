"""The organisation: what it does, where it meets other systems, and how that can be watched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from continuity.structure import Duration

ListKind = Literal["prices", "customers", "credit", "stock"]


@dataclass(frozen=True, slots=True)
class Team:
    """People who work together."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Mbco:
    """Minimum business continuity objective (ISO 22301): ``count`` records in any span of ``within``."""

    count: int
    within: Duration


@dataclass(frozen=True, slots=True)
class Process:
    """A business activity with an owner; the times are targets, never achievements."""

    id: str
    title: str
    owner: str
    rto: Duration
    mtpd: Duration
    rpo: Duration = Duration(0)
    mbco: Mbco | None = None


@dataclass(frozen=True, slots=True)
class Expect:
    """What a healthy answer looks like; ``json`` maps JSON pointers to expected values."""

    status: int | None = None
    """None takes any status from 200 to 299."""
    contains: str | None = None
    json: Mapping[str, object] = field(default_factory=dict)
    fresh: str | None = None
    """JSON pointer to an RFC 3339 time in the answer that may be no older than ``fresh_within``."""
    fresh_within: Duration = Duration(60_000)


@dataclass(frozen=True, slots=True)
class Probe:
    """An independent look at a point: one HTTP request, or a TCP connect when ``path`` is absent.

    It goes through the point's proxy unless ``url`` names another address.
    """

    id: str
    path: str | None = None
    url: str | None = None
    method: str = "GET"
    body: str | None = None
    """What to send; a probe that writes is for test environments only."""
    headers: Mapping[str, str] = field(default_factory=dict)
    expect: Expect = field(default_factory=Expect)
    every: Duration = Duration(5_000)
    timeout: Duration = Duration(2_000)


@dataclass(frozen=True, slots=True)
class Proxy:
    """The Toxiproxy proxy in front of a point.

    ``upstream`` is ``host:port`` or ``stand-in:NAME``; without ``listen`` a free loopback port is taken.
    """

    name: str
    upstream: str
    listen: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a point is found in one environment."""

    proxy: Proxy | None = None
    switch: str | None = None
    """``stand-in:NAME``, whose switch plays faults above TCP."""
    probes: tuple[Probe, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """An integration point: where a process meets another system over a network."""

    id: str
    title: str
    process: str
    owner: str
    direction: str = "both"
    protocol: str = ""
    signs: tuple[str, ...] = ()
    fallback: str | None = None
    rto: Duration | None = None
    rpo: Duration | None = None
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Server:
    """A Toxiproxy server that people run."""

    id: str
    url: str


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who takes batches: ``http`` posts them to ``url``, ``person`` has somebody read them back."""

    kind: str = "person"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class BackEntry:
    """Where captured records go home: an idempotent upsert over HTTP.

    ``upsert``, ``read`` and ``search`` are paths; ``{number}`` and ``{prefix}`` are filled in.
    """

    url: str
    upsert: str
    read: str
    search: str
    kind: str = "http"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Environment:
    """A place where drills may run; ``test`` says that simulated traffic is welcome there."""

    id: str
    title: str
    test: bool = False
    server: str | None = None
    stand_ins: tuple[str, ...] = ()
    receivers: Mapping[str, Receiver] = field(default_factory=dict)
    back_entry: BackEntry | None = None
    traffic: str | None = None
    """Point through which the order-entry stand-in sends its orders."""


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """What people look up while the CRM is away: a CSV file, how old it is and how old it may be.

    ``as_of`` (RFC 3339) stands here, or in the file's first line: ``# as of 2026-11-22T18:00+01:00``.
    """

    id: str
    title: str
    kind: ListKind
    file: str
    max_age: Duration
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """Weekly hours in the organisation's time zone, ``08:00``-``18:00``."""

    days: tuple[str, ...]
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """The content of ``continuity.yaml``."""

    format: str
    id: str
    title: str
    time_zone: str
    currency: str
    teams: tuple[Team, ...] = ()
    processes: tuple[Process, ...] = ()
    points: tuple[Point, ...] = ()
    environments: tuple[Environment, ...] = ()
    servers: tuple[Server, ...] = ()
    service_hours: tuple[ServiceHours, ...] = ()
    holidays: tuple[str, ...] = ()
    channels: Mapping[str, str] = field(default_factory=dict)
    lists: tuple[ReferenceList, ...] = ()

    def point(self, id: str) -> Point:
        """The point of that id; ``KeyError`` when there is none."""
        return {point.id: point for point in self.points}[id]

    def process(self, id: str) -> Process:
        """The process of that id; ``KeyError`` when there is none."""
        return {process.id: process for process in self.processes}[id]

    def environment(self, id: str) -> Environment:
        """The environment of that id; ``KeyError`` when there is none."""
        return {environment.id: environment for environment in self.environments}[id]
