"""What a fault does to a server, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from continuity.faults.promise import Promise
from continuity.faults.shapes import Scalar

__all__ = ["Disable", "Divert", "Effect", "Execute", "Spoil", "Throw", "Toxic"]


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


@dataclass(frozen=True, slots=True)
class Divert:
    """The proxy leads to a stub of ours, which answers a share of the requests and passes the others on."""

    @property
    def promise(self) -> Promise:
        """What must be taken back."""
        return Promise.UPSTREAM


@dataclass(frozen=True, slots=True)
class Spoil:
    """A hand-off file is gone, cut, doubled or looks old.

    ``keep`` is the share that is left of a cut file, in percent; ``by`` is by how much it looks older, in ms.
    """

    how: str
    keep: int = 50
    by: int = 0

    @property
    def promise(self) -> Promise:
        """What must be taken back."""
        return Promise.FILE


@dataclass(frozen=True, slots=True)
class Execute:
    """A command of the point's place is run, and another one takes back what it did."""

    name: str

    @property
    def promise(self) -> Promise:
        """What must be taken back."""
        return Promise.COMMAND


Effect = Disable | Toxic | Throw | Divert | Spoil | Execute
