"""What a controller plays."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "ClearFault",
    "ControlCommand",
    "FireFault",
    "FireInject",
    "Tell",
]


@dataclass(frozen=True, slots=True)
class FireInject:
    """Play a planned inject now."""

    inject: str


@dataclass(frozen=True, slots=True)
class Tell:
    """Send a message that nobody planned to a role."""

    to: str
    says: str


@dataclass(frozen=True, slots=True)
class FireFault:
    """Have a planned fault put in now."""

    fault: str


@dataclass(frozen=True, slots=True)
class ClearFault:
    """Have a fault taken out now, and not put in again."""

    fault: str


ControlCommand = FireInject | Tell | FireFault | ClearFault
