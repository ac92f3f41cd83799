"""What a receiver has not answered, or has turned away; what was in flight when the CRM failed; what is still out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from continuity.ledger.holding import Batch, Handed
from continuity.run import commands as ask
from continuity.run.closing import spans
from continuity.run.commands import Command
from continuity.run.overdue import overdue_after
from continuity.run.state import RunState
from continuity.terminal.ask import Console
from continuity.terminal.said import batch_words
from continuity.units import short_duration

__all__ = ["account_for", "chase", "look_for", "send_again", "which_are_absent", "whose_hand"]

Settling = Callable[[Console], Command | None]


def chase(run: RunState, batch: Batch, handed: Handed) -> Settling:
    """Nobody answered in time: telephone, then go there."""

    def settle(console: Console) -> Command | None:
        within = overdue_after(run, batch.id, handed.receiver)
        late = f" within {short_duration(within)}" if within is not None else ""
        console.say()
        console.say(f" >> {handed.receiver} has not acknowledged {batch.id}{late}.", bold=True)
        console.say(f"    {batch_words(run, batch.id)}. Telephone; if nobody answers, go there with the printed sheet.")
        did = console.ask("What did you do?")
        return ask.TakeUp(batch.id, handed.receiver, did) if did else None

    return settle


def send_again(run: RunState, batch: Batch, handed: Handed) -> Settling:
    """They did not take it: which figure is wrong? Then the same batch once more."""

    def settle(console: Console) -> Command | None:
        console.say()
        console.say(f" >> {handed.receiver} did not take {batch.id}: {handed.reason}", bold=True)
        console.say(f"    {batch_words(run, batch.id)}. Find out which figure is wrong; never change the batch.")
        return ask.SendAgain(batch.id, handed.receiver) if console.sure("Send the same batch again?") else None

    return settle


def look_for(run: RunState) -> Settling:
    """Orders that the app had under way: is each of them in the CRM?"""

    def settle(console: Console) -> Command | None:
        unlooked = run.ledger.stations.unlooked
        console.say()
        console.say(" >> Before you enter anything: these were in flight when the CRM failed.", bold=True)
        absent = which_are_absent(console, unlooked)
        if absent is None:
            return None
        return ask.LookedFor(tuple(number for number in unlooked if number not in absent), absent)

    return settle


def account_for(run: RunState, form: str, free: tuple[str, ...]) -> Settling:
    """Every step is over, and blanks are still out: nothing is closed before each has an end."""

    def settle(console: Console) -> Command | None:
        console.say()
        console.say(f" >> Every step is over, and {len(free)} numbers are still out: {spans(run, free)}.", bold=True)
        return whose_hand(console, form, free)

    return settle


def whose_hand(console: Console, form: str, free: tuple[str, ...]) -> Command:
    """Those that were shown are in somebody's hand, or one of them is missing; nobody else says so."""
    if console.sure("Are all of them in your hand?"):
        return ask.Return(form, free)
    missing = console.ask("Which one is missing?")
    return ask.MarkMissing(missing, console.ask("What is known of it?"))


def which_are_absent(console: Console, numbers: Sequence[str]) -> tuple[str, ...] | None:
    """Those of the numbers that somebody does not find in the CRM; none when another number was named."""
    for text in console.layout.wrapped(", ".join(numbers), indent=4):
        console.say(text)
    console.say("    Look for each of them in the CRM.")
    words = console.ask("Which are NOT there (numbers with a blank between; empty: all are there)?").split()
    strange = [word for word in words if word not in numbers]
    if strange:
        console.say(f"   Not on this list: {', '.join(strange)}. Look again.")
        return None
    return tuple(number for number in numbers if number in words)
