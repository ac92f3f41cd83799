"""Batches: closed over what is in none yet, sent, and acknowledged or not by the receiver's own figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from continuity.errors import Refused
from continuity.events.ledger import BatchAcknowledged, BatchClosed, BatchRejected, BatchSent
from continuity.ledger.batch import ReadBack, control, differences, digest, is_withdrawn, recompute
from continuity.ledger.cards import card_reasons
from continuity.ledger.holding import Batch, HandedState, Number, NumberState
from continuity.ledger.numbers import series
from continuity.ledger.state import Ledger
from continuity.plan.runbook import Form

__all__ = ["acknowledge", "close_batch", "kept_words", "read_back", "reject", "send_batch", "to_batch"]


def to_batch(ledger: Ledger, form_id: str) -> tuple[Number, ...]:
    """Every used number that is in no batch yet, or whose batch was withdrawn; none: a round ends without a batch."""
    withdrawn = {batch.id for batch in ledger.batches.values() if is_withdrawn(ledger, batch)}
    left = (n for n in ledger.of(form_id) if not n.batches or n.batches[-1] in withdrawn)
    waiting = (number for number in left if number.state is NumberState.USED and number.block)
    return tuple(sorted(waiting, key=lambda number: (number.sequence, number.number)))


def close_batch(
    ledger: Ledger,
    form_id: str,
    form: Form,
    *,
    key: str,
    drill: bool,
    closed_before: int = 0,
    only: Collection[str] | None = None,
) -> BatchClosed:
    """Count and add up all that waits, or ``only`` the numbers of a header on paper; ``key`` is the step's.

    ``closed_before`` counts the batches of earlier runs in this series.
    """
    waiting = to_batch(ledger, form_id)
    numbers = [number for number in waiting if only is None or number.number in only]
    if not numbers:
        raise Refused(
            f"No form of {form.title!r} is waiting, so there is nothing to batch",
            hint="End the round without a batch.",
        )
    if only is not None and len(numbers) < len(only):
        gone = sorted(set(only) - {number.number for number in numbers})
        raise Refused(f"these forms do not wait for a batch: {', '.join(gone)}")
    start = "B" + series(form.numbering, drill=drill).prefix
    last = max([closed_before, *(_serial(batch.id, start) for batch in ledger.batches.values())])
    id, figures = f"{start}{last + 1:02d}", control(numbers)
    texts = tuple(number.number for number in numbers)
    sums = (figures.totals, figures.hash_total)
    return BatchClosed(id, form_id, key, texts, *sums, digest(id, form_id, numbers))


def _serial(batch: str, start: str) -> int:
    rest = batch.removeprefix(start)
    return int(rest) if batch.startswith(start) and rest.isdecimal() else 0


def send_batch(ledger: Ledger, batch: str, receiver: str, *, key: str) -> BatchSent:
    """A batch goes to a receiver, for the first time or once more."""
    known = _batch(ledger, batch)
    handed = known.handed.get(receiver)
    if handed and handed.state is HandedState.ACKNOWLEDGED and not handed.refused:
        raise Refused(f"{receiver} has acknowledged {batch} already", hint="There is nothing to send.")
    if is_withdrawn(ledger, known):
        raise Refused(
            f"a form of {batch} was corrected after everybody had turned it away, so it does not go out again",
            hint="Its forms go with the next batch that is closed; where none is, hand them over and settle R12.",
        )
    return BatchSent(batch, receiver, key)


def acknowledge(
    ledger: Ledger, batch: str, receiver: str, answer: ReadBack, *, by: str, refused: Mapping[str, str] | None = None
) -> BatchAcknowledged | BatchRejected:
    """The receiver's figures against ours, worked out anew: an acknowledgement, or a rejection that says what differs.

    ``refused`` are single numbers that the receiver did not take, each with its reason.
    """
    refused = refused or {}
    known = _batch(ledger, batch)
    handed = known.handed.get(receiver)
    if handed is None:
        raise Refused(f"{batch} has not been sent to {receiver}", hint="Send it first.")
    if handed.state is HandedState.ACKNOWLEDGED:
        raise Refused(f"{receiver} has acknowledged {batch} already")
    strange = [number for number in refused if number not in known.numbers]
    if strange:
        raise Refused(f"{receiver} speaks of numbers that are not in {batch}: {', '.join(strange)}")
    ours = recompute(ledger, known)
    wrong = [*differences(ours, answer), *_moved(known, ours.count, ours.totals, ours.hash_total)]
    if wrong:
        return BatchRejected(batch, receiver, by, "; ".join(wrong), tuple(refused))
    count, totals = answer.count, answer.totals
    return BatchAcknowledged(
        batch,
        receiver,
        by,
        ours.count if count is None else count,
        ours.totals if totals is None else totals,
        answer.hash_total,
        tuple(refused),
        {number: kept_words(reason) for number, reason in refused.items()},
    )


def _moved(batch: Batch, count: int, totals: object, hash_total: int) -> list[str]:
    """Whether the records have changed under the header since the batch was closed."""
    same = (batch.count, dict(batch.totals), batch.hash_total) == (count, totals, hash_total)
    return [] if same else ["the records no longer add up to the header"]


def read_back(ledger: Ledger, batch: str, stated: ReadBack) -> tuple[str, ...]:
    """What a person read back that is not so, in plain words."""
    return differences(recompute(ledger, _batch(ledger, batch)), stated)


def kept_words(text: str) -> str:
    """What another system said, as far as it may be kept: nothing that looks like a card number."""
    if card_reasons({"it": text}):
        return "what was said looks like a card number, and is not kept"
    return text.strip() or "no reason given"


def reject(ledger: Ledger, batch: str, receiver: str, *, reason: str, by: str) -> BatchRejected:
    """The receiver does not take the batch and says why."""
    _batch(ledger, batch)
    cards = card_reasons({"the reason": reason})
    if cards or not reason.strip():
        raise Refused(f"The rejection of {batch} was not kept", cards or ("say why",))
    return BatchRejected(batch, receiver, by, reason.strip())


def _batch(ledger: Ledger, batch: str) -> Batch:
    if batch not in ledger.batches:
        raise Refused(f"There is no batch {batch}", hint=f"There are: {', '.join(ledger.batches) or 'none yet'}.")
    return ledger.batches[batch]
