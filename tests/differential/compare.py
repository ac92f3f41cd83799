"""The long comparison: ``python tests/differential/compare.py [SCALE]`` prints the figures of both servers.

Rounds alternate between the two, so that whatever else the machine does hits both alike. It ends with exit code 1 if
the embedded server is clearly less true to its figures than the original in anything.
"""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import figures
from servers import both_servers, clear, real_server
from toxiproxy_wire import Api, Upstream


@dataclass(frozen=True)
class Figure:
    """``measure`` gives values of one round; ``slack`` is what counts as no difference in the median."""

    name: str
    measure: Callable[[Api, Upstream], Sequence[float]]
    rounds: int = 3
    slack: float = 1.0
    unit: str = "ms"


def latency(millis: int, count: int) -> Figure:
    def measure(api: Api, upstream: Upstream) -> list[float]:
        return figures.latency_excess(api, upstream, millis, count)

    return Figure(f"latency {millis}: excess", measure)


def bandwidth(rate: int, seconds: float) -> Figure:
    def measure(api: Api, upstream: Upstream) -> list[float]:
        return [100 * figures.bandwidth_error(api, upstream, rate, seconds)]

    return Figure(f"bandwidth {rate}: error", measure, rounds=5, unit="%")


def close(kind: str, attribute: str, millis: int, count: int) -> Figure:
    def measure(api: Api, upstream: Upstream) -> list[float]:
        return figures.close_excess(api, upstream, kind, attribute, millis, count)

    return Figure(f"{kind} {millis}: excess", measure)


def live(what: str, measure: Callable[[Api, Upstream, int, int], list[float]], connections: int) -> Figure:
    slack = 1.0 + connections / 20

    def once(api: Api, upstream: Upstream) -> list[float]:
        return measure(api, upstream, connections, 5)

    return Figure(f"{what}, {connections} connections", once, slack=slack)


def all_figures(scale: float) -> list[Figure]:
    def times(count: int) -> int:
        return max(2, round(count * scale))

    found = [latency(10, times(60)), latency(100, times(15)), latency(1000, times(3))]
    found += [bandwidth(rate, 0.5 * scale) for rate in (1, 10, 100, 1000, 10_000, 100_000)]
    found += [close("timeout", "timeout", 100, times(10)), close("slow_close", "delay", 100, times(10))]
    found += [close("reset_peer", "timeout", 100, times(10))]
    found += [live("change to effect", figures.change_to_effect, count) for count in (1, 100, 400)]
    found += [live("restore to clean", figures.restore_to_clean, count) for count in (1, 100, 400)]
    return found


def compare(figure: Figure, servers: dict[str, Api], upstream: Upstream) -> dict[str, list[float]]:
    """Measure in alternating rounds."""
    found: dict[str, list[float]] = {name: [] for name in servers}
    for _ in range(figure.rounds):
        for name, api in servers.items():
            found[name] += figure.measure(api, upstream)
            clear(api)
    return found


def is_worse(figure: Figure, found: dict[str, list[float]]) -> bool:
    """Whether the embedded server's median misses by clearly more."""
    original, embedded = (abs(statistics.median(found[name])) for name in ("original", "embedded"))
    return embedded > original + figure.slack


def distances(servers: dict[str, Api], upstream: Upstream, count: int) -> dict[str, float]:
    """How far apart the distributions of jitter and of the slicer's pieces are (Kolmogorov-Smirnov, 0 to 1)."""
    jitter, pieces = {}, {}
    for name, api in servers.items():
        jitter[name] = figures.jitter_sample(api, upstream, 30, 25, count)
        clear(api)
        pieces[name] = figures.slicer_pieces(api, upstream, 200, 50, 2000)
        clear(api)
    return {
        f"latency 30 ± 25, {count} bytes": figures.kolmogorov_smirnov(*jitter.values()),
        f"slicer 200 ± 50, {len(pieces['original'])} pieces": figures.kolmogorov_smirnov(*pieces.values()),
    }


def main() -> int:
    """Print the table; exit code 1 if anything is worse."""
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    if real_server() is None:
        print("toxiproxy-server is not on PATH: nothing to compare with")
        return 2
    print(f"{os.cpu_count()} cores; median and 99th percentile, original | embedded")
    worse = []
    with both_servers() as servers, Upstream() as upstream:
        for figure in all_figures(scale):
            found = compare(figure, servers, upstream)
            shown = [f"{figures.quantile(v, q):8.2f}" for v in found.values() for q in (0.5, 0.99)]
            worse += [figure.name] if is_worse(figure, found) else []
            print(f"{figure.name:<38}{' '.join(shown[:2])} | {' '.join(shown[2:])} {figure.unit}", flush=True)
        count = max(30, round(300 * scale))
        limit = 1.95 * (2 / count) ** 0.5  # Two samples of one distribution are further apart once in a thousand.
        for name, distance in distances(servers, upstream, count).items():
            worse += [name] if distance > max(limit, 0.15) else []
            print(f"{name:<38}{distance:8.3f} apart")
    print("worse than the original: " + (", ".join(worse) or "nothing"))
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
