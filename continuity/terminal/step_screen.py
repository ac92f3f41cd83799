"""One step as a player sees it. Pure: lines out."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events import lifecycle
from continuity.ledger.figures import figures
from continuity.plan import Message
from continuity.run.clocks import read_clocks
from continuity.run.decide.finish import message_text
from continuity.run.deviations import wanted_from
from continuity.run.state import RunState
from continuity.run.steps import StepState, outline, static_key
from continuity.terminal.layout import both_ends, hanging, rule, wrapped
from continuity.terminal.said import batch_words
from continuity.units import Money, long_duration, short_duration

__all__ = ["header", "news", "step_lines"]


def header(run: RunState, role: str, person: str, now: int) -> Iterator[str]:
    """Drill or real, which role, as whom; then how the outage stands."""
    mark = "DRILL" if run.is_drill else "REAL OUTAGE"
    who = f"{mark}  {run.plan.drill.title} · {run.plan.role_title(role)} · as {person}"
    yield both_ends(who, f"+{long_duration(run.time.since_start(now))}")
    yield from wrapped(_standing(run, now), indent=1)
    yield rule()


def _standing(run: RunState, now: int) -> str:
    t0 = read_clocks(run).get("t0")
    if t0 is None:
        return "Nothing is known to fail."
    process = run.plan.organisation.process(run.plan.runbook.process)
    since = short_duration(run.time.between(t0.at, now))
    if run.restored_at is not None:
        back = short_duration(run.time.between(run.restored_at, now))
        return f"Stopped {since} ago · back for {back}"
    return f"Stopped {since} ago · by hand until at most {short_duration(process.mtpd)}"


def step_lines(run: RunState, state: StepState, now: int) -> Iterator[str]:
    """The step: which of how many, what to do, how to know that it is right, what to mind."""
    yield both_ends(_place(run, state), _time(run, state, now))
    yield ""
    yield from wrapped(state.step.do)
    yield ""
    if state.step.expect:
        yield from hanging("You are right when:", state.step.expect)
    if state.step.if_not:
        yield from hanging("If not:", state.step.if_not)
    for number, careful in enumerate(state.step.careful):
        yield from hanging("Careful:" if number == 0 else "", careful)
    if state.step.message is not None:
        yield from hanging("Say:", _message(run, state.step.message, now))
    if state.step.hand_off is not None:
        for id in run.unsent(state.step.hand_off.to, state.step.hand_off.form):
            yield from hanging("The batch:", batch_words(run, id))
    if state.reason and state.status.value == "blocked":
        yield from hanging("Blocked:", state.reason)
    yield from _records(run, state)


def _message(run: RunState, message: Message, now: int) -> str:
    again = None if message.next_update is None else now + message.next_update // run.time.speed
    return message_text(run, message, None, again)


def _place(run: RunState, state: StepState) -> str:
    own = [item.key for item in outline(run.plan) if item.step.role == state.step.role]
    key = static_key(state.key)
    number = own.index(key) + 1 if key in own else 1
    critical = " · critical" if state.step.critical else ""
    return f"Step {number} of {len(own)} · {run.plan.runbooks[state.runbook].title}{critical}"


def _time(run: RunState, state: StepState, now: int) -> str:
    passed = max(0, run.time.between(min(wanted_from(run, state), now), now))
    if state.step.target is None:
        return short_duration(passed)
    late = "LATE · " if passed > state.step.target else ""
    return f"{late}{short_duration(passed)} of {short_duration(state.step.target)}"


def _records(run: RunState, state: StepState) -> Iterator[str]:
    form = state.step.records
    if form is None:
        return
    found = figures(run.ledger, form)
    total = ", ".join(str(Money(minor, currency)) for currency, minor in found.totals.items())
    last = max((n.record for n in run.ledger.of(form) if n.record), key=lambda r: r.recorded_at, default=None)
    yield ""
    if last is None:
        yield "   No record yet."
    else:
        records = f"{found.captured} record{'s' * (found.captured != 1)}"
        yield from wrapped(f"Last: {last.number} saved · {records} · {total}")


def news(run: RunState, role: str, after: int) -> list[lifecycle.InjectDelivered]:
    """Messages for a role that it has not seen, by how many it has."""
    return [body for _, body in run.injects if body.to == role][after:]
