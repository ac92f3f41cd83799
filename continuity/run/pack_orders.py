"""Orders in the logs of packs that the run has not taken: none of them may vanish."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events.copies import PackConflict, PackImported
from continuity.run.state import RunState

__all__ = ["source_of", "waiting_orders"]


def source_of(device: str, counter: int) -> str:
    """Where an event of a log came from: the same entry is taken once."""
    return f"pack:{device}:{counter}"


def waiting_orders(run: RunState) -> Iterator[PackConflict]:
    """Those in conflict that nobody has settled: a form in a log, or one made void there, by its number."""
    last: dict[str, PackImported] = {}
    for log in run.pack_logs.values():
        if log.device not in last or log.entries >= last[log.device].entries:
            last[log.device] = log
    for log in run.pack_logs.values():
        for one in log.conflicts:
            of = (log.device, one.counter)
            if not one.number or of in run.pack_settled:
                continue
            # A later log of a device holds all that an earlier one held, unless it is the log of another one like it.
            if one.clash or (log is last[log.device] and source_of(*of) not in run.sources):
                yield one
