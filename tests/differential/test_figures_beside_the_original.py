"""A short sample of the comparison: each toxic is about as true to its figures as in the original."""

from __future__ import annotations

import statistics

import figures
import pytest
from compare import Figure, bandwidth, close, compare, distances, latency, live
from toxiproxy_wire import Api, Upstream

# Other work on the machine may hit one of the two: the long comparison is the one that counts milliseconds.
ROOM = 30.0
SHORT = [
    latency(20, 8),
    latency(150, 2),
    bandwidth(10, 0.3),
    bandwidth(1000, 0.3),
    close("timeout", "timeout", 60, 3),
    close("slow_close", "delay", 60, 3),
    close("reset_peer", "timeout", 60, 3),
    live("change to effect", figures.change_to_effect, 20),
    live("restore to clean", figures.restore_to_clean, 20),
]


@pytest.mark.parametrize("figure", SHORT, ids=lambda figure: figure.name)
def test_a_figure_is_kept_about_as_well(figure: Figure, apis: dict[str, Api], upstream: Upstream) -> None:
    found = compare(figure, apis, upstream)
    original, embedded = (statistics.median(found[name]) for name in ("original", "embedded"))
    assert abs(embedded) <= abs(original) + ROOM
    assert min(found["embedded"]) > -1.5, "earlier than asked for"


def test_jitter_and_slices_are_spread_alike(apis: dict[str, Api], upstream: Upstream) -> None:
    for what, distance in distances(apis, upstream, 60).items():
        assert distance < 0.45, what
