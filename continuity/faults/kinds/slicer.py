"""Slicer: data comes in small pieces with pauses between.

An average of 0 or a variation as large as the average ends a Toxiproxy 2.12 server (Shopify/toxiproxy #770).
"""

from collections.abc import Mapping

from continuity.faults.kinds.toxic import attribute, toxic_kind

__all__ = ["SLICER"]


def _rules(params: Mapping[str, object]) -> list[str]:
    average, variation = params.get("average_size"), params.get("size_variation", 0)
    if isinstance(average, int) and isinstance(variation, int) and variation >= average:
        return [f"size_variation: {variation} must be smaller than average_size, {average}"]
    return []


SLICER = toxic_kind(
    "slicer",
    "in pieces",
    "Data is cut into small pieces, with a pause after each.",
    attribute("average_size", "size of a piece", "bytes", 1, 1_000_000),
    attribute("size_variation", "how much the size varies", "bytes", 0, 999_999, 0),
    attribute("delay", "pause after each piece", "microseconds", 0, 10_000_000, 0),
    rules=_rules,
)
