"""The stub of a run: one port for each planned HTTP fault, with where the rest of the requests is passed on to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from continuity.conductor.children import Child, start_stub
from continuity.errors import ContinuityError, Refused
from continuity.faults.means import StubAt
from continuity.plan import FrozenPlan, PhaseFault, Tls
from continuity.structure import JsonObject

__all__ = ["open_stubs"]


def open_stubs(
    plan: FrozenPlan, upstreams: Mapping[str, str], root: Path, folder: Path
) -> tuple[Child, dict[str, StubAt]] | None:
    """Start the stub; ``upstreams`` says where the proxy of each point leads. None when no fault needs one."""
    wanted = {
        id: (upstreams[point], _answer(id, upstreams[point], fault, _tls(plan, point, root)))
        for id, point, fault, *_ in plan.faults()
        if fault.kind == "http" and point in upstreams
    }
    if not wanted:
        return None
    host = plan.environment.stub_host
    try:
        child, addresses = start_stub(host, [answer for _, answer in wanted.values()], folder)
    except ContinuityError as problem:
        raise Refused(f"the stub for HTTP faults did not start at {host}", [problem.message]) from problem
    return child, {id: StubAt(addresses[id], upstream) for id, (upstream, _) in wanted.items()}


def _answer(id: str, upstream: str, fault: PhaseFault, tls: JsonObject | None) -> JsonObject:
    answer: JsonObject = {"id": id, "upstream": upstream, "kind": str(fault.params.get("answer"))}
    for name in ("share", "retry_after", "body"):
        value = fault.params.get(name)
        if isinstance(value, int | str):
            answer[name] = value
    return answer | {"tls": tls} if tls else answer


def _tls(plan: FrozenPlan, point: str, root: Path) -> JsonObject | None:
    proxy = plan.place(point).proxy
    tls: Tls | None = proxy.tls if proxy else None
    if tls is None:
        return None
    if tls.certificate is None or tls.key is None:
        raise Refused(
            f"{point} speaks TLS, and no certificate is named with which a stub could answer in its place",
            hint="Write certificate: and key: under tls:, or use faults that let TLS pass through.",
        )
    return {
        "certificate": str(root / tls.certificate),
        "key": str(root / tls.key),
        "name": tls.name,
        "ca": str(root / tls.ca) if tls.ca else None,
    }
