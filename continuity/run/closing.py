"""What must have an end before a run is closed: every number that was issued in it, and the books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from continuity.ledger.decide import free_numbers
from continuity.ledger.holding import Number
from continuity.run.pack_orders import waiting_orders
from continuity.run.state import RunState
from continuity.run.steps import StepState, StepStatus

__all__ = ["books_open", "ends_with", "left_open", "moved_on", "numbers_out", "packs_open", "spans", "to_give_back"]

_REMEDY = (
    "give back what is in your hand (continuity ledger return), make void what is spoiled (ledger void), "
    "sign for what is missing (ledger missing)"
)


def numbers_out(run: RunState, forms: Iterable[str] | None = None) -> list[str]:
    """In plain words, form by form: which numbers have no end, and what to do about them."""
    told = []
    for form in run.plan.forms() if forms is None else forms:
        free = free_numbers(run.ledger, form)
        if free:
            count = "1 number has" if len(free) == 1 else f"{len(free)} numbers have"
            told.append(f"{count} no end yet: {spans(run, free)}; {_REMEDY}")
    return [*told, *packs_open(run, forms)]


def packs_open(run: RunState, forms: Iterable[str] | None = None) -> list[str]:
    """In plain words: which orders in logs of packs were not taken, and what to do about them."""
    waiting = _on_packs(run, run.plan.forms() if forms is None else forms)
    remedy = "import the log again (continuity import pack), and settle each conflict once the order is on a form"
    return [f"a pack's log has what was not taken: {', '.join(waiting)}; {remedy}"] if waiting else []


def moved_on(run: RunState) -> list[StepState]:
    """Steps that compared books in which something has changed since."""
    compared = (s for s in run.steps.values() if s.status in (StepStatus.DONE, StepStatus.TO_SIGN))
    return [s for s in compared if s.step.reconcile is not None and run.ledger.is_stale(s.step.reconcile)]


def books_open(run: RunState) -> list[str]:
    """In plain words: which books are no longer as they were compared, and what to do about it."""
    again = "take that step up again, and before it the one that enters, if the CRM does not hold an order yet"
    return [f"something has changed since “{one.step.do}”: {again}" for one in moved_on(run)]


def left_open(run: RunState) -> list[str]:
    """In plain words, all that keeps the run from being closed."""
    return [*numbers_out(run), *books_open(run)]


def _on_packs(run: RunState, forms: Iterable[str]) -> list[str]:
    known, wanted = run.ledger.numbers, frozenset(forms)
    found = (one.number for one in waiting_orders(run))
    return list(dict.fromkeys(n for n in found if (known[n].form if n in known else run.main_form) in wanted))


def ends_with(run: RunState, state: StepState, answers: Mapping[str, str] | None = None) -> bool:
    """Whether nothing is left to do once this step is done."""
    told = state.answers if answers is None else answers
    return run.walker is not None and run.walker.ends_with(state.key, told, run.last_at)


def to_give_back(run: RunState, state: StepState, answers: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Forms of which no number may be out once this step is done; at the last step that is every form."""
    if ends_with(run, state, answers):
        return tuple(run.plan.forms())
    return (state.step.return_numbers,) if state.step.return_numbers is not None else ()


def spans(run: RunState, numbers: Iterable[str]) -> str:
    """Numbers of the run in words, no more than those: ``P26-0003-1 to P26-0010-4, P26-0012-8``."""
    return ", ".join(_spans([run.ledger.numbers[number] for number in numbers]))


def _spans(numbers: Iterable[Number]) -> Iterator[str]:
    """Neighbours of one block together: ``P26-0003-1 to P26-0010-4``."""
    span: list[Number] = []
    for number in numbers:
        if span and (number.block, number.sequence) != (span[-1].block, span[-1].sequence + 1):
            yield _words(span)
            span = []
        span.append(number)
    yield _words(span)


def _words(span: list[Number]) -> str:
    first, last = span[0].number, span[-1].number
    return first if first == last else f"{first} to {last}"
