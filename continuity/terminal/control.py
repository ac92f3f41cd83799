"""The controller's and the facilitator's screen: what was played and is still to come, what is in, who is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from continuity.run import commands as ask
from continuity.run.state import RunState
from continuity.run.timeline import planned_faults, wanted_faults
from continuity.terminal.ask import Console
from continuity.terminal.layout import Layout
from continuity.terminal.lead_menu import Asked
from continuity.terminal.views import Key
from continuity.units import long_duration

__all__ = ["control_keys", "control_lines", "facilitator_keys"]


def control_lines(layout: Layout) -> Callable[[RunState, int], Iterator[str]]:
    """Faults with what proves them, injects with their time, people and whether they have joined."""

    def lines(run: RunState, now: int) -> Iterator[str]:
        elapsed = run.time.since_start(now)
        yield " FAULTS"
        for fault in _faults(run, elapsed):
            yield from layout.wrapped(fault)
        yield " INJECTS"
        for inject in _injects(run):
            yield from layout.wrapped(inject)
        yield " PEOPLE"
        for person in _people(run):
            yield from layout.wrapped(person)

    return lines


def _faults(run: RunState, elapsed: int) -> Iterator[str]:
    wanted = {planned.id: planned for planned in wanted_faults(run)}
    for planned in planned_faults(run.plan):
        what = f"{planned.id}: {planned.point} {planned.fault.kind}"
        state = run.faults.get(planned.id)
        moved = wanted.get(planned.id)
        if state is not None and state.inside:
            seen = f"seen by {', '.join(state.seen_by)}" if state.seen_by else "NOT SEEN yet"
            yield f"{what}: IN, {seen}" + (f", out at +{long_duration(moved.end)}" if moved else ", coming out")
        elif state is not None and state.not_healed:
            yield f"{what}: MAY REMAIN: {state.not_healed}"
        elif state is not None and state.given_up:
            yield f"{what}: {state.given_up}"
        elif state is not None and state.removed_at is not None:
            yield f"{what}: out, {'proven' if state.verified_at is not None else 'being proven'}"
        elif moved is None:
            yield f"{what}: cleared, will not go in"
        else:
            yield f"{what}: {'comes' if moved.begin > elapsed else 'goes in'} at +{long_duration(moved.begin)}"


def _injects(run: RunState) -> Iterator[str]:
    played = {body.inject: at for at, body in run.injects}
    for inject in sorted(run.plan.drill.injects, key=lambda one: one.at):
        if inject.id in played:
            when = f"played at +{long_duration(run.time.since_start(played[inject.id]))}"
        else:
            when = f"comes at +{long_duration(inject.at)}"
        yield f"{inject.id}: {when}: {inject.words}"
    for at, body in run.injects:
        if body.inject.startswith("unplanned-"):
            yield f"{body.inject}: played at +{long_duration(run.time.since_start(at))}: to {body.to}: {body.says}"
    if not run.plan.drill.injects and not run.injects:
        yield "none"


def _people(run: RunState) -> Iterator[str]:
    for role in run.plan.names:
        own = run.party.own(role)
        acting = run.party.acting(role)
        there = [f"{person}{_mark(run, person)}" for person in own]
        instead = f"; {', '.join(acting)} acts" if acting and not set(acting) & set(own) else ""
        nobody = "" if acting else "; NOBODY CAN ACT"
        yield f"{run.plan.role_title(role)}: {', '.join(there) or 'nobody'}{instead}{nobody}"
    yield f"Command: {', '.join(run.party.leads()) or 'NOBODY'}"


def _mark(run: RunState, person: str) -> str:
    if person in run.party.away:
        return " (away)"
    return " (joined)" if person in run.party.seats else ""


def facilitator_keys() -> tuple[Key, ...]:
    """Messages only."""
    return (
        Key("i", "play an inject", _inject(messages_only=True)),
        Key("m", "message", _message),
        Key("n", "note", lambda console, _: Asked(ask.Note(console.ask("Note:")))),
    )


def control_keys(halt: Callable[[str], str]) -> tuple[Key, ...]:
    """Everything that is played, and the ways to stop; ``halt`` takes all out at once and says what came of it."""
    return (
        Key("i", "play an inject", _inject(messages_only=False)),
        Key("m", "message", _message),
        Key("f", "fire a fault", _fire),
        Key("c", "clear a fault", _clear),
        Key("a", "away or back", _away),
        Key("n", "note", lambda console, _: Asked(ask.Note(console.ask("Note:")))),
        Key("p", "pause", lambda console, _: Asked(ask.Pause(console.ask("Why is the run paused?")))),
        Key("g", "go on", lambda console, _: Asked(ask.Resume())),
        Key("x", "end the run", lambda console, _: Asked(ask.Abort(console.ask("Why is the run ended?")))),
        Key("h", "HALT", lambda console, _: _halt(console, halt)),
    )


def _inject(*, messages_only: bool) -> Callable[[Console, RunState], Asked | str | None]:
    def act(console: Console, run: RunState) -> Asked | str | None:
        played = {body.inject for _, body in run.injects}
        waiting = [one for one in run.plan.drill.injects if one.id not in played and (one.says or not messages_only)]
        if not waiting:
            return "   No inject is left."
        id = console.one_of("Which", [(one.id, f"{one.id}: {one.words}") for one in waiting])
        return Asked(ask.FireInject(id)) if id else None

    return act


def _message(console: Console, run: RunState) -> Asked | None:
    role = console.one_of("To whom", [(role, run.plan.role_title(role)) for role in run.plan.names])
    return Asked(ask.Tell(role, console.ask("What do they hear?"))) if role else None


def _fire(console: Console, run: RunState) -> Asked | None:
    out = [one for one in planned_faults(run.plan) if not ((f := run.faults.get(one.id)) and f.inside)]
    id = console.one_of("Which", [(one.id, f"{one.id}: {one.point} {one.fault.kind}") for one in out])
    return Asked(ask.FireFault(id)) if id else None


def _clear(console: Console, run: RunState) -> Asked | None:
    open_ = [one for one in wanted_faults(run) if (state := run.faults.get(one.id)) is None or state.inside]
    id = console.one_of("Which", [(one.id, f"{one.id}: {one.point} {one.fault.kind}") for one in open_])
    return Asked(ask.ClearFault(id)) if id else None


def _away(console: Console, run: RunState) -> Asked | None:
    person = console.choose("Who", run.party.everybody())
    if not person:
        return None
    if person in run.party.away:
        return Asked(ask.SayBack(person))
    return Asked(ask.SayAway(person, console.ask("Why?")))


def _halt(console: Console, halt: Callable[[str], str]) -> str | None:
    """Every fault of every run on this machine, at once; the run ends by it."""
    reason = console.ask("HALT takes every fault of every run out and refuses new ones. Why (. gives it up)?")
    return halt(reason) if reason.strip(". ") else "   Nothing was halted."
