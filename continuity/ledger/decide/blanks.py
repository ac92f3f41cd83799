"""Numbered blanks: handed out in blocks, given back, spoiled, or gone."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.events.ledger import BlockIssued, NumberMissing, NumbersReturned, RecordVoided
from continuity.ledger.cards import card_in, card_reasons
from continuity.ledger.holding import Number, NumberState
from continuity.ledger.numbers import format_number, series
from continuity.ledger.state import Ledger
from continuity.plan.runbook import Form
from continuity.structure import Private

__all__ = ["free_numbers", "issue_block", "miss", "next_free", "return_numbers", "void"]


def issue_block(
    ledger: Ledger,
    form_id: str,
    form: Form,
    *,
    count: int,
    custodian: str,
    drill: bool,
    used_before: int = 0,
    site: str = "",
) -> BlockIssued:
    """The next ``count`` blanks go to a custodian, at a site where one is known.

    ``used_before`` is the highest sequence that earlier runs issued of this series: a number is never issued twice.
    """
    written = series(form.numbering, drill=drill)
    ours = [block for block in ledger.blocks.values() if block.series.prefix == written.prefix]
    first = max([used_before, *(block.last for block in ours)]) + 1
    reasons = [f"{count} blanks are none; issue at least 1"] if count < 1 else []
    if first + count - 1 > written.last:
        left = max(0, written.last - first + 1)
        reasons.append(f"{written.prefix} has {left} numbers left, not {count}; give the form a new prefix")
    if not custodian.strip():
        reasons.append("somebody must hold the blanks; name the custodian")
    if reasons:
        raise Refused(f"No block of {form.title!r} was issued", reasons)
    last = first + count - 1
    id = f"{written.prefix}{first:0{written.width}d}-{last:0{written.width}d}"
    shape = (form_id, written.prefix, written.width, written.check_digit)
    return BlockIssued(id, *shape, first, last, custodian, drill, site)


def next_free(ledger: Ledger, form_id: str, custodian: str) -> str | None:
    """The blank that a custodian takes next; None when all are used up."""
    ours = (block for block in ledger.blocks.values() if (block.form, block.custodian) == (form_id, custodian))
    return next((number for number in (ledger.first_free(block.id) for block in ours) if number), None)


def free_numbers(ledger: Ledger, form_id: str) -> tuple[str, ...]:
    """Every blank of a form that is still out."""
    return tuple(number.number for number in ledger.of(form_id) if number.state is NumberState.ISSUED)


def void(ledger: Ledger, number: str, *, reason: str, witness: str, by: str) -> RecordVoided:
    """A form was spoiled. It keeps its number, with a reason and a witness other than the one who says so."""
    known = _issued(ledger, number)
    reasons = [*_reason_missing(reason), *card_reasons({"the reason": reason})]
    if known.state not in (NumberState.ISSUED, NumberState.USED, NumberState.MISSING):
        reasons.append(f"{number} is {known.state.value} already")
    if known.batches:
        reasons.append(f"{number} left with batch {known.batches[-1]}; cancel the order where it went")
    if known.outcome in ("created", "updated", "unknown"):
        reasons.append(f"{number} is in the CRM, or may be; cancel the order there")
    if not witness.strip() or witness == by:
        reasons.append("a witness is somebody else; name one")
    if reasons:
        raise Refused(f"{number} was not made void", reasons)
    return RecordVoided(number, Private(reason.strip()), witness)


def return_numbers(ledger: Ledger, form_id: str, numbers: tuple[str, ...]) -> NumbersReturned:
    """Unused blanks came back; ``free_numbers`` gives all that are out. A missing one that turned up may come too."""
    reasons = [] if numbers else ["no number was named"]
    for number in numbers:
        known = ledger.numbers.get(number)
        if known is None or known.block is None or known.form != form_id:
            reasons.append(f"{number} was never issued")
        elif known.state not in (NumberState.ISSUED, NumberState.MISSING):
            reasons.append(f"{number} is {known.state.value}")
    if reasons:
        raise Refused("The blanks were not taken back", reasons)
    return NumbersReturned(form_id, tuple(dict.fromkeys(numbers)))


def miss(ledger: Ledger, number: str, *, reason: str) -> NumberMissing:
    """Nobody knows where a blank is, and somebody signs for that."""
    known = _issued(ledger, number)
    reasons = [*_reason_missing(reason), *card_reasons({"the reason": reason})]
    if known.state is not NumberState.ISSUED:
        reasons.append(f"{number} is {known.state.value}, not missing")
    if reasons:
        raise Refused(f"{number} was not marked missing", reasons)
    return NumberMissing(number, Private(reason.strip()))


def _issued(ledger: Ledger, number: str) -> Number:
    known = ledger.numbers.get(number)
    if known is None or known.block is None:
        shown = "That number" if card_in(number) else number
        raise Refused(f"{shown} was never issued", hint=_did_you_mean(ledger, number))
    return known


def _did_you_mean(ledger: Ledger, number: str) -> str | None:
    blocks = [block for block in ledger.blocks.values() if number.upper().startswith(block.series.prefix.upper())]
    ranges = [f"{format_number(b.series, b.first)} to {format_number(b.series, b.last)}" for b in blocks]
    return f"Issued were {', '.join(ranges)}." if ranges else None


def _reason_missing(reason: str) -> tuple[str, ...]:
    return () if reason.strip() else ("say why",)
