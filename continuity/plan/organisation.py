"""The organisation: what it does, where it meets other systems, and how that can be watched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from continuity.plan.bounds import Bounds, Preflight, ServiceHours
from continuity.plan.lists import ReferenceList
from continuity.structure import Duration

Makes = Literal["invoices", "shipments"]


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
    count: int | None = None
    """How many files must match; None is one at least."""
    min_bytes: int = 0
    max_age: Duration | None = None
    """How old the newest file may be."""


@dataclass(frozen=True, slots=True)
class Probe:
    """An independent look at a point: one HTTP request, or a TCP connect when ``path`` is absent.

    It goes through the point's proxy unless ``url`` names another address. With ``file`` it looks at files instead.
    """

    id: str
    path: str | None = None
    url: str | None = None
    file: str | None = None
    """A path whose last part may be a pattern; without a slash in front it counts from the workspace."""
    method: str = "GET"
    body: str | None = None
    """What to send; a probe that writes is for test environments only."""
    headers: Mapping[str, str] = field(default_factory=dict)
    expect: Expect = field(default_factory=Expect)
    every: Duration = Duration(5_000)
    timeout: Duration = Duration(2_000)


@dataclass(frozen=True, slots=True)
class Tls:
    """A point that speaks TLS: the server's ``name`` (SNI, Host and certificate), and who vouches for it.

    ``ca`` is a PEM file, the system's authorities without it. ``certificate`` and ``key`` are PEM files for a stub that
    answers in the server's place; without them nothing can. Paths count from the workspace.
    """

    name: str
    ca: str | None = None
    certificate: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Proxy:
    """The Toxiproxy proxy in front of a point.

    ``upstream`` is ``host:port`` or ``stand-in:NAME``; without ``listen`` a free loopback port is taken.
    """

    name: str
    upstream: str
    listen: str | None = None
    tls: Tls | None = None


@dataclass(frozen=True, slots=True)
class Files:
    """Files that are handed over: those in ``folder`` (from the workspace) that match ``pattern``."""

    folder: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Commands:
    """A fault by commands, as lists of arguments: one breaks, one mends, ``check`` ends with 0 when all is well."""

    inject: tuple[str, ...]
    heal: tuple[str, ...]
    check: tuple[str, ...]
    within: Duration = Duration(10_000)
    """How long each may take."""
    env: tuple[str, ...] = ()
    """Variables of the environment that they may see."""


@dataclass(frozen=True, slots=True)
class ChaosCall:
    """A function of a Chaos Toolkit extension; ``tolerance`` is what a check's answer is held against."""

    module: str
    func: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    tolerance: object = True


@dataclass(frozen=True, slots=True)
class Chaos:
    """A fault by a Chaos Toolkit extension; the answer of ``check`` is within its tolerance when all is well."""

    inject: ChaosCall
    heal: ChaosCall
    check: ChaosCall
    within: Duration = Duration(30_000)
    env: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a point is found in one environment."""

    proxy: Proxy | None = None
    switch: str | None = None
    """``stand-in:NAME``, whose switch plays faults above TCP."""
    probes: tuple[Probe, ...] = ()
    files: Files | None = None
    commands: Mapping[str, Commands] = field(default_factory=dict)
    chaos: Mapping[str, Chaos] = field(default_factory=dict)


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
    """Who takes batches: ``http`` posts them to ``url``, ``folder`` lays them in ``path``, ``person`` reads them back.

    ``makes`` says which documents come of an order there, so that they can be read when the books are compared.
    """

    kind: str = "person"
    url: str | None = None
    path: str | None = None
    makes: Makes | None = None


@dataclass(frozen=True, slots=True)
class BackEntry:
    """Where captured records go home, and in which words.

    ``http`` wants ``url`` and the paths ``upsert``, ``read`` and ``search``, in which ``{number}`` and ``{prefix}`` are
    filled in; ``salesforce`` wants ``url``; ``csv`` wants ``folder``.
    """

    url: str = ""
    upsert: str = ""
    read: str = ""
    search: str = ""
    kind: str = "http"
    headers: Mapping[str, str] = field(default_factory=dict)
    object: str = "Order"
    key: str = "Form_Number__c"
    """The field that holds the form number: an external id, and unique."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Form field to CRM field; a field that is not here goes into ``rest``, the customer into ``AccountName``."""
    constants: Mapping[str, str] = field(default_factory=dict)
    total: str = "Total_Minor__c"
    currency: str = "CurrencyIsoCode"
    single_currency: str | None = None
    """The one currency of a CRM that has no field for it."""
    taken_at: str = "Taken_At__c"
    form: str = "Entered_From_Form__c"
    rest: str = "Description"
    version: str = "60.0"
    credentials: str = "CRM"
    """How the names of the environment variables begin that hold them: ``CRM_CONSUMER_KEY``, ``CRM_FILE``."""
    keep_free: int = 10
    """Percent of the CRM's quota of calls that is left to others."""
    folder: str = ""


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
    test_folders: tuple[str, ...] = ()
    """Folders in which files may be spoilt; paths count from the workspace."""
    stub_host: str = "127.0.0.1"
    """Where the Toxiproxy server finds this machine, for a stub that answers in a system's place."""
    limits: Bounds = field(default_factory=Bounds)
    """How far all drills here may reach together."""
    preflight: Preflight | None = None
    """Who must agree before a run starts here."""


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
