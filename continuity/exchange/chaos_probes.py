"""Each probe of a point as a probe of the Chaos Toolkit, with a tolerance that means the same."""

from __future__ import annotations

import json
from typing import cast

from continuity.exchange.chaos_activities import process, unquotable
from continuity.plan import FrozenPlan, Place, Probe
from continuity.structure import Json, JsonObject, encode

__all__ = ["WELL", "point_probes", "wanted"]

_STAND_IN = "stand-in:"
_CONNECT = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), float(sys.argv[3])).close()"
WELL = """
import json, socket, sys, urllib.error, urllib.request
def at(value, path):
    for part in path.split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value
def well(want):
    if "port" in want:
        socket.create_connection((want["host"], want["port"]), want["seconds"]).close()
        return True
    body = want["body"]
    request = urllib.request.Request(want["url"], body and body.encode(), want["headers"], method=want["method"])
    try:
        reply = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=want["seconds"])
    except urllib.error.HTTPError as error:
        reply = error
    text = reply.read().decode(errors="replace")
    good = reply.status == want["status"] if want["status"] else 200 <= reply.status < 300
    good = good and want["contains"] in text
    return good and all(at(json.loads(text), path) == value for path, value in want["json"].items())
""".strip()
"""Python for a probe with all that it expects; it raises, or says no, where the point is not well."""
_LOOK = f"{WELL}\nsys.exit(0 if well(json.loads(sys.argv[1])) else 1)"
"""For what the Chaos Toolkit has no tolerance for: it takes a JSON answer apart, and then finds no text in it."""


def wanted(plan: FrozenPlan, point: str) -> list[JsonObject]:
    """What ``WELL`` asks for each probe of a point that can be exported."""
    place = plan.place(point)
    probes = [probe for probe in place.probes if not isinstance(_probe(place, probe), str)]
    return [_want(probe, address) for probe in probes if (address := _address(place, probe)) is not None]


def point_probes(plan: FrozenPlan, point: str) -> tuple[list[JsonObject], list[str]]:
    """The probes of a point that can be exported, and why the others cannot, in plain words."""
    place = plan.place(point)
    found: list[JsonObject] = []
    left_out: list[str] = []
    for probe in place.probes:
        made = _probe(place, probe)
        if isinstance(made, str):
            left_out.append(f"the probe {probe.id} of {point}: {made}")
        else:
            found.append(made)
            if probe.expect.fresh:
                left_out.append(f"the probe {probe.id} of {point}: how old its answer may be is not looked at")
    return found, left_out


def _probe(place: Place, probe: Probe) -> JsonObject | str:
    if probe.file is not None:
        return "it looks at files"
    address = _address(place, probe)
    if address is None:
        return "its proxy listens on a port that only a run knows"
    if place.proxy and place.proxy.tls and probe.url is None:
        return "it asks for another name than the proxy's address, and the Chaos Toolkit cannot"
    if unquotable(address, *probe.headers.values(), probe.body or "-", probe.expect.contains or "-"):
        return "it holds ${, which the Chaos Toolkit would fill in"
    seconds = probe.timeout / 1000
    if probe.path is None and probe.url is None:
        host, _, port = address.rpartition(":")
        command = ("python3", "-c", _CONNECT, host.strip("[]"), port, str(seconds))
        return _made(probe, process(command, seconds + 1), 0)
    return _asking(probe, address, seconds)


def _address(place: Place, probe: Probe) -> str | None:
    if probe.url is not None:
        return probe.url
    proxy = place.proxy
    if proxy is None or proxy.listen is None or proxy.upstream.startswith(_STAND_IN) or proxy.listen.endswith(":0"):
        return None
    return proxy.listen if probe.path is None else f"http://{proxy.listen}{probe.path}"


def _asking(probe: Probe, url: str, seconds: float) -> JsonObject:
    expect = probe.expect
    if probe.body is None and expect.contains is None and not expect.json:
        tolerance: JsonObject | int = {"type": "range", "range": [200, 299], "target": "status"}
        provider: JsonObject = {"type": "http", "url": url, "method": probe.method, "timeout": max(1, round(seconds))}
        if probe.headers:
            provider["headers"] = dict(probe.headers)
        return _made(probe, provider, expect.status or tolerance)
    return _made(probe, process(("python3", "-c", _LOOK, json.dumps(_want(probe, url))), seconds + 2), 0)


def _want(probe: Probe, address: str) -> JsonObject:
    # Seconds with a fraction, which the type of JSON here does not know.
    seconds = cast(Json, probe.timeout / 1000)
    if probe.path is None and probe.url is None:
        host, _, port = address.rpartition(":")
        return {"host": host.strip("[]"), "port": int(port), "seconds": seconds}
    return {
        "url": address,
        "method": probe.method,
        "headers": dict(probe.headers),
        "body": probe.body,
        "seconds": seconds,
        "status": probe.expect.status,
        "contains": probe.expect.contains or "",
        "json": encode(probe.expect.json),
    }


def _made(probe: Probe, provider: JsonObject, tolerance: JsonObject | int) -> JsonObject:
    return {"type": "probe", "name": probe.id, "provider": provider, "tolerance": tolerance}
