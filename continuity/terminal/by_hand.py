"""The way home where no program reaches the CRM: form by form, then how many it shows and what they add up to."""

from __future__ import annotations

from continuity.desk.desk import Desk
from continuity.errors import Refused
from continuity.ledger.entry import entry_of, entry_order, is_new
from continuity.ledger.figures import figures
from continuity.ledger.holding import Record
from continuity.plan import Form
from continuity.run import commands as ask
from continuity.run.closing import spans
from continuity.run.commands import Who
from continuity.run.homeward import entering_step
from continuity.run.steps import StepState
from continuity.terminal.ask import Console
from continuity.terminal.chasing import which_are_absent
from continuity.units import parse_money

__all__ = ["count_books", "enter_forms", "is_by_hand"]

_REFUSED = "r"
_LATER = "."


def is_by_hand(desk: Desk) -> bool:
    """Whether people key the records, because the environment names no way for a program."""
    return desk.state.plan.environment.back_entry is None


def enter_forms(console: Console, desk: Desk, form_id: str, who: Who) -> None:
    """Show each form that the CRM does not have yet, and ask for the number that the CRM gave it."""
    form = desk.state.plan.forms()[form_id]
    step = entering_step(desk.state)
    first = step.step.enter.first if step and step.step.enter else ()
    while True:
        desk.refresh()
        waiting = entry_order(desk.state.ledger, form_id, form, first)
        found = figures(desk.state.ledger, form_id)
        console.say(f"   {found.entered} of {found.captured} entered")
        if not waiting:
            return
        _enter(console, desk, form, waiting[0], who)


def _enter(console: Console, desk: Desk, form: Form, record: Record, who: Who) -> None:
    entry = entry_of(form, record)
    first = next((field.label for field in form.fields if field.identifies), "Customer")
    lines = [(first, entry.customer or "–"), *entry.others.items(), ("Total", str(entry.total))]
    console.say(f"   {form.title} {record.number}")
    if is_new(form, record):
        console.say("  NEW CUSTOMER: make the customer in the CRM first, then the order.", bold=True)
    for label, text in lines:
        for line in console.layout.hanging(f"  {label}:", text, column=28):
            console.say(line)
    while True:
        given = console.ask(f"  The CRM's number for it ({_LATER} later, {_REFUSED} it was refused):")
        if given == _LATER:
            raise Refused("not every form is entered", hint="Come back to this step when you can go on.")
        refused = console.ask("  What does the CRM say?") if given.lower() == _REFUSED else ""
        try:
            desk.act(ask.EnterByHand(record.number, "" if refused else given, refused), who)
            return
        except Refused as problem:
            console.say(f"     {problem.message}.{' ' + problem.hint if problem.hint else ''}")


def count_books(console: Console, desk: Desk, step: StepState, who: Who) -> None:
    """Have somebody count our numbers in the CRM and add them up; what differs becomes an exception."""
    form_id, run = step.step.reconcile or "", desk.state
    issued = [number.number for number in run.ledger.of(form_id) if number.block]
    span = f": {spans(run, issued)}" if issued else ""
    console.say(f"   No program can look into the CRM here. List our numbers in it{span}.")
    count, total = _number(console, "How many does it show:"), _total(console, desk)
    held, absent = _accepted(console, desk)
    drill_numbers = None if run.is_drill else _drill_numbers(console, run.plan.forms()[form_id])
    desk.act(ask.CountByHand(step.key, count, total, held, absent, drill_numbers), who)


def _accepted(console: Console, desk: Desk) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those that the order app saw accepted, as people find them in the CRM: there, and not there."""
    handed_in = desk.state.ledger.stations.accepted
    known = tuple(dict.fromkeys(record.number for accepted in handed_in.values() for record in accepted))
    if not known:
        return (), ()
    console.say(f"   The order app saw {len(known)} accepted before the CRM failed:")
    absent = which_are_absent(console, known)
    while absent is None:
        absent = which_are_absent(console, known)
    return tuple(number for number in known if number not in absent), absent


def _drill_numbers(console: Console, form: Form) -> int:
    """A drill's number in a real system is an incident of its own, so it is looked for and said aloud."""
    prefix = form.numbering.drill_prefix
    console.say(f"   Numbers that begin with {prefix} are a drill's, and none may be there. Look for them.")
    found = _number(console, f"How many numbers with {prefix} does it show:")
    if found:
        console.say(
            "   DRILL NUMBERS IN A REAL SYSTEM. Take them out before anybody ships or invoices them.", bold=True
        )
    return found


def _number(console: Console, question: str) -> int:
    while True:
        answer = console.ask(f"  {question}").replace(" ", "")
        if answer.isdecimal():
            return int(answer)
        console.say(f"     {answer!r} is not a whole number.")


def _total(console: Console, desk: Desk) -> int:
    currency = desk.state.plan.organisation.currency
    while True:
        answer = console.ask(f"  What do they add up to ({currency}):")
        try:
            return parse_money(answer, currency).minor
        except ValueError as problem:
            console.say(f"     {problem}.")
