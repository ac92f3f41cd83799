"""Why a step of a log is not open in the run: what stands before it."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.run.state import RunState
from continuity.run.steps import StepState, later_than, outline, static_key

__all__ = ["waits_for"]

_MOST = 3


def waits_for(run: RunState, key: str) -> str:
    """What the runbook puts before it and is not over, in words; steps of lanes beside it are not meant."""
    own, open_ = static_key(key), run.open_steps()
    before = [item.key for item in outline(run.plan) if own in later_than(run.plan, item.key)]
    names = [_told(one) for one in open_ if _is_before(one.key, key, before)]
    if not names:
        known = {static_key(one) for one in run.steps}
        names = [f"{one} (not open either)" for one in before if one not in known][-1:]
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return (
        f"it waits for {', '.join(names[:_MOST])}{more}"
        if names
        else "it waits for its time, or for the CRM to work again"
    )


def _told(one: StepState) -> str:
    how = "to be left out, once whoever leads agrees" if one.waits_for_yes else one.status.value.replace("_", " ")
    return f"{one.key} ({how})"


def _is_before(other: str, key: str, before: list[str]) -> bool:
    """By the order of the runbook; inside a repeat all of an earlier round is before a later one."""
    for mine, theirs in _rounds(key, other):
        if mine != theirs:
            return theirs < mine
    return static_key(other) in before


def _rounds(key: str, other: str) -> Iterator[tuple[int, int]]:
    """Rounds of the repeats that both are in, from the outside in."""
    for mine, theirs in zip(key.split("/"), other.split("/"), strict=False):
        (name, _, round), (same, _, of) = mine.partition("#"), theirs.partition("#")
        if name != same:
            return
        yield int(round or 0), int(of or 0)
