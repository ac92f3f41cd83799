"""Reset peer: new connections break with a reset at the first data.

Toxiproxy cannot interrupt this toxic's wait, so removing it takes as long as the wait does; the bound keeps healing
within its deadline.
"""

from continuity.faults.kinds.toxic import attribute, toxic_kind

__all__ = ["RESET_PEER"]

RESET_PEER = toxic_kind(
    "reset_peer",
    "cut off",
    "Connections opened from now on are reset once data flows.",
    attribute("timeout", "how long after the first data", "ms", 0, 500, 0),
)
