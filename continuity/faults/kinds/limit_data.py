"""Limit data: answers break off after so many bytes."""

from continuity.faults.kinds.toxic import attribute, toxic_kind

__all__ = ["LIMIT_DATA"]

LIMIT_DATA = toxic_kind(
    "limit_data",
    "cut short",
    "A connection is closed when this much has passed.",
    attribute("bytes", "how much passes", "bytes", 0, 1_000_000_000_000),
)
