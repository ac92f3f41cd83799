"""What waits for somebody beside their steps: an offer, a request to leave a step out, an announcement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from continuity.clock import Clock
from continuity.ledger.decide import free_numbers
from continuity.ledger.figures import figures
from continuity.run import commands as ask
from continuity.run.commands import Command, Who
from continuity.run.overdue import overdue, turned_away
from continuity.run.party import Offer
from continuity.run.rights import Right, has
from continuity.run.state import RunState
from continuity.run.steps import StepState
from continuity.terminal.ask import Console
from continuity.terminal.chasing import account_for, chase, look_for, send_again
from continuity.units import short_duration

__all__ = ["Matter", "brief", "matters"]


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to decide: ``key`` stays the same while it waits; ``settle`` asks, and gives what was decided."""

    key: str
    settle: Callable[[Console], Command | None]


def matters(run: RunState, who: Who, clock: Clock) -> Iterator[Matter]:
    """What waits for this person now, the gravest first."""
    for offer in run.party.offers.values():
        if offer.to == who.actor.id:
            yield Matter(f"offer {offer.role} {offer.seq}", _offered(run, offer, clock))
    if run.party.command == who.actor.id and not run.party.announced:
        yield Matter("announce", lambda console: _announce(console))
    yield from _about_batches(run, who)
    yield from _in_flight(run, who)
    yield from _still_out(run, who)
    if has(run, Right.SKIP, who):
        for state in run.open_steps():
            if state.skip_asked is not None and not state.skip_asked.refused and state.skip_asked.by != who.actor.id:
                yield Matter(f"skip {state.key} {state.skip_asked.at}", _asked(state))


def _about_batches(run: RunState, who: Who) -> Iterator[Matter]:
    """Silence and rejections go to whoever leads."""
    if has(run, Right.DIRECT, who) and who.actor.id in run.party.leads():
        for batch, handed in overdue(run):
            yield Matter(f"overdue {batch.id} {handed.receiver}", chase(run, batch, handed))
        for batch, handed in turned_away(run):
            yield Matter(f"rejected {batch.id} {handed.receiver} {handed.tries}", send_again(run, batch, handed))


def _in_flight(run: RunState, who: Who) -> Iterator[Matter]:
    """Before anything is entered; where a program can ask the CRM, it looks, and so it does at an export."""
    entering = any(s.step.enter and who.actor.id in run.party.acting(s.step.role) for s in run.open_steps())
    way = run.plan.environment.back_entry
    if entering and run.ledger.stations.unlooked and (way is None or way.kind == "csv"):
        yield Matter(f"in flight {len(run.ledger.stations.unlooked)}", look_for(run))


def _still_out(run: RunState, who: Who) -> Iterator[Matter]:
    """After the last step the run stays open until each number has an end: for whoever leads, or holds the blanks."""
    ledger = run.ledger
    for form in run.plan.forms() if run.steps_over else ():
        free = free_numbers(ledger, form)
        holders = {ledger.blocks[ledger.numbers[number].block or ""].custodian for number in free}
        if free and who.actor.id in (*run.party.leads(), *holders):
            yield Matter(f"out {form} {len(free)}", account_for(run, form, free))


def brief(run: RunState, now: int) -> Iterator[str]:
    """How it stands, on one page: what whoever takes over has to know."""
    late = [s for s in run.open_steps() if s.step.target and run.time.between(s.ready_at, now) > s.step.target]
    yield f"It has been going on for {short_duration(run.time.since_start(now))}."
    for state in run.open_steps():
        acting, signs = ", ".join(run.party.acting(state.turn)), state.turn != state.step.role
        who = state.person.id if state.person and not signs else f"waits for {acting or 'NOBODY'}"
        mark = " LATE" if state in late else " BLOCKED" if state.status.value == "blocked" else ""
        yield f"{run.plan.role_title(state.turn)} ({who}): {state.asked}{mark}"
    form = run.main_form
    if form is not None:
        found = figures(run.ledger, form)
        yield f"Orders by hand: {found.captured}, in the CRM: {found.entered}; numbers still out: {found.open}."
    for person in run.party.away:
        yield f"{person} is away."
    for message in run.messages[-1:]:
        yield f"Last message, to {message.said.audience}: {message.said.text}"


def _offered(run: RunState, offer: Offer, clock: Clock) -> Callable[[Console], Command]:
    def settle(console: Console) -> Command:
        what = "command" if offer.role is None else f"the role {run.plan.role_title(offer.role)}"
        console.say()
        console.say(f" >> {offer.from_} offers you {what}. How it stands:", bold=True)
        for line in brief(run, clock.now()):
            for text in console.layout.wrapped(line, indent=5):
                console.say(text)
        if console.sure(f"Do you take {what}?"):
            return ask.Accept(offer.role)
        return ask.Decline(console.ask("Why not?"), offer.role)

    return settle


def _announce(console: Console) -> Command | None:
    console.say()
    console.say(" >> You have command. Tell everybody, by name, that you lead from now on.", bold=True)
    return ask.Announce() if console.sure("Has everybody heard it?") else None


def _asked(state: StepState) -> Callable[[Console], Command]:
    def settle(console: Console) -> Command:
        assert state.skip_asked is not None
        asked = state.skip_asked
        console.say()
        console.say(f" >> {asked.by} asks to leave out: {state.step.do}", bold=True)
        console.say(f"    Why: {asked.reason}")
        if state.step.critical:
            console.say("    This step is critical. If you agree, both your names stand under it.")
        if console.sure("Leave it out?"):
            return ask.Skip(state.key, asked.reason)
        return ask.RefuseSkip(state.key, console.ask("Why must it be done?"))

    return settle
