"""The way home where no program can reach the CRM: people key each form, and count what the CRM shows."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.events import Body
from continuity.events import ledger as said
from continuity.events.stations import AppLogCompared
from continuity.ledger.cards import card_in
from continuity.ledger.decide import compare_books
from continuity.ledger.holding import Number, NumberState
from continuity.ledger.numbers import series
from continuity.run import commands as ask
from continuity.run.books import comparison, leaks
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
    if system_id in run.ledger.numbers and system_id != known.number:
        hint = "Read the number off the screen on which the order was saved."
        raise Refused(f"{system_id} is the number of another form of ours, not one of the CRM's", hint=hint)
    same = next((n.number for n in run.ledger.of(known.form) if n.entered and n.system_id == system_id), None)
    if same is not None:
        raise Refused(f"{system_id} is {same} already", hint="Look in the CRM: was one order saved over another?")
    return [said.RecordEntered(known.number, "updated" if known.entered else "created", system_id, BY_HAND)]


def count_by_hand(run: RunState, command: ask.CountByHand) -> list[Body]:
    """Every number against every station, with what a person counted in the CRM. Raises ``Refused``.

    Where a receiver's documents have to be read as well, the conductor reads them, and compares.
    """
    _refuse_program(run)
    step = run.step(command.key)
    form_id = step.step.reconcile if step else None
    if form_id is None:
        raise Refused(f"the step {command.key} compares no books")
    counted = _counted(run, form_id, command)
    logs = _looked_for(run, form_id, command)
    if any(receiver.makes for receiver in run.plan.environment.receivers.values()):
        wanted = [] if run.compare_requested else [said.ComparisonRequested(command.key, form_id)]
        return [counted, *logs, *wanted]
    gone = [(log.source, record) for log in logs for record in log.forgotten]
    found = comparison(run, form_id, counted=counted, forgotten=gone)
    compared = compare_books(run.ledger, form_id, found, key=command.key)
    return [counted, *logs, *leaks(compared), compared]


def _counted(run: RunState, form_id: str, command: ask.CountByHand) -> said.SystemCounted:
    form, currency = run.plan.forms()[form_id], run.plan.organisation.currency
    if min(command.count, command.total, command.drill_numbers or 0) < 0:
        raise Refused("less than nothing cannot be counted", hint="Say how many, and what they add up to.")
    if not run.is_drill and command.drill_numbers is None:
        prefix = form.numbering.drill_prefix
        raise Refused(f"nobody has looked for a drill's numbers, which begin with {prefix}", hint="Say how many.")
    drill_numbers = 0 if run.is_drill else command.drill_numbers or 0
    prefix = series(form.numbering, drill=run.is_drill).prefix
    return said.SystemCounted(form_id, prefix, command.count, {currency: command.total}, drill_numbers)


def _looked_for(run: RunState, form_id: str, command: ask.CountByHand) -> list[AppLogCompared]:
    """Each order that an app saw accepted is in the CRM or not: somebody has to have looked."""
    handed_in = run.ledger.stations.accepted
    known = {record.number for accepted in handed_in.values() for record in accepted}
    looked = {*command.held, *command.absent}
    if strange := sorted(looked - known):
        shown = ", ".join("one that looks like a card number" if card_in(one) else one for one in strange)
        raise Refused(f"on no log of accepted orders: {shown}")
    if both := sorted({*command.held} & {*command.absent}):
        raise Refused(f"said to be there and not to be there: {', '.join(both)}")
    if left := sorted(known - looked):
        raise Refused(
            f"nobody has looked whether the CRM holds {len(left)} that the order app saw accepted",
            left,
            "Look for each of them in the CRM by its number.",
        )
    return [
        AppLogCompared(form_id, source, len(accepted), tuple(one for one in accepted if one.number in command.absent))
        for source, accepted in handed_in.items()
    ]


def _refuse_program(run: RunState) -> None:
    if run.plan.environment.back_entry is not None:
        raise Refused("a program enters the records here", hint="It looks at the CRM itself; wait for it.")


def _entering(run: RunState, form: str) -> StepState:
    for state in run.steps.values():
        if state.step.enter is not None and state.step.enter.form == form and state.status is StepStatus.IN_PROGRESS:
            return state
    raise Refused("no step enters these records now", hint="Begin the step that enters them.")
