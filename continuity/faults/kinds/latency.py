"""Latency: everything arrives, later."""

from continuity.faults.kinds.toxic import HOUR_MS, attribute, toxic_kind

__all__ = ["LATENCY"]

LATENCY = toxic_kind(
    "latency",
    "slow",
    "Data arrives late, in order, at full throughput.",
    attribute("latency", "how late", "ms", 0, HOUR_MS),
    attribute("jitter", "how much the delay varies to either side", "ms", 0, HOUR_MS, 0),
)
