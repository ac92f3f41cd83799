"""The screen of a lead, a deputy or a scribe who does no steps of a role: who is at what, and the lead's acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.deviations import late_by
from continuity.run.state import RunState
from continuity.terminal.layout import Layout
from continuity.terminal.lead_menu import Asked, choose_act
from continuity.terminal.views import Key
from continuity.units import short_duration

__all__ = ["directing_keys", "directing_lines"]


def directing_lines(layout: Layout) -> Callable[[RunState, int], Iterator[str]]:
    """Each open step with who is at it, for how long, and what is wrong with it."""

    def lines(run: RunState, now: int) -> Iterator[str]:
        for state in run.open_steps():
            acting = ", ".join(run.party.acting(state.step.role))
            who = state.person.id if state.person else f"waits for {acting or 'NOBODY'}"
            marks = [short_duration(run.time.between(min(state.ready_at, now), now))]
            if late_by(run, state, now) is not None and state.step.until is None:
                marks.append("LATE")
            if state.status.value == "blocked":
                marks.append(f"BLOCKED: {state.reason}")
            if state.status.value == "to_sign":
                marks.append("waits for a signature")
            title = run.plan.role_title(state.step.role)
            yield from layout.wrapped(f"{title} ({who}): {state.step.do} · {' · '.join(marks)}")
        if not run.open_steps():
            yield "   Nobody has anything to do now."
        for person, since in run.party.away.items():
            yield f"   {person} has been away for {short_duration(run.time.between(since, now))}."

    return lines


def directing_keys(who: Who) -> tuple[Key, ...]:
    """What the duty allows beside notes."""
    return (
        Key("l", "act", lambda console, run: choose_act(console, run, who)),
        Key("n", "note", lambda console, _: Asked(ask.Note(console.ask("Note:")))),
    )
