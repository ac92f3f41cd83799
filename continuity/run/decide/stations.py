"""What people tell of other systems, and batches that are sent again or chased."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from continuity.errors import Refused
from continuity.events import Body
from continuity.events.stations import (
    AppLogRead,
    CustomersMade,
    InFlight,
    InFlightLookedAt,
    OrderedElsewhere,
    OverdueTaken,
    PaymentsRead,
)
from continuity.events.steps import StepReopened
from continuity.ledger.cards import card_in, card_reasons
from continuity.ledger.decide import send_batch
from continuity.ledger.elsewhere import ordered_elsewhere
from continuity.ledger.entry import is_new
from continuity.ledger.holding import Batch, Handed, HandedState
from continuity.ledger.readings import in_parts
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.decide.read_back import is_person
from continuity.run.rights import require_hand, require_player
from continuity.run.state import RunState
from continuity.run.steps import StepStatus, beside
from continuity.structure import Private

__all__ = ["decide"]


def decide(run: RunState, command: ask.StationCommand, who: Who) -> list[Body]:
    """Events of a command about other systems; raises ``Refused``."""
    if run.is_over:
        raise Refused(f"the run is {run.status.value}; nothing can be written in it")
    require_player(run, who)
    require_hand(run, who)
    match command:
        case ask.TellInFlight():
            return _in_flight(run, command)
        case ask.LookedFor(held=held, absent=absent):
            return _looked_for(run, held, absent)
        case ask.MadeCustomers(numbers=numbers):
            return _made(run, numbers)
        case ask.TellPayments():
            return _payments(run, command)
        case ask.SendAgain(batch=batch, receiver=receiver):
            handed = _handed(run, batch, receiver)[1]
            keys = run.sent.get((batch, handed.receiver), ())
            again = _count_again(run, keys) if is_person(run, receiver) else ()
            return [send_batch(run.ledger, batch, receiver, key=next(iter(keys), "")), *again]
        case ask.TakeUp(batch=batch, receiver=receiver, did=did):
            return _take_up(run, batch, receiver, did)


def _in_flight(run: RunState, command: ask.TellInFlight) -> list[Body]:
    source, stations = command.source, run.ledger.stations
    plain = tuple(dict.fromkeys(number.strip() for number in command.numbers if number.strip()))
    _refuse_cards((*plain, *(record.number for record in command.accepted)))
    if not plain and not command.accepted:
        raise Refused("no order in flight was named", hint="Name the numbers that the order app gave them.")
    known = stations.in_flight.get(source)
    fresh = tuple(number for number in plain if known is None or number not in known.numbers)
    bodies: list[Body] = [InFlight(source, fresh)] if fresh else []
    if command.accepted and stations.accepted.get(source) != command.accepted:
        bodies.append(AppLogRead(source, command.accepted))
    for id, form in run.plan.forms().items():
        found = ordered_elsewhere(run.ledger, id, form, command.sales)
        if found != stations.elsewhere.get((id, source), {}):
            bodies.append(OrderedElsewhere(id, source, found))
    return bodies


def _looked_for(run: RunState, held: tuple[str, ...], absent: tuple[str, ...]) -> list[Body]:
    flying = run.ledger.stations.in_flight
    known = {number for one in flying.values() for number in one.numbers}
    strange = [number for number in (*held, *absent) if number not in known]
    if strange:
        shown = ", ".join("one that looks like a card number" if card_in(one) else one for one in strange)
        raise Refused(
            f"not in flight when the CRM failed: {shown}", hint=f"In flight were: {', '.join(sorted(known))}."
        )
    both = sorted(set(held) & set(absent))
    if both:
        raise Refused(f"said to be there and not to be there: {', '.join(both)}")
    bodies: list[Body] = []
    for source, one in flying.items():
        there, gone = (tuple(n for n in numbers if n in one.numbers) for numbers in (held, absent))
        if there or gone:
            bodies.append(InFlightLookedAt(source, there, gone))
    return bodies


def _made(run: RunState, numbers: tuple[str, ...]) -> list[Body]:
    forms, ledger = run.plan.forms(), run.ledger
    for number in numbers:
        known = ledger.numbers.get(number)
        if known is None or known.record is None or not is_new(forms[known.form], known.record):
            shown = "that" if card_in(number) else number
            raise Refused(f"no order of a new customer stands on {shown}", hint="continuity ledger show lists them.")
    fresh = tuple(number for number in dict.fromkeys(numbers) if number not in ledger.stations.customers)
    return [CustomersMade(fresh)] if fresh else []


def _payments(run: RunState, command: ask.TellPayments) -> list[Body]:
    form = run.plan.forms().get(command.form)
    if form is None:
        raise Refused(f"there is no form {command.form!r}", hint=f"There are: {', '.join(run.plan.forms())}.")
    if form.field_that_means("payment") is None:
        hint = "Write means: payment under the field that holds the reference."
        raise Refused(f"the form {command.form} asks for no payment reference", hint=hint)
    _refuse_cards(one.reference for one in command.payments)
    known = run.ledger.stations.payments.get((command.form, command.source))
    if known is not None and tuple(known.values()) == command.payments:
        return []
    return list(in_parts(PaymentsRead(command.form, command.source, command.payments)))


def _count_again(run: RunState, sent_by: Collection[str]) -> Iterator[StepReopened]:
    """Who has counted a batch counts it once more when it comes again."""
    for state in run.steps.values():
        counts = state.step.read_back is not None and beside(state.key, state.step.read_back) in sent_by
        if counts and state.status in (StepStatus.DONE, StepStatus.FAILED):
            yield StepReopened(state.key, Private("the batch was sent again"))


def _take_up(run: RunState, batch: str, receiver: str, did: str) -> list[Body]:
    handed = _handed(run, batch, receiver)[1]
    if handed.state is not HandedState.SENT:
        raise Refused(f"{receiver} has answered: {batch} is {handed.state.value}", hint="There is nobody to chase.")
    if handed.overdue_at is None:
        raise Refused(f"{receiver} still has time for {batch}")
    cards = card_reasons({"what was done": did})
    if cards or not did.strip():
        raise Refused(f"{batch} is still overdue", cards or ("say what you did",))
    return [] if handed.taken_up_at is not None else [OverdueTaken(batch, receiver, Private(did.strip()))]


def _handed(run: RunState, batch: str, receiver: str) -> tuple[Batch, Handed]:
    known = run.ledger.batches.get(batch)
    if known is None:
        raise Refused(f"There is no batch {batch}", hint=f"There are: {', '.join(run.ledger.batches) or 'none yet'}.")
    handed = known.handed.get(receiver)
    if handed is None:
        went = ", ".join(known.handed) or "nobody yet"
        raise Refused(
            f"{batch} has not been sent to {receiver}", hint=f"It went to {went}; the hand-over step sends it."
        )
    return known, handed


def _refuse_cards(texts: Iterable[str]) -> None:
    cards = card_reasons({f"number {place}": text for place, text in enumerate(texts, 1)})
    if cards:
        raise Refused("Nothing was written down", cards)
