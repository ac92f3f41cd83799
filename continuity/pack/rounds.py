"""Rounds as receivers count them: on paper nobody tells them of a round in which nothing was handed over."""

from __future__ import annotations

from itertools import count, takewhile

from continuity.pack.log import Entry, PackLog
from continuity.run.state import RunState
from continuity.run.steps import StepStatus, static_key

__all__ = ["nothing_came", "round_of"]


def round_of(run: RunState, log: PackLog, entry: Entry) -> str:
    """The key of the step that an entry is about.

    Where somebody counted in a round in which nothing came, they number what came: their second is the second in which
    something did.
    """
    if not _counts(run, entry):
        return entry.key
    counted = (one for one in log.entries if _counts(run, one) and static_key(one.key) == static_key(entry.key))
    if not any(_is_empty(run, one.key) for one in counted):
        return entry.key
    begun = list(takewhile(lambda number: run.step(_in(entry.key, number)) is not None, count(1)))
    came = [number for number in begun if not _is_empty(run, _in(entry.key, number))]
    place = _number(entry.key)
    return _in(entry.key, came[place - 1] if place <= len(came) else len(begun) + 1)


def nothing_came(run: RunState, entry: Entry) -> bool:
    """Whether the run and the entry agree that in this round nothing was handed over."""
    state = run.step(entry.key)
    if state is None or state.status is not StepStatus.NOT_APPLICABLE:
        return False
    return entry.kind in ("skip", "start") or (entry.kind == "finish" and state.step.hand_off is not None)


def _counts(run: RunState, entry: Entry) -> bool:
    state = run.step(_in(entry.key, 1)) if entry.kind == "finish" and "#" in entry.key else None
    return state is not None and state.step.read_back is not None


def _is_empty(run: RunState, key: str) -> bool:
    state = run.step(key)
    return state is not None and state.status is StepStatus.NOT_APPLICABLE


def _in(key: str, number: int) -> str:
    """The same step in that round of the innermost repeat."""
    head, _, tail = key.rpartition("#")
    return f"{head}#{number}/{tail.partition('/')[2]}"


def _number(key: str) -> int:
    return int(key.rpartition("#")[2].partition("/")[0])
