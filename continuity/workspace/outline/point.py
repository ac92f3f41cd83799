"""A point: what it is for, how people notice, where it can be drilled, and what looks at it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from continuity.plan import Organisation, Place, Point, Probe
from continuity.units import duration
from continuity.workspace.load import Workspace
from continuity.workspace.outline.page import heading, labelled, listed

__all__ = ["point_lines"]


def point_lines(point: Point, workspace: Workspace) -> Iterator[str]:
    """The whole point, 80 columns wide; the workspace gives titles, drills and runbooks around it."""
    organisation = workspace.organisation
    yield from heading("Point", point.title, point.id)
    yield from labelled("Process", _process(point, organisation))
    yield from labelled("Kept by", _team(point.owner, organisation))
    protocol = f", {point.protocol}" if point.protocol else ""
    yield from labelled("Data goes", f"{point.direction}{protocol}")
    yield from listed("You notice", point.signs)
    yield from labelled("Fall back on", _runbook(point, workspace))
    if point.rpo is not None:
        yield from labelled(
            "May lose", f"{duration(point.rpo)} of work at most (RPO)" if point.rpo else "nothing (RPO)"
        )
    if not point.places:
        yield from labelled("Found in", "no environment yet, so no drill can touch it")
    for name, place in point.places.items():
        yield ""
        yield from _place(name, place)
    yield ""
    used = [drill.title for drill in workspace.drills.values() if point.id in (*drill.binds.values(), *drill.watch)]
    yield from labelled("Drilled by", ", ".join(used) or "no drill yet")


def _process(point: Point, organisation: Organisation | None) -> str:
    process = next((it for it in (organisation.processes if organisation else ()) if it.id == point.process), None)
    rto = point.rto if point.rto is not None else process.rto if process else None
    return (
        f"{process.title if process else point.process}{f', working again within {duration(rto)} (RTO)' if rto else ''}"
    )


def _team(id: str, organisation: Organisation | None) -> str:
    return next((it.title for it in (organisation.teams if organisation else ()) if it.id == id), id)


def _runbook(point: Point, workspace: Workspace) -> str:
    if point.fallback is None:
        return "nothing yet; write fallback: and a runbook"
    runbook = workspace.runbooks.get(point.fallback)
    return f"{runbook.title} (runbook {point.fallback})" if runbook else point.fallback


def _place(name: str, place: Place) -> Iterator[str]:
    yield from labelled("Found in", name)
    if place.proxy:
        listen = place.proxy.listen or "a free port"
        yield from labelled("Proxy", f"{place.proxy.name}: {listen} → {place.proxy.upstream}")
        tls = place.proxy.tls
        yield from labelled("TLS", f"as {tls.name}{'' if tls.certificate else '; no HTTP faults'}" if tls else "")
    elif not (place.files or place.commands or place.chaos):
        yield from labelled("Proxy", "none, so nothing can be injected")
    yield from _beyond(place)
    yield from labelled("Switch", f"{place.switch} can misbehave on purpose" if place.switch else "")
    yield from listed(
        "Probes", (_probe(probe) for probe in place.probes) if place.probes else ["none: no fault can be proven"]
    )


def _beyond(place: Place) -> Iterator[str]:
    """What faults above and beside the network may touch."""
    if place.files:
        yield from labelled("Files", f"the newest {place.files.pattern} in {place.files.folder} can be spoilt")
    for name, steps in place.commands.items():
        yield from listed(f"Command {name}", [shlex.join(steps.inject), f"healed by {shlex.join(steps.heal)}"])
    for name, calls in place.chaos.items():
        done, undone = (f"{one.module}.{one.func}" for one in (calls.inject, calls.heal))
        yield from listed(f"Chaos {name}", [done, f"healed by {undone}"])


def _probe(probe: Probe) -> str:
    asked = f"{probe.method} {probe.url or probe.path}" if probe.url or probe.path else "connects"
    what = f"looks at {probe.file}" if probe.file else asked
    expect = probe.expect
    wants = [f"status {expect.status}"] if expect.status else []
    wants += [f"“{expect.contains}” in the answer"] if expect.contains else []
    wants += [f"{at} is {value}" for at, value in expect.json.items()]
    wants += [f"{expect.fresh} no older than {duration(expect.fresh_within)}"] if expect.fresh else []
    wants += [f"{expect.count} files"] if expect.count is not None else []
    wants += [f"{expect.min_bytes} bytes at least"] if expect.min_bytes else []
    wants += [f"no older than {duration(expect.max_age)}"] if expect.max_age else []
    healthy = f"; well is {', '.join(wants)}" if wants else ""
    return f"{probe.id}: {what} every {duration(probe.every)}, waits {duration(probe.timeout)}{healthy}"
