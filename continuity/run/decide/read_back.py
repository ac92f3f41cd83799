"""What a receiver counted and added up, against the headers of the batches that were handed over."""

from __future__ import annotations

from collections.abc import Mapping

from continuity.errors import Refused
from continuity.events import Body
from continuity.ledger.batch import ReadBack, batch_records, control, differences, is_withdrawn
from continuity.ledger.decide import acknowledge, reject
from continuity.ledger.holding import Batch, HandedState
from continuity.run.commands import Who
from continuity.run.state import RunState
from continuity.run.steps import StepState, beside

__all__ = ["is_person", "read_back"]


def read_back(
    run: RunState, state: StepState, answers: Mapping[str, str], who: Who
) -> tuple[tuple[str, ...], list[Body]]:
    """What differs, in plain words, and what that says of each batch; a person's agreement is the acknowledgement."""
    if state.step.read_back is None:
        return (), []
    sent_by = beside(state.key, state.step.read_back)
    receiver = _receiver(run, sent_by)
    sent = (b for b in run.ledger.batches.values() if sent_by in run.sent.get((b.id, receiver), ()))
    batches = [batch for batch in sent if not is_withdrawn(run.ledger, batch)]
    if not batches:
        return (), []
    stated = _stated(run, answers)
    wrong = differences(control([n for batch in batches for n in batch_records(run.ledger, batch)]), stated)
    # A wrong count is no last word: whoever counts again and agrees has taken the batch.
    open_ = [batch for batch in batches if batch.handed[receiver].state is not HandedState.ACKNOWLEDGED]
    waiting = open_ if is_person(run, receiver) else []
    if len(batches) == 1:
        return wrong, [acknowledge(run.ledger, one.id, receiver, stated, by=who.actor.id) for one in waiting]
    return wrong, [_together(run, batch, receiver, wrong, who) for batch in waiting]


def is_person(run: RunState, receiver: str) -> bool:
    """Whether somebody counts what this receiver gets, and says so; a program answers by itself."""
    known = run.plan.environment.receivers.get(receiver)
    return known is None or known.kind == "person"


def _together(run: RunState, batch: Batch, receiver: str, wrong: tuple[str, ...], who: Who) -> Body:
    """Of batches that were counted together all are taken or none: nobody knows in which one the error is."""
    if wrong:
        return reject(run.ledger, batch.id, receiver, reason="; ".join(wrong), by=who.actor.id)
    return acknowledge(run.ledger, batch.id, receiver, ReadBack(), by=who.actor.id)


def _stated(run: RunState, answers: Mapping[str, str]) -> ReadBack:
    total = {run.plan.organisation.currency: int(answers["total"])} if "total" in answers else None
    return ReadBack(int(answers["count"]) if "count" in answers else None, total)


def _receiver(run: RunState, key: str) -> str:
    sender = run.step(key)
    if sender is None or sender.step.hand_off is None:
        raise Refused(f"the step {key} hands nothing over", hint="read_back names the hand-over step before it.")
    return sender.step.hand_off.to
