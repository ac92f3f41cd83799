"""What a fault does to a server, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from continuity.faults.promise import Promise
from continuity.faults.shapes import Scalar

__all__ = ["Disable", "Effect", "Throw", "Toxic"]


@dataclass(frozen=True, slots=True)
class Disable:
    """The proxy stops listening."""

    @property
    def promise(self) -> Promise:
        """What must be taken back."""
        return Promise.DISABLE


@dataclass(frozen=True, slots=True)
class Toxic:
    """A toxic on the proxy; ``toxicity`` is the share of connections that it hits, in percent."""

    type: str
    attributes: Mapping[str, int] = field(default_factory=dict)
    stream: str = "downstream"
    toxicity: int = 100

    @property
    def promise(self) -> Promise:
        """What must be taken back."""
        return Promise.TOXIC


@dataclass(frozen=True, slots=True)
class Throw:
    """A stand-in's switch thrown to a mode."""

    mode: str
    settings: Mapping[str, Scalar] = field(default_factory=dict)

    @property
    def promise(self) -> Promise:
        """What must be taken back."""
        return Promise.SWITCH


Effect = Disable | Toxic | Throw
