"""Where things are in one run: the plan says ``stand-in:crm``, a run knows the port."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from continuity.errors import Refused
from continuity.faults.means import StubAt
from continuity.faults.promise import ServerRef
from continuity.plan import BackEntry, FrozenPlan, Place, Probe, Receiver, Tls
from continuity.probes import Target

__all__ = ["STAND_IN", "Addresses"]

STAND_IN = "stand-in:"


@dataclass(frozen=True, slots=True)
class Addresses:
    """``stand_ins`` by name, ``listens`` (host:port of the proxy in front) and ``proxies`` (its name) by point.

    ``stubs`` by fault; ``root`` is the workspace, from which paths in the plan count.
    """

    engine: str
    server: ServerRef | None = None
    stand_ins: Mapping[str, ServerRef] = field(default_factory=dict)
    proxies: Mapping[str, str] = field(default_factory=dict)
    listens: Mapping[str, str] = field(default_factory=dict)
    stubs: Mapping[str, StubAt] = field(default_factory=dict)
    root: Path = Path()

    def url(self, text: str) -> str:
        """An address as the plan writes it, as a URL; raises ``Refused`` for a stand-in that does not run."""
        if not text.startswith(STAND_IN):
            return text
        name = text.removeprefix(STAND_IN)
        if name not in self.stand_ins:
            raise Refused(f"the stand-in {name!r} does not run", hint="List it under stand_ins: of the environment.")
        return self.stand_ins[name].url

    def switch(self, plan: FrozenPlan, point: str) -> tuple[str, ServerRef] | None:
        """The stand-in whose switch plays faults at a point."""
        place = plan.place(point)
        if place.switch is None:
            return None
        name = place.switch.removeprefix(STAND_IN)
        return name, self.stand_ins[name]

    def targets(self, plan: FrozenPlan, points: Iterable[str] | None = None) -> tuple[Target, ...]:
        """Every probe of every watched point (of some points alone), with its address."""
        return tuple(
            Target(
                probe,
                point,
                self.look_at(plan.place(point), probe, self.listens.get(point)),
                plan.probe_interval(probe),
                self.tls_of(plan.place(point)),
            )
            for point in (plan.watched_points() if points is None else points)
            for probe in plan.place(point).probes
        )

    def receivers(self, plan: FrozenPlan) -> dict[str, Receiver]:
        """Receivers of batches with their addresses."""
        return {
            id: replace(receiver, url=self.url(receiver.url) if receiver.url else None)
            for id, receiver in plan.environment.receivers.items()
        }

    def back_entry(self, plan: FrozenPlan) -> BackEntry | None:
        """Where records go home; none when the environment names nothing."""
        entry = plan.environment.back_entry
        return None if entry is None else replace(entry, url=self.url(entry.url))

    def tls_of(self, place: Place) -> Tls | None:
        """The name and the authority of a place that speaks TLS, with where the authority's file lies."""
        if place.proxy is None or place.proxy.tls is None:
            return None
        tls = place.proxy.tls
        return replace(tls, ca=str(self.root / tls.ca) if tls.ca else None)

    def look_at(self, place: Place, probe: Probe, listen: str | None = None) -> str:
        """Where a probe looks: its own address, else the proxy that stands at ``listen``, else what is behind it."""
        if probe.url is not None:
            return self.url(probe.url)
        if probe.file is not None:
            return f"file://{(self.root / probe.file).absolute()}"
        base = listen or (place.proxy.upstream if place.proxy else "")
        if not base:
            raise Refused(f"the probe {probe.id} has no address", hint="Give the point a proxy, or the probe a url.")
        scheme = "https" if place.proxy and place.proxy.tls else "http"
        return f"tcp://{base}" if probe.path is None else f"{scheme}://{base}{probe.path}"
