"""What waits must be able to end: the all-clear has to come before, beside or within what waits for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from continuity.plan import Block, Follow, Lanes, Repeat, Runbook, Step
from continuity.workspace.blocks import inner_lists
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding

MOST = 5_000
"""Blocks in one run; runbooks that follow each other twice would otherwise grow without end."""

Part = tuple[str, int]
"""One level of a way: ``("step", 3)`` in a list, ``("lane", 1)`` beside others, ``("case", 0)`` instead of others."""


@dataclass(frozen=True, slots=True)
class _Stop:
    """A block on the way through a runbook and all that it follows."""

    way: tuple[Part, ...]
    written: Written[Runbook]
    at: str
    block: Block


def rule(draft: Draft) -> Iterator[Finding]:
    """Steps that wait for an all-clear which nobody gives, or which comes only after them."""
    runbooks = draft.plain_runbooks()
    if any(set(_follows(runbook)) - set(runbooks) for runbook in runbooks.values()):
        return
    for id in entries(draft, runbooks):
        written = draft.runbooks[id]
        stops = list(islice(_stops(draft.runbooks, written, written.value.steps, "/steps", (), (id,)), MOST))
        if len(stops) == MOST:
            message = f"with all the runbooks that it follows, this one has {MOST} blocks or more"
            yield written.error("/steps", "follow-too-many", message, "Follow each runbook in one place.", key=True)
            continue
        marks = [stop for stop in stops if isinstance(stop.block, Step) and stop.block.marks == "all_clear"]
        for stop in stops:
            if _waits(stop.block) and not any(_in_time(mark.way, stop.way) for mark in marks):
                yield _finding(stop, marks)


def entries(draft: Draft, runbooks: Mapping[str, Runbook]) -> set[str]:
    """Runbooks with which a run can begin: those of drills, and those that no other follows."""
    inner = {id for runbook in runbooks.values() for id in _follows(runbook)}
    drilled = {drill.value.runbook for drill in draft.drills.values()}
    return {id for id in runbooks if id in drilled or id not in inner}


def _follows(runbook: Runbook) -> list[str]:
    return list(_followed_by(runbook.steps))


def _followed_by(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Follow):
            yield block.follow
        for inner in inner_lists(block).values():
            yield from _followed_by(inner)


def _stops(
    all: Mapping[str, Written[Runbook]],
    written: Written[Runbook],
    blocks: tuple[Block, ...],
    at: str,
    way: tuple[Part, ...],
    inside: tuple[str, ...],
) -> Iterator[_Stop]:
    for number, block in enumerate(blocks):
        here, there = f"{at}/{number}", (*way, ("step", number))
        yield _Stop(there, written, here, block)
        if isinstance(block, Follow):
            if block.follow not in inside:
                other = all[block.follow]
                yield from _stops(all, other, other.value.steps, "/steps", there, (*inside, block.follow))
            continue
        level = "lane" if isinstance(block, Lanes) else "round" if isinstance(block, Repeat) else "case"
        for index, (name, inner) in enumerate(inner_lists(block).items()):
            yield from _stops(all, written, inner, here + name, (*there, (level, index)), inside)


def _waits(block: Block) -> bool:
    return (isinstance(block, Step) and block.until == "all_clear") or (
        isinstance(block, Repeat) and block.repeat_until == "all_clear"
    )


def _in_time(mark: tuple[Part, ...], wait: tuple[Part, ...]) -> bool:
    for ours, theirs in zip(mark, wait, strict=False):
        if ours != theirs:
            return ours[0] == "lane" or (ours[0] == "step" and ours[1] < theirs[1])
    return len(mark) > len(wait)


def _finding(stop: _Stop, marks: list[_Stop]) -> Finding:
    at = f"{stop.at}/until" if isinstance(stop.block, Step) else f"{stop.at}/repeat_until"
    if not marks:
        return stop.written.error(
            at,
            "mark-missing",
            "this waits for the all-clear, and no step gives it",
            "Write marks: all_clear in the step that says it.",
        )
    line = marks[0].written.document.spot(marks[0].at)[0]
    where = f"{marks[0].written.document.file}:{line}"
    message = f"this waits for the all-clear, which comes only after it ({where}); nothing behind it can be reached"
    return stop.written.error(at, "step-unreachable", message, "Wait in a lane beside that step, or take the wait out.")
