"""The kinds of toxic, one small file each; a new kind is a file and a line here.

``down`` is not a kind: a proxy that is down is one that is not enabled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from continuity.embedded.toxics.bandwidth import Bandwidth
from continuity.embedded.toxics.behaviour import Behaviour
from continuity.embedded.toxics.latency import Latency
from continuity.embedded.toxics.limit_data import LimitData
from continuity.embedded.toxics.noop import Noop
from continuity.embedded.toxics.reset_peer import ResetPeer
from continuity.embedded.toxics.slicer import Slicer
from continuity.embedded.toxics.slow_close import SlowClose
from continuity.embedded.toxics.timeout import Timeout

__all__ = ["KINDS", "Kind"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind: its name in the API, its attributes and how to make one.

    ``label`` and ``integer`` are what the original's messages call the kind and the type of its attributes.
    """

    name: str
    label: str
    attributes: tuple[str, ...]
    make: Callable[..., Behaviour]
    integer: str = "int64"

    def values(self, behaviour: Behaviour) -> dict[str, int]:
        """Every attribute of a behaviour of this kind, in the API's order."""
        return {name: int(getattr(behaviour, name)) for name in self.attributes}


KINDS = (
    Kind("bandwidth", "BandwidthToxic", ("rate",), Bandwidth),
    Kind("latency", "LatencyToxic", ("latency", "jitter"), Latency),
    Kind("limit_data", "LimitDataToxic", ("bytes",), LimitData),
    Kind("noop", "NoopToxic", (), Noop),
    Kind("reset_peer", "ResetToxic", ("timeout",), ResetPeer),
    Kind("slicer", "SlicerToxic", ("average_size", "size_variation", "delay"), Slicer, "int"),
    Kind("slow_close", "SlowCloseToxic", ("delay",), SlowClose),
    Kind("timeout", "TimeoutToxic", ("timeout",), Timeout),
)
