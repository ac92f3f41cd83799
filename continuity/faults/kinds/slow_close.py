"""Slow close: connections that end stay open for a while, as with a server that forgets to hang up."""

from continuity.faults.kinds.toxic import HOUR_MS, attribute, toxic_kind

__all__ = ["SLOW_CLOSE"]

SLOW_CLOSE = toxic_kind(
    "slow_close",
    "closes late",
    "The end of a connection is passed on late; data is not delayed.",
    attribute("delay", "how late", "ms", 0, HOUR_MS),
)
