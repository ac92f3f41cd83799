"""What all toxics share: stream, toxicity, and attributes that are whole numbers within safe bounds.

Toxiproxy 2.12 takes any 64-bit number and some of them end the whole server at the first byte, with every other
proxy on it (Shopify/toxiproxy #178, #541); the bounds here keep to what it survives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from continuity.faults.kinds.effect import Toxic
from continuity.faults.kinds.kind import FaultKind, no_rules
from continuity.faults.kinds.param import Param, ParamType
from continuity.faults.promise import Params

__all__ = ["HOUR_MS", "attribute", "toxic_kind"]

HOUR_MS = 3_600_000

_SHARED = (
    Param(
        "stream",
        ParamType.TEXT,
        "which direction is hit: downstream is from the server to the client",
        choices=("downstream", "upstream"),
        default="downstream",
    ),
    Param("toxicity", ParamType.INTEGER, "how many connections are hit", "percent", 0, 100, default=100),
)


def attribute(name: str, description: str, unit: str, low: int, high: int, default: int | None = None) -> Param:
    """Describe a whole-number attribute; without a default it must be given."""
    return Param(name, ParamType.INTEGER, description, unit, low, high, required=default is None, default=default)


def toxic_kind(
    name: str,
    words: str,
    description: str,
    *attributes: Param,
    rules: Callable[[Mapping[str, object]], list[str]] = no_rules,
) -> FaultKind:
    """Describe a kind that is the toxic of the same name."""

    def make(params: Params) -> Toxic:
        return Toxic(
            name,
            {each.name: _whole(params, each) for each in attributes},
            str(params.get("stream", "downstream")),
            _whole(params, _SHARED[1]),
        )

    return FaultKind(name, words, description, {each.name: each for each in (*attributes, *_SHARED)}, make, rules)


def _whole(params: Params, param: Param) -> int:
    value = params.get(param.name, param.default)
    if not isinstance(value, int):
        raise TypeError(f"{param.name} has not been checked")
    return value
