"""Refuse: the proxy stops listening, so connecting fails at once. The cleanest outage, and the cleanest end."""

from continuity.faults.kinds.effect import Disable
from continuity.faults.kinds.kind import FaultKind
from continuity.faults.promise import Params

__all__ = ["REFUSE"]


def _make(params: Params) -> Disable:  # noqa: ARG001 - the shape of every factory
    return Disable()


REFUSE = FaultKind("refuse", "refused", "Connections are refused and open ones are closed.", {}, _make)
