"""The way home where no program can reach the CRM: people key each form, and count what the CRM shows."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.events import Body
from continuity.events import ledger as said
from continuity.ledger.decide import compare_books
from continuity.ledger.holding import Number, NumberState
from continuity.ledger.reconcile import compare, with_count
from continuity.plan import Form
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.rights import require_role
from continuity.run.state import RunState
from continuity.run.steps import StepState, StepStatus
from continuity.run.words import no_card

__all__ = ["BY_HAND", "count_by_hand", "enter_by_hand"]

BY_HAND = "by hand"
"""What the record says of an entry that no program made."""


def enter_by_hand(run: RunState, command: ask.EnterByHand, who: Who) -> list[Body]:
    """The CRM's number for a form that was keyed, or why it was refused. Raises ``Refused``."""
    _refuse_program(run)
    known = run.ledger.numbers.get(command.number)
    if known is None or known.record is None or known.state is not NumberState.USED:
        raise Refused(f"no order stands on {command.number}", hint="Say the number of the form that was keyed.")
    step = _entering(run, known.form)
    require_role(run, step.step.role, who)
    began: list[Body] = [said.EntryBegan(step.key, known.form, run.plan.environment.id)]
    return ([] if step.key in run.entries else began) + _outcome(run, known, command)


def _outcome(run: RunState, known: Number, command: ask.EnterByHand) -> list[Body]:
    refused = no_card(command.refused.strip(), "the reason")
    if refused:
        return [said.RecordEntered(known.number, "rejected", None, refused)]
    system_id = no_card(command.system_id.strip(), "the CRM's number")
    if not system_id:
        raise Refused("the CRM's number is missing", hint="Read it off the screen on which the order was saved.")
    if known.entered and known.system_id == system_id:
        return []
    same = next((n.number for n in run.ledger.of(known.form) if n.entered and n.system_id == system_id), None)
    if same is not None:
        raise Refused(f"{system_id} is {same} already", hint="Look in the CRM: was one order saved over another?")
    return [said.RecordEntered(known.number, "updated" if known.entered else "created", system_id, BY_HAND)]


def count_by_hand(run: RunState, command: ask.CountByHand) -> list[Body]:
    """Every number against every station, with what a person counted in the CRM. Raises ``Refused``."""
    _refuse_program(run)
    step = run.step(command.key)
    form_id = step.step.reconcile if step else None
    if form_id is None:
        raise Refused(f"the step {command.key} compares no books")
    if command.count < 0 or command.total < 0:
        raise Refused("less than nothing cannot be counted", hint="Say how many, and what they add up to.")
    form, currency = run.plan.forms()[form_id], run.plan.organisation.currency
    entered = [number for number in run.ledger.of(form_id) if number.entered and number.state is NumberState.USED]
    found = compare(
        run.ledger,
        form_id,
        form,
        [_as_keyed(number) for number in entered],
        drill=run.is_drill,
        receivers=tuple(run.plan.environment.receivers),
    )
    prefix = _prefix(run, form)
    counted = with_count(found, prefix, _control(entered, currency), (command.count, command.total), currency)
    told = said.SystemCounted(form_id, prefix, command.count, {currency: command.total})
    return [told, compare_books(run.ledger, form_id, counted, key=command.key)]


def _refuse_program(run: RunState) -> None:
    if run.plan.environment.back_entry is not None:
        raise Refused("a program enters the records here", hint="It looks at the CRM itself; wait for it.")


def _entering(run: RunState, form: str) -> StepState:
    for state in run.steps.values():
        if state.step.enter is not None and state.step.enter.form == form and state.status is StepStatus.IN_PROGRESS:
            return state
    raise Refused("no step enters these records now", hint="Begin the step that enters them.")


def _as_keyed(number: Number) -> said.SystemRecord:
    """What should stand in the CRM when whoever keyed the form keyed it right."""
    assert number.record is not None
    total = number.record.total
    return said.SystemRecord(number.number, number.system_id or "", total.minor, total.currency)


def _control(entered: list[Number], currency: str) -> tuple[int, int]:
    totals = (n.record.total for n in entered if n.record)
    return len(entered), sum(total.minor for total in totals if total.currency == currency)


def _prefix(run: RunState, form: Form) -> str:
    return form.numbering.drill_prefix if run.is_drill else form.numbering.prefix
