"""Command: whatever a command of yours can break, another one can mend, and a third can look at.

The commands stand where the point is found, never in a scenario: what is run on a machine is its owner's to say.
"""

from __future__ import annotations

from continuity.faults.kinds.effect import Execute
from continuity.faults.kinds.kind import FaultKind
from continuity.faults.kinds.param import Param, ParamType
from continuity.faults.promise import Params

__all__ = ["COMMAND", "make_run", "run_param"]

run_param = {
    "run": Param("run", ParamType.TEXT, "which of the commands at the point's place", required=True),
}


def make_run(params: Params) -> Execute:
    """Take the name of the recipe."""
    return Execute(str(params["run"]))


COMMAND = FaultKind("command", "command", "A command breaks something, and another mends it.", run_param, make_run)
