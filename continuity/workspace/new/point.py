"""An entry for ``points:`` in continuity.yaml as lines of text, and for the environment in which it can be drilled."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.workspace.new.answers import PlaceAnswers, PointAnswers
from continuity.workspace.new.scalar import listed, scalar

__all__ = ["environment_lines", "point_lines", "server_lines"]

_DIRECTIONS = "in, out or both, as the data goes"


def point_lines(it: PointAnswers) -> list[str]:
    """The entry, without the indent of its list."""
    lines = [f"- id: {it.id}", f"  title: {scalar(it.title)}", f"  process: {it.process}", f"  owner: {it.owner}"]
    lines += [f"  direction: {it.direction:<6}   # {_DIRECTIONS}"]
    lines += [f"  signs: {listed(it.signs)}   # how people notice that it is down"] if it.signs else []
    lines += [f"  fallback: {it.fallback}   # the runbook for then"] if it.fallback else []
    lines += ["  # rto: 30m   # if this point must work again sooner or later than its process"]
    return [*lines, *(_place(it.id, it.place) if it.place else _nowhere(it.id))]


def _place(name: str, place: PlaceAnswers) -> Iterator[str]:
    listen = f', listen: "{place.listen}"' if place.listen else ""
    yield "  places:"
    yield f"    {place.environment}:"
    if place.listen:
        yield "      # Point the application at `listen`, for good; while no fault is in, everything passes."
    yield f'      proxy: {{name: {name}{listen}, upstream: "{place.upstream}"}}'
    if place.upstream.startswith("stand-in:"):
        yield f'      switch: "{place.upstream}"'
    yield "      # A fault that no probe sees does not count, and clocks are no finer than `every`."
    yield "      probes:"
    path = f", path: {scalar(place.path)}" if place.path else ""
    yield f"        - {{id: {name}{path}, every: 5s, timeout: 2s}}"


def _nowhere(name: str) -> Iterator[str]:
    yield "  # To drill it, say where it is found in an environment:"
    yield "  # places:"
    yield "  #   staging:"
    yield f'  #     proxy: {{name: {name}, listen: "127.0.0.1:9001", upstream: "crm.staging.example.com:80"}}'
    yield f"  #     probes: [{{id: {name}, path: /healthz, every: 5s, timeout: 2s}}]"


def environment_lines(place: PlaceAnswers) -> list[str]:
    """The environment in which the point is found, when there is none yet."""
    return [
        f"- id: {place.environment}",
        f"  title: {place.environment.capitalize()}, behind our own Toxiproxy server",
        "  test: true   # no real customer can be touched there",
        f"  server: {place.environment}",
        "  # receivers: {accounting: {kind: person}}   # who takes batches, by the name that runbooks hand off to",
    ]


def server_lines(place: PlaceAnswers) -> list[str]:
    """The Toxiproxy server of that environment."""
    return [f'- {{id: {place.environment}, url: "{place.server}"}}']
