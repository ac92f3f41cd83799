"""The books: compared, and every exception that is left explained by somebody else."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.events.ledger import BooksCompared, BooksException, ExceptionSettled
from continuity.events.stations import EntryAskedAgain
from continuity.ledger.cards import card_reasons
from continuity.ledger.holding import NumberState
from continuity.ledger.reconcile import Comparison
from continuity.ledger.state import Ledger
from continuity.structure import Private

__all__ = ["ask_again", "compare_books", "settle"]


def ask_again(ledger: Ledger, number: str) -> EntryAskedAgain:
    """A record that the CRM refused goes into the queue again, now that what it complained about is mended."""
    known = ledger.numbers.get(number)
    if known is None or known.record is None or known.outcome != "rejected":
        raise Refused(f"the CRM has not refused {number}", hint="What was not refused is entered without asking.")
    return EntryAskedAgain(number)


_OF_BATCHES = ("R12", "R13")
"""Rules that find something in a batch, or in a number of one."""


def compare_books(ledger: Ledger, form_id: str, comparison: Comparison, *, key: str) -> BooksCompared:
    """The comparison to append; the books agree when all that is found is a hint or was settled as it stands."""
    blocking = [one for one in comparison.exceptions if not one.hint and not ledger.is_settled(one)]
    found = (comparison.exceptions, comparison.lost, comparison.duplicated)
    return BooksCompared(key, form_id, *found, agree=not blocking, seen=ledger.changed(form_id))


def settle(
    ledger: Ledger, form_id: str, rule: str, number: str, *, reason: str, by: str, behalf: str | None = None
) -> ExceptionSettled:
    """An exception gets its reason, from somebody who neither compared the books nor had a hand in what they found."""
    exception = _open(ledger, form_id, rule, number)
    reasons = [] if reason.strip() else ["say why"]
    reasons += card_reasons({"the reason": reason})
    known = ledger.numbers.get(number)
    if rule == "R1" and known is not None and known.block and known.state is NumberState.ISSUED:
        reasons.append(f"{number} has no end yet: make it void, give it back, or sign for it as missing")
    for person in dict.fromkeys((by, behalf or by)):
        reasons += _own_work(ledger, form_id, rule, number, person)
    if reasons:
        raise Refused(f"{exception.rule} of {exception.number} was not settled", reasons)
    return ExceptionSettled(rule, number, Private(reason.strip()))


def _own_work(ledger: Ledger, form_id: str, rule: str, number: str, person: str) -> list[str]:
    """What this person did of that which the exception is about."""
    reasons = []
    if person in ledger.books[form_id].by:
        reasons.append(f"{person} compared the books; somebody else settles what they found")
    known = ledger.numbers.get(number)
    record = known.record if known else None
    if record is not None and person in (record.taken_by, record.typed_by, *record.corrected_by):
        did = "took" if person == record.taken_by else "typed in"
        reasons.append(f"{person} {did} {number}; somebody else settles it")
    if known is not None and person in known.entered_by:
        reasons.append(f"{person} entered {number}; somebody else settles it")
    if rule in _OF_BATCHES:
        for id in known.batches if known else (number,):
            batch = ledger.batches.get(id)
            if batch is not None and person in (batch.closed_by, batch.closed_for):
                reasons.append(f"{person} closed {id}; somebody else settles it")
    return reasons


def _open(ledger: Ledger, form_id: str, rule: str, number: str) -> BooksException:
    for one in ledger.open_exceptions(form_id):
        if (one.rule, one.number) == (rule, number):
            return one
    left = ", ".join(f"{one.rule} {one.number}" for one in ledger.open_exceptions(form_id)[:8])
    if form_id not in ledger.books:
        hint = "Compare them first, at the step that does; ledger reconcile only looks."
        raise Refused("the books have not been compared yet, so nothing of them is settled", hint=hint)
    raise Refused(f"There is no open {rule} of {number}", hint=f"Open are: {left}." if left else "Nothing is open.")
