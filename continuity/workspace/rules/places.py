"""Environments, servers, and where points are found in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from continuity.plan import Environment, Organisation, Place, Point, Proxy
from continuity.workspace.document import pointer
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding

STAND_IN = "stand-in:"
READING = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing (RFC 9110 9.2.1)."""


@dataclass(frozen=True, slots=True)
class _Found:
    at: str
    point: Point
    environment: Environment
    place: Place


def rule(draft: Draft) -> Iterator[Finding]:
    """Environments and servers that are named and not there; proxies that cannot be set up."""
    written = draft.organisation
    if written is None:
        return
    yield from _environments(written)
    yield from _unknown_environments(written)
    found = list(_places(written.value))
    for place in found:
        yield from _place(written, place)
    yield from _same_proxy(written, found)


def _environments(written: Written[Organisation]) -> Iterator[Finding]:
    servers = {server.id for server in written.value.servers}
    points = {point.id for point in written.value.points}
    yield from _tokens(written)
    for number, environment in enumerate(written.value.environments):
        at = f"/environments/{number}"
        yield from written.unknown(f"{at}/server", "server", environment.server, servers)
        yield from written.unknown(f"{at}/traffic", "point", environment.traffic, points)
        if not environment.test and (environment.stand_ins or environment.traffic):
            what = "stand-ins" if environment.stand_ins else "simulated traffic"
            yield written.error(
                at,
                "environment-not-test",
                f"{environment.id!r} has {what}, and does not say test: true",
                "Write test: true when no real customer can be touched there.",
            )
        for name, receiver in environment.receivers.items():
            yield from _stand_in(written, at + pointer("receivers", name, "url"), receiver.url, environment)
        if environment.back_entry:
            yield from _stand_in(written, f"{at}/back_entry/url", environment.back_entry.url, environment)


def _tokens(written: Written[Organisation]) -> Iterator[Finding]:
    for number, server in enumerate(written.value.servers):
        if "@" in server.url:
            yield written.error(
                f"/servers/{number}/url",
                "environment-token",
                f"the address of the server {server.id!r} holds a user or a token",
                "Write it without, and set TOXIPROXY_TOKEN where drills are run: every record keeps this file.",
            )


def _unknown_environments(written: Written[Organisation]) -> Iterator[Finding]:
    known = {environment.id for environment in written.value.environments}
    for number, point in enumerate(written.value.points):
        for name in point.places:
            yield from written.unknown(pointer("points", number, "places", name), "environment", name, known, key=True)


def _places(organisation: Organisation) -> Iterator[_Found]:
    environments = {environment.id: environment for environment in organisation.environments}
    for number, point in enumerate(organisation.points):
        for name, place in point.places.items():
            if name in environments:
                yield _Found(pointer("points", number, "places", name), point, environments[name], place)


def _place(written: Written[Organisation], found: _Found) -> Iterator[Finding]:
    place, environment = found.place, found.environment
    yield from _stand_in(written, f"{found.at}/switch", place.switch, environment)
    if place.proxy is not None:
        yield from _proxy(written, f"{found.at}/proxy", place.proxy, environment)
    seen: set[str] = set()
    for number, probe in enumerate(place.probes):
        at = f"{found.at}/probes/{number}"
        if probe.id in seen:
            yield written.error(f"{at}/id", "id-twice", f"{probe.id!r} stands twice in probes", "Give it another id.")
        seen.add(probe.id)
        if probe.timeout > probe.every:
            yield written.warning(
                f"{at}/timeout",
                "probe-slow",
                "the probe may wait longer than the time between two looks",
                "Make timeout shorter than every.",
            )
        if probe.method not in READING and not environment.test:
            message = f"the probe {probe.id!r} writes ({probe.method}), and {environment.id!r} is no test environment"
            yield written.error(f"{at}/method", "probe-writes", message, "Look with GET where real customers are.")
        if place.proxy is None and probe.url is None and probe.file is None:
            yield written.error(
                at,
                "probe-no-address",
                f"the probe {probe.id!r} has neither a proxy to go through nor a url",
                "Write url:, or give the place a proxy.",
            )


def _proxy(written: Written[Organisation], at: str, proxy: Proxy, environment: Environment) -> Iterator[Finding]:
    yield from _stand_in(written, f"{at}/upstream", proxy.upstream, environment)
    if proxy.upstream.startswith(STAND_IN):
        return
    if proxy.listen is None:
        yield written.warning(
            at,
            "proxy-no-listen",
            f"the proxy {proxy.name!r} will listen on a free port that nobody knows",
            "Write listen: and point the application at it.",
        )
    if environment.server is None:
        yield written.warning(
            f"{at}/upstream",
            "environment-no-server",
            f"{environment.id!r} names no Toxiproxy server for a system that is no stand-in",
            "Write server: in the environment, or set TOXIPROXY_URL.",
        )


def _stand_in(
    written: Written[Organisation], at: str, address: str | None, environment: Environment
) -> Iterator[Finding]:
    if address is not None and address.startswith(STAND_IN):
        yield from written.unknown(at, "stand-in", address.removeprefix(STAND_IN), environment.stand_ins)


def _same_proxy(written: Written[Organisation], found: list[_Found]) -> Iterator[Finding]:
    names: dict[tuple[str, str], Proxy] = {}
    listens: dict[tuple[str, str], Proxy] = {}
    for one in found:
        proxy = one.place.proxy
        if proxy is None:
            continue
        if names.setdefault((one.environment.id, proxy.name), proxy) != proxy:
            yield written.error(
                f"{one.at}/proxy/name",
                "proxy-twice",
                f"another proxy in {one.environment.id!r} is called {proxy.name!r}",
                "Give it another name.",
            )
        elif proxy.listen and listens.setdefault((one.environment.id, proxy.listen), proxy) != proxy:
            yield written.error(
                f"{one.at}/proxy/listen",
                "proxy-twice",
                f"another proxy in {one.environment.id!r} listens on {proxy.listen}",
                "Give it another port.",
            )
