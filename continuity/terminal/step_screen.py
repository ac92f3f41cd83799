"""One step as a player sees it. Pure: lines out."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.events import lifecycle
from continuity.ledger.figures import figures
from continuity.plan import Message
from continuity.run.clocks import read_clocks
from continuity.run.decide.finish import channel_for, message_text
from continuity.run.deviations import wanted_from
from continuity.run.lists import list_ages
from continuity.run.state import RunState
from continuity.run.steps import StepState, outline, static_key
from continuity.run.vacant import vacant_words
from continuity.terminal.layout import Layout
from continuity.terminal.said import batch_words
from continuity.units import Money, long_duration, short_duration

__all__ = ["header", "news", "step_lines"]


def header(run: RunState, hat: str, person: str, now: int, layout: Layout) -> Iterator[str]:
    """Drill or real, under which hat, as whom; how the outage stands; what to say when something real happens."""
    mark = "DRILL" if run.is_drill else "REAL OUTAGE"
    who = f"{mark}  {hat} · as {person} · {run.plan.drill.title}"
    yield from layout.both_ends(who, f"+{long_duration(max(0, run.time.since_start(now)))}")
    yield from layout.wrapped(_standing(run, now), indent=1)
    if run.is_drill:
        yield from layout.wrapped(f"Something real? Say and type “{run.plan.drill.code_word}”.", indent=1)
    yield from layout.wrapped(vacant_words(run), indent=1)
    yield from layout.rule()


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


def step_lines(run: RunState, state: StepState, now: int, layout: Layout) -> Iterator[str]:
    """The step: which of how many, what to do, how to know that it is right, what to mind."""
    yield from layout.both_ends(_place(run, state), _time(run, state, now))
    yield ""
    yield from layout.wrapped(state.step.do)
    yield ""
    if state.step.expect:
        yield from layout.hanging("You are right when:", state.step.expect)
    if state.step.if_not:
        yield from layout.hanging("If not:", state.step.if_not)
    for number, careful in enumerate(state.step.careful):
        yield from layout.hanging("Careful:" if number == 0 else "", careful)
    if state.step.message is not None:
        yield from layout.hanging("Say:", _message(run, state.step.message, now))
        if state.step.message.by:
            yield from layout.hanging("By:", _channel(run, state.step.message))
    if state.step.hand_off is not None:
        for id in run.unsent(state.step.hand_off.to, state.step.hand_off.form):
            yield from layout.hanging("The batch:", batch_words(run, id))
    if state.reason and state.status.value == "blocked":
        yield from layout.hanging("Blocked:", state.reason)
    if state.skip_asked is not None:
        asked = state.skip_asked
        answer = f"the lead wants it done: {asked.refused}" if asked.refused else "the lead has not answered yet"
        yield from layout.hanging("To be left out?", f"{asked.by} asks: {asked.reason}; {answer}")
    if state.step.records is not None:
        yield from _lists(run, now, layout)
    yield from _records(run, state, layout)


def _lists(run: RunState, now: int, layout: Layout) -> Iterator[str]:
    """How old is what the clerk looks up; what is too old is said so."""
    for number, age in enumerate(list_ages(run.plan, now)):
        stale = f" TOO OLD, at most {short_duration(age.max_age)}: promise nothing by it." if age.is_stale else ""
        words = f"{age.title}, {short_duration(age.age)} old.{stale}"
        yield from layout.hanging("Lists:" if number == 0 else "", words)


def _message(run: RunState, message: Message, now: int) -> str:
    again = None if message.next_update is None else now + message.next_update // run.time.speed
    return message_text(run, message, None, again)


def _channel(run: RunState, message: Message) -> str:
    """By which channel, and which of them fail."""
    words = dict(run.plan.organisation.channels)
    first = channel_for(run, message)
    gone = [words.get(id, id) for id in message.by if id in run.party.channels_away]
    lost = f" (not by: {'; '.join(gone)})" if gone else ""
    return f"{words.get(first, first) if first else 'NO CHANNEL WORKS: go there yourself'}{lost}"


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


def _records(run: RunState, state: StepState, layout: Layout) -> Iterator[str]:
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
        yield from layout.wrapped(f"Last: {last.number} saved · {records} · {total}")


def news(run: RunState, role: str, after: int) -> list[lifecycle.InjectDelivered]:
    """Messages for a role that it has not seen, by how many it has."""
    return [body for _, body in run.injects if body.to == role][after:]
