"""The kinds of faults: one small file each, named here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

from continuity.faults.kinds.bandwidth import BANDWIDTH
from continuity.faults.kinds.chaostoolkit import CHAOSTOOLKIT
from continuity.faults.kinds.command import COMMAND
from continuity.faults.kinds.file import FILE
from continuity.faults.kinds.http import HTTP
from continuity.faults.kinds.kind import FaultKind
from continuity.faults.kinds.latency import LATENCY
from continuity.faults.kinds.limit_data import LIMIT_DATA
from continuity.faults.kinds.noop import NOOP
from continuity.faults.kinds.refuse import REFUSE
from continuity.faults.kinds.reset_peer import RESET_PEER
from continuity.faults.kinds.slicer import SLICER
from continuity.faults.kinds.slow_close import SLOW_CLOSE
from continuity.faults.kinds.switch import SWITCH
from continuity.faults.kinds.timeout import TIMEOUT

__all__ = ["TABLE", "FaultKind", "kind_named"]

TABLE: tuple[FaultKind, ...] = (
    REFUSE,
    TIMEOUT,
    LATENCY,
    BANDWIDTH,
    RESET_PEER,
    LIMIT_DATA,
    SLICER,
    SLOW_CLOSE,
    NOOP,
    SWITCH,
    HTTP,
    FILE,
    COMMAND,
    CHAOSTOOLKIT,
)


def kind_named(name: str, table: Sequence[FaultKind] = TABLE) -> FaultKind | None:
    """Find a kind by its name."""
    return next((kind for kind in table if kind.name == name), None)
