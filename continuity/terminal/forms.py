"""Filling in answers and forms on a terminal, field by field; what is refused is asked again."""

from __future__ import annotations

import os
import socket

from continuity.desk.desk import Desk
from continuity.errors import Refused
from continuity.ledger.cards import card_reasons
from continuity.ledger.decide import next_free
from continuity.ledger.fields import field_reasons
from continuity.plan import Field, Form
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.inputs import inputs_of
from continuity.run.state import RunState
from continuity.run.status import RunStatus
from continuity.run.steps import StepState
from continuity.terminal.ask import Console
from continuity.units import Money, parse_money

__all__ = ["answer_fields", "capture"]

_CANCEL = "."


def answer_fields(console: Console, run: RunState, step: StepState) -> dict[str, str]:
    """The step's inputs, each one asked until it holds."""
    fields = inputs_of(step.step)
    return {field.id: answer for field in fields if (answer := _field(console, field, run))}


def _field(console: Console, field: Field, run: RunState, before: str = "") -> str:
    currency = run.plan.organisation.currency
    unit = f" ({currency})" if field.type == "money" else ""
    optional = "" if field.required else " (may be empty)"
    while True:
        if field.type == "choice":
            console.say(f"   {field.label}:")
            answer = console.choose("  ", field.options) or before
        else:
            kept = f" [{before}]" if before else ""
            answer = console.ask(f"  {field.label}{unit}{optional}{kept}:") or before
        if answer == _CANCEL:
            return answer
        problems = _problems(field, answer, currency)
        if not problems:
            return answer
        for problem in problems:
            console.say(f"     {problem}")


def _problems(field: Field, answer: str, currency: str) -> tuple[str, ...]:
    if not answer:
        return ("An answer is needed here.",) if field.required else ()
    return (*card_reasons({field.label: answer}), *field_reasons(field, answer, currency))


def capture(console: Console, desk: Desk, step: StepState, who: Who) -> None:
    """One form on the next free number; "saved" is said when it is on disk, and not before."""
    form_id = step.step.records or ""
    form = desk.state.plan.forms()[form_id]
    if step.started_at is None:
        desk.act(ask.Start(step.key), who)
    number = next_free(desk.state.ledger, form_id, who.actor.id)
    if number is None:
        raise Refused(f"{who.actor.id} holds no free number", hint="Ask the shift lead for a new block.")
    console.say(f"   {form.title} {number}   (a full stop alone gives it up)")
    values: dict[str, str] | None = {}
    while values is not None:
        values = _fill_in(console, desk.state, form, values)
        if values is not None and _saved(console, desk, form_id, number, values, who):
            return
    console.say("   Given up; the number is still free.")


def _saved(console: Console, desk: Desk, form_id: str, number: str, values: dict[str, str], who: Who) -> bool:
    """Whether it is on disk; what was refused is said, and nothing that was typed is lost."""
    approved = _approval(console, desk.state.plan.forms()[form_id], values, desk.state.plan.organisation.currency)
    device = f"{socket.gethostname()}-{os.getpid()}"
    counter = 1 + desk.state.ledger.last_counter(device)
    try:
        desk.act(ask.Capture(form_id, values, device, counter, number, approved), who)
    except Refused as refused:
        if desk.state.status is not RunStatus.RUNNING:
            raise
        for words in (refused.message, *refused.reasons):
            console.say(f"     {words}")
        console.say("   Enter keeps what stands in brackets.")
        return False
    record = desk.state.ledger.numbers[number].record
    console.say(f"   {number} saved{f'  {record.total}' if record else ''}")
    return True


def _fill_in(console: Console, run: RunState, form: Form, before: dict[str, str]) -> dict[str, str] | None:
    values: dict[str, str] = {}
    for field in form.fields:
        answer = _field(console, field, run, before.get(field.id, ""))
        if answer == _CANCEL:
            return None
        values[field.id] = answer
    return values


def _approval(console: Console, form: Form, values: dict[str, str], currency: str) -> str | None:
    for limit in form.limits:
        try:
            over = parse_money(values.get(limit.field, "0"), currency).minor > limit.max.minor
        except ValueError:
            continue
        if over:
            return console.ask(f"  Over {Money(limit.max.minor, currency)}: who said yes (id)?") or None
    return None
