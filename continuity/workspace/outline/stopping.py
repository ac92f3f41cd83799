"""What bounds a drill and ends it by itself, in plain lines."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import Bounds, Drill, Environment
from continuity.units import duration, short_duration

__all__ = ["stop_lines"]


def stop_lines(drill: Drill, environment: Environment | None) -> Iterator[str]:
    """Stop conditions, bounds of the drill and of its environment, and the preflight hook."""
    yield f"after {short_duration(drill.limits.max_duration)} at the latest"
    for condition in drill.stop_when:
        times = "is once not well" if condition.misses == 1 else f"is not well {condition.misses} times in a row"
        pace = f", looked at every {duration(condition.every)}" if condition.every else ""
        yield f"when the probe {condition.probe} {times}{pace}"
    yield from _bounds("this drill", drill.limits.bounds)
    if environment is not None:
        yield from _bounds(f"all drills in {environment.id}", environment.limits)
        if environment.preflight is not None:
            within = short_duration(environment.preflight.within)
            yield f"asked before it starts: {environment.preflight.words}, a clear yes within {within}"


def _bounds(who: str, bounds: Bounds) -> Iterator[str]:
    if bounds.max_points is not None:
        yield f"{who}: faults at {bounds.max_points} points at once at most"
    if bounds.minutes_per_quarter is not None:
        yield f"{who}: {bounds.minutes_per_quarter} minutes with faults in a quarter at most"
    for hours in bounds.allowed_hours:
        yield f"{who}: faults on {' '.join(hours.days)} from {hours.opens} to {hours.closes} only"
