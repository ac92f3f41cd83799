"""What a drill of a runbook can show, found from what its steps do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from continuity.plan import Runbook, Step
from continuity.units import duration
from continuity.workspace.blocks import all_steps
from continuity.workspace.new.answers import DrillAnswers
from continuity.workspace.new.scalar import scalar

__all__ = ["objective_lines"]

_WITHIN = "30m"


def objective_lines(it: DrillAnswers) -> list[str]:
    """One line for each; every one can be met and measured by the runbook's own steps."""
    steps = all_steps(it.runbooks)
    process = it.runbooks[it.runbook].process
    found = [*_begun(steps, process), *_by_hand(it, steps, process), *_told(it), *_handed(it), *_agreed(steps, process)]
    return found or [_line("restored", "The path works again", process, "clock: [t0, t4]", "2h")]


def _line(id: str, title: str, process: str, measure: str, within: str = "") -> str:
    time = f", within: {within}" if within else ""
    return f"- {{id: {id}, title: {scalar(title)}, process: {process}, {measure}{time}}}"


def _begun(steps: list[Step], process: str) -> Iterator[str]:
    if any(step.marks == "activated" for step in steps):
        yield _line("begun", "The runbook is begun", process, "clock: [t0, t2]", "15m")


def _by_hand(it: DrillAnswers, steps: list[Step], process: str) -> Iterator[str]:
    if any(step.records for step in steps):
        clock = "t3" if process in it.enough else "t3a"
        within = duration(it.targets[process]) if process in it.targets else _WITHIN
        yield _line("by-hand", "Working by hand", process, f"clock: [t0, {clock}]", within)


def _told(it: DrillAnswers) -> Iterator[str]:
    after = "t2" if any(step.marks == "activated" for step in all_steps(it.runbooks)) else "t0"
    for audience, runbook in _audiences(it.runbooks).items():
        id = f"{_slug(audience)}-told"
        measure = f"message: {scalar(audience)}, after: {after}"
        yield _line(id, f"{audience.capitalize()} told", runbook.process, measure, "20m")


def _audiences(runbooks: Mapping[str, Runbook]) -> dict[str, Runbook]:
    found: dict[str, Runbook] = {}
    for id, runbook in runbooks.items():
        for step in all_steps({id: runbook}):
            if step.message:
                found.setdefault(step.message.audience, runbook)
    return found


def _slug(text: str) -> str:
    return "-".join("".join(sign if sign.isascii() and sign.isalnum() else " " for sign in text.lower()).split())[:50]


def _handed(it: DrillAnswers) -> Iterator[str]:
    told: set[str] = set()
    for id, runbook in it.runbooks.items():
        for step in all_steps({id: runbook}):
            given = step.hand_off
            if given and given.to in it.receivers and given.to not in told:
                told.add(given.to)
                title = f"{given.to.capitalize()} has each batch"
                measure = f"hand_off: {given.to}"
                yield _line(f"{given.to}-has-it"[:64], title, runbook.process, measure, duration(given.ack_within))


def _agreed(steps: list[Step], process: str) -> Iterator[str]:
    if any(step.reconcile for step in steps):
        yield _line("books-agree", "Books agree", process, "clock: [t4, t5]", "2h")
        yield _line("each-once", "Every record in the system once", process, "records: each-once")
