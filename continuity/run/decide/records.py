"""Records and numbers: what people write on forms, give back, look for, and sign for."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.events import Actor, Body, Known
from continuity.events.ledger import ComparisonRequested, RecordMarkedReal
from continuity.ledger.decide import (
    Approval,
    Draft,
    ask_again,
    capture,
    correct,
    free_numbers,
    miss,
    next_free,
    return_numbers,
    settle,
    void,
)
from continuity.ledger.holding import NumberState
from continuity.plan import Form
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.decide.by_hand import count_by_hand, enter_by_hand
from continuity.run.pack_orders import waiting_orders
from continuity.run.rights import require_hand, require_known, require_participant, require_player
from continuity.run.state import RunState
from continuity.run.status import RunStatus

__all__ = ["decide"]


def decide(run: RunState, command: ask.RecordCommand, who: Who) -> list[Body]:
    """Events of a record command; raises ``Refused``."""
    if run.is_over or run.plan_or_none is None or run.status is RunStatus.FROZEN:
        raise Refused(f"the run is {run.status.value}; nothing can be written in it")
    require_player(run, who)
    if not isinstance(command, ask.Capture):
        require_hand(run, who)
    match command:
        case ask.MarkReal(number=number):
            return _mark_real(run, number)
        case ask.Capture():
            return _capture(run, command, who)
        case ask.Correct():
            return _correct(run, command, who)
        case ask.EnterAgain(number=number):
            return [ask_again(run.ledger, number)]
        case ask.Void(number=number, reason=reason, witness=witness):
            require_participant(run, witness)
            return [void(run.ledger, number, reason=reason, witness=witness, by=who.actor.id)]
        case ask.Return(form=form, numbers=numbers):
            on_packs = {one.number for one in waiting_orders(run)}
            if kept := [number for number in numbers if number in on_packs]:
                hint = "Import the log again and settle its conflict, once the order stands on a form."
                raise Refused(f"a pack's log has an order on {', '.join(kept)}, so it is no blank", hint=hint)
            free = numbers or tuple(one for one in free_numbers(run.ledger, form) if one not in on_packs)
            return [return_numbers(run.ledger, form, free)] if free else []
        case ask.MarkMissing(number=number, reason=reason):
            return [miss(run.ledger, number, reason=reason)]
        case ask.Compare(key=key):
            return _compare(run, key)
        case ask.EnterByHand():
            return enter_by_hand(run, command, who)
        case ask.CountByHand():
            return count_by_hand(run, command)
        case ask.Settle(rule=rule, number=number, reason=reason):
            return _settle(run, rule, number, reason, who)


def _capture(run: RunState, command: ask.Capture, who: Who) -> list[Body]:
    saved = run.ledger.saved.get((command.device, command.counter))
    form = run.plan.forms().get(command.form)
    if form is None:
        raise Refused(f"there is no form {command.form!r}", hint=f"There are: {', '.join(run.plan.forms())}.")
    if who.actor.is_person:
        for person in dict.fromkeys((who.actor.id, who.on_behalf_of or who.actor.id)):
            require_known(run, person)
    number = command.number or saved or next_free(run.ledger, command.form, who.on_behalf_of or who.actor.id)
    if number is None:
        raise Refused(f"{who.actor.id} holds no free number", hint="Ask the shift lead for a new block.")
    draft = Draft(number, command.fields, command.device, command.counter, _approval(run, command.approved_by, who))
    _refuse_own_approval(run, form, command, who)
    credit = run.plan.credit_of(form)
    body = capture(run.ledger, command.form, form, draft, currency=run.plan.organisation.currency, credit=credit)
    return [] if body is None else [body]


def _correct(run: RunState, command: ask.Correct, who: Who) -> list[Body]:
    known = run.ledger.numbers.get(command.number)
    record = known.record if known else None
    form = run.plan.forms().get(record.form) if record else None
    if record is None or form is None:
        raise Refused(f"no order stands on {command.number}", hint="Say the number of the form that the order is on.")
    if record.seq != command.corrects:
        raise Refused(f"{command.number} has been changed since you saw it", hint="Look at it as it is now.")
    approval = _approval(run, command.approved_by, who)
    draft = Draft(command.number, command.fields, command.device, command.counter, approval)
    _refuse_own_approval(run, form, command, who)
    terms = (run.plan.organisation.currency, run.plan.credit_of(form))
    body = correct(run.ledger, record.form, form, draft, why=command.why, currency=terms[0], credit=terms[1])
    return [] if body is None else [body]


def _mark_real(run: RunState, number: str) -> list[Body]:
    """What a simulated person wrote down is nobody's order."""
    known = run.ledger.numbers.get(number)
    if not run.is_drill:
        raise Refused("this is no drill: every order is real")
    if known is None or known.record is None or known.state is not NumberState.USED:
        raise Refused(f"no order stands on {number}", hint="Say the number of the form that the order is on.")
    taker = known.record.taken_by
    if not Actor(taker, run.actors.get(taker, Known.STATED)).is_person:
        raise Refused(f"{number} was written down by a simulated person")
    return [] if known.real else [RecordMarkedReal(number)]


def _refuse_own_approval(run: RunState, form: Form, command: ask.Capture | ask.Correct, who: Who) -> None:
    """Say plainly why somebody who stands in for an approver does not approve what they took themselves."""
    by = command.approved_by
    if by is None or by not in (who.actor.id, who.on_behalf_of):
        return
    for limit in form.limits:
        deputies = [person for person in run.party.may_act(limit.approval) if person != by]
        if by in run.party.may_act(limit.approval) and by not in run.party.own(limit.approval):
            title = run.plan.role_title(limit.approval)
            raise Refused(
                f"{by} took this order, and as a deputy nobody approves their own",
                hint=f"Ask {' or '.join(deputies)}, who act as {title}."
                if deputies
                else f"Nobody else acts as {title} now: the order waits, or the customer takes less.",
            )


def _approval(run: RunState, by: str | None, who: Who) -> Approval | None:
    """Who said yes, in which roles; as a deputy nobody says yes to an order of their own."""
    if by is None:
        return None
    own = by in (who.actor.id, who.on_behalf_of)
    party = run.party
    return Approval(by, tuple(role for role in run.plan.names if by in (party.own if own else party.may_act)(role)))


def _compare(run: RunState, key: str) -> list[Body]:
    state = run.step(key)
    if state is None or state.step.reconcile is None:
        raise Refused(f"the step {key} compares no books")
    if run.plan.environment.back_entry is None:
        hint = "Count at a terminal, in that step, what the CRM shows."
        raise Refused("no program can look into the CRM here", hint=hint)
    return [] if run.compare_requested else [ComparisonRequested(key, state.step.reconcile)]


def _settle(run: RunState, rule: str, number: str, reason: str, who: Who) -> list[Body]:
    people = {who.actor.id, who.on_behalf_of}
    for did, doers in _did(run).items():
        if people & doers:
            by = ", ".join(sorted(one for one in people & doers if one))
            raise Refused(f"{by} {did}", hint="An exception is settled by somebody else.")
    form = next((form for form in run.ledger.books if _is_open(run, form, rule, number)), run.main_form or "")
    return [settle(run.ledger, form, rule, number, reason=reason, by=who.actor.id, behalf=who.on_behalf_of)]


def _did(run: RunState) -> dict[str, set[str]]:
    """Who did the steps whose work is judged here."""
    entered = (state for state in run.steps.values() if state.step.enter)
    compared = (state for state in run.steps.values() if state.step.reconcile)
    return {
        "entered the records": {doer for state in entered for doer in state.doers},
        "compared the books": {doer for state in compared for doer in state.doers},
    }


def _is_open(run: RunState, form: str, rule: str, number: str) -> bool:
    return any((one.rule, one.number) == (rule, number) for one in run.ledger.open_exceptions(form))
