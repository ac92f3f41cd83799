"""Timeout: connecting works and nothing ever comes back. Healing it closes the connections that hang."""

from continuity.faults.kinds.toxic import HOUR_MS, attribute, toxic_kind

__all__ = ["TIMEOUT"]

TIMEOUT = toxic_kind(
    "timeout",
    "hangs",
    "All data is dropped; silent connections are closed after the time-out, never at 0.",
    attribute("timeout", "silence after which a connection is closed; 0 is never", "ms", 0, HOUR_MS, 0),
)
