"""Every error that Continuity raises on purpose.

    ContinuityError            exit 1   our own defect, unless a subclass says otherwise
    ├── UsageProblem           exit 2   a command was called in a way that cannot work
    ├── WorkspaceInvalid       exit 3   files that people wrote do not hold
    ├── Refused                exit 4   a start or an act was refused, with every reason
    │   └── Stale              exit 4   a later event touched the same thing; look again
    ├── DrillFailed            exit 5   the drill ended and an objective was not met
    ├── Inconclusive           exit 6   the drill ended void or without a verdict
    ├── Aborted                exit 7   ended early; every fault healed and verified
    ├── FaultMayRemain         exit 8   a fault could not be taken out, or not proven out
    └── EvidenceDamaged        exit 9   the journal or a file beside it was changed

A message says what happened and where; the hint says what to do now.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

__all__ = [
    "Aborted",
    "ContinuityError",
    "DrillFailed",
    "EvidenceDamaged",
    "FaultMayRemain",
    "Inconclusive",
    "Refused",
    "Stale",
    "UsageProblem",
    "WorkspaceInvalid",
]


class ContinuityError(Exception):
    """The root: what happened, and what to do about it."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageProblem(ContinuityError):
    """A command was called in a way that cannot work."""

    exit_code = 2


class WorkspaceInvalid(ContinuityError):
    """Files that people wrote do not hold together."""

    exit_code = 3


class Refused(ContinuityError):
    """A start or an act was refused; ``reasons`` lists every one of them."""

    exit_code = 4

    def __init__(self, message: str, reasons: Sequence[str] = (), hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.reasons = tuple(reasons)


class Stale(Refused):
    """A later event touched the same step, form, batch or fault."""


class DrillFailed(ContinuityError):
    """The drill ended and at least one objective was not met."""

    exit_code = 5


class Inconclusive(ContinuityError):
    """The drill ended void, or without enough evidence for a verdict."""

    exit_code = 6


class Aborted(ContinuityError):
    """The run was ended early; every fault is healed and verified."""

    exit_code = 7


class FaultMayRemain(ContinuityError):
    """A fault could not be taken out, or nobody could prove that it is out."""

    exit_code = 8


class EvidenceDamaged(ContinuityError):
    """The journal, or a file sealed into it, is not what it was."""

    exit_code = 9
