"""A kind of fault as a value: its name, its words, its parameters, and what it makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from continuity.faults.kinds.effect import Effect
from continuity.faults.kinds.param import Param, check_params
from continuity.faults.promise import Params

__all__ = ["FaultKind", "no_rules"]


def no_rules(params: Mapping[str, object]) -> list[str]:  # noqa: ARG001 - the shape of every rule
    """Let every combination pass whose single values pass."""
    return []


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One kind of fault.

    ``words`` is a short phrase for people (*refused*, *hangs*); ``rules`` finds what is wrong between parameters
    that are right one by one; ``make`` turns checked parameters into what is done to the server.
    """

    name: str
    words: str
    description: str
    params: Mapping[str, Param]
    make: Callable[[Params], Effect]
    rules: Callable[[Mapping[str, object]], list[str]] = no_rules

    def check(self, params: Mapping[str, object]) -> list[str]:
        """List every problem of these parameters in plain words; none means that ``make`` will take them."""
        return check_params(self.params, params) or self.rules(params)
