"""The books of a run as they stand: every number against what each station showed last, whoever looked at it.

One function for all who compare: the conductor, people who counted in the CRM, and the command line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from continuity.events import Body
from continuity.events.ledger import BooksCompared, SystemCounted, SystemRecord
from continuity.events.lifecycle import Warned
from continuity.ledger.holding import Number, NumberState
from continuity.ledger.readings import held
from continuity.ledger.reconcile import Comparison, compare, with_count
from continuity.run.pack_orders import waiting_orders
from continuity.run.state import RunState

__all__ = ["comparison", "leaks"]

Forgotten = Sequence[tuple[str, SystemRecord]]


def comparison(
    run: RunState, form_id: str, *, counted: SystemCounted | None = None, forgotten: Forgotten | None = None
) -> Comparison:
    """Every number of a form against every station, by what was last read, counted or told of each.

    Where no program has read the CRM, what it answered when records were entered stands for it, corrected by what
    somebody counted in it. ``counted`` and ``forgotten`` (source and record) are what is being said in this moment.
    """
    plan, ledger = run.plan, run.ledger
    form, currency = plan.forms()[form_id], plan.organisation.currency
    shown = ledger.stations.system.get(form_id)
    found = compare(
        ledger,
        form_id,
        form,
        held(map(_as_entered, _entered(run, form_id))) if shown is None else shown,
        drill=run.is_drill,
        receivers=tuple(plan.environment.receivers),
        credit=plan.credit_of(form),
        currency=currency,
        forgotten=forgotten,
        on_packs=_on_packs(run, form_id),
    )
    count = counted or ledger.count(form_id)
    if shown is not None or count is None:
        return found
    drill_prefix = None if run.is_drill else form.numbering.drill_prefix
    return with_count(found, count, _control(run, form_id, currency), currency, drill_prefix)


def _on_packs(run: RunState, form_id: str) -> dict[str, str]:
    """Of each number that stands in a pack's log: what was not taken, and how it is settled."""
    told = {}
    for one in waiting_orders(run):
        known = run.ledger.numbers.get(one.number)
        if (known.form if known else form_id) == form_id:
            words = f"a pack's log has it {one.pack}, and that was not taken: import the log again, and settle"
            told[one.number] = f"{words} its conflict {one.counter}"
    return told


def leaks(compared: BooksCompared) -> list[Body]:
    """A drill's number in a real system is said aloud, at once, and not only among the exceptions."""
    leaked = [one.number for one in compared.exceptions if one.rule == "R17"]
    return [Warned(f"DRILL NUMBERS IN A REAL SYSTEM: {', '.join(leaked)}; take them out now")] if leaked else []


def _as_entered(number: Number) -> SystemRecord:
    """What should stand in the CRM when it holds what it said that it holds."""
    assert number.record is not None
    total = number.record.total
    return SystemRecord(number.number, number.system_id or "", total.minor, total.currency)


def _entered(run: RunState, form_id: str) -> Iterator[Number]:
    for one in run.ledger.of(form_id):
        if one.entered and one.state is NumberState.USED and one.record is not None:
            yield one


def _control(run: RunState, form_id: str, currency: str) -> tuple[int, int]:
    count = minor = 0
    for one in _entered(run, form_id):
        count += 1
        if one.record is not None and one.record.total.currency == currency:
            minor += one.record.total.minor
    return count, minor
