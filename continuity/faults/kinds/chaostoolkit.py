"""Chaos Toolkit: any of its extensions as inject, heal and check, each in a process of its own with a deadline.

An action of the Chaos Toolkit has no inverse; here it must be given one, and a check that says when all is well.
"""

from __future__ import annotations

from continuity.faults.kinds.command import make_run, run_param
from continuity.faults.kinds.kind import FaultKind

__all__ = ["CHAOSTOOLKIT"]

CHAOSTOOLKIT = FaultKind(
    "chaostoolkit",
    "chaos action",
    "An action of a Chaos Toolkit extension, and the one that takes it back.",
    run_param,
    make_run,
)
