"""Before anything goes in: every probe must say that all is well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from continuity.clock import Clock
from continuity.probes import Reading, Target, Watch

__all__ = ["Baseline", "take_baseline"]


_QUICK_MS = 500


@dataclass(frozen=True, slots=True)
class Baseline:
    """Good answers in a row by probe, and what is not well, in plain words."""

    good: dict[str, int]
    problems: tuple[str, ...]


def take_baseline(targets: Sequence[Target], good: int, patience_ms: int, clock: Clock) -> Baseline:
    """Look until each probe has given ``good`` good answers in a row, or the patience is at an end."""
    # Quicker than in the run: nobody should wait three long intervals to hear that all is well.
    targets = [replace(target, interval_ms=min(target.interval_ms, _QUICK_MS)) for target in targets]
    counts = {target.probe.id: 0 for target in targets}
    last: dict[str, Reading] = {}
    until = clock.monotonic() + patience_ms / 1000
    with Watch(targets, clock) as watch:
        while clock.monotonic() < until and any(count < good for count in counts.values()):
            for reading in watch.take():
                last[reading.probe] = reading
                counts[reading.probe] = counts[reading.probe] + 1 if reading.state == "ok" else 0
            clock.sleep(0.02)
    return Baseline(counts, tuple(_problem(t, last.get(t.probe.id)) for t in targets if counts[t.probe.id] < good))


def _problem(target: Target, last: Reading | None) -> str:
    said = f"{last.state}, {last.detail}" if last else "no answer at all"
    return f"the probe {target.probe.id} of {target.point} is not healthy: {said}"
