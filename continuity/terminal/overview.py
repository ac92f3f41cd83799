"""A run at a glance, as plain values: what any screen shows of faults, people, orders and clocks. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.ledger.drain import Drain
from continuity.ledger.figures import Figures, figures
from continuity.run.clocks import read_clocks
from continuity.run.deviations import wanted_from
from continuity.run.homeward import time_to_go
from continuity.run.state import RunState
from continuity.run.steps import StepState
from continuity.run.timeline import last_end

__all__ = ["FaultRow", "Overview", "PersonRow", "overview"]

_NAMES = (
    ("t0", "stopped"),
    ("t1", "noticed"),
    ("t2", "declared"),
    ("t3", "by hand"),
    ("t4", "restored"),
    ("t5", "reconciled"),
    ("t6", "stood down"),
)


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault: where, how, since and until when (scenario ms after the start), and what proves it."""

    point: str
    words: str
    begin: int
    end: int | None
    proof: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What a role is at, and for how long against its target (scenario ms)."""

    role: str
    doing: str
    passed: int
    target: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """One moment of a run."""

    elapsed: int
    planned: int
    faults: tuple[FaultRow, ...]
    people: tuple[PersonRow, ...]
    figures: Figures | None
    handed_over: int
    to_go: Drain | None
    clocks: tuple[tuple[str, int | None], ...]
    """Name and scenario ms since t0."""
    is_drill: bool
    failing: tuple[str, ...]
    """In a real outage: what probes see fail."""


def overview(run: RunState, now: int) -> Overview:
    """The run as it stands at a real time."""
    form = run.main_form
    found = figures(run.ledger, form) if form else None
    reached = read_clocks(run)
    clocks = tuple((word, clock.ms if (clock := reached.get(name)) else None) for name, word in _NAMES)
    return Overview(
        run.time.since_start(now),
        last_end(run.plan),
        tuple(_fault_rows(run)),
        tuple(_person(run, step, now) for step in run.open_steps()),
        found,
        max(found.in_receiver.values(), default=0) if found else 0,
        time_to_go(run),
        clocks,
        run.is_drill,
        () if run.is_drill else tuple(f"{t.point} ({t.probe})" for t in run.probes.values() if t.state != "ok"),
    )


def _fault_rows(run: RunState) -> list[FaultRow]:
    rows = []
    for fault in run.faults.values():
        for begin, end in fault.spans:
            until = run.time.since_start(end) if end is not None else None
            rows.append(FaultRow(fault.point, fault.words, run.time.since_start(begin), until, _proof(run, fault.id)))
    return rows


def _proof(run: RunState, id: str) -> str:
    fault = run.faults[id]
    if fault.not_healed:
        return "MAY REMAIN"
    if fault.given_up:
        return "GIVEN UP, not proven"
    if fault.verified_at is not None:
        return "out, proven"
    if fault.removed_at is not None and not fault.inside:
        return "out, being proven"
    if not fault.seen_by:
        return "in, not seen yet"
    return f"proven by {len(fault.seen_by)} probe{'s' * (len(fault.seen_by) != 1)}"


def _person(run: RunState, step: StepState, now: int) -> PersonRow:
    passed = run.time.between(min(wanted_from(run, step), now), now)
    return PersonRow(run.plan.role_title(step.turn), step.asked, passed, step.step.target)
