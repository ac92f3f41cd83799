"""A run with very many orders by hand, through the same events that the desk appends, some thousands to a commit."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from continuity.cli.here import journal_path
from continuity.clock import SystemClock, to_iso
from continuity.desk.desk import SYSTEM, Desk
from continuity.desk.facts import draft_of
from continuity.events import Actor, Body, Known, lifecycle
from continuity.events import ledger as said
from continuity.events import stations as seen
from continuity.journal.sqlite import SqliteStore
from continuity.ledger.batch import control, digest
from continuity.ledger.holding import Number, NumberState
from continuity.ledger.numbers import Series, format_number
from continuity.ledger.readings import in_parts
from continuity.plan import FrozenPlan
from continuity.plan.lists import Credit
from continuity.plan.runbook import CreditCheck, Field
from continuity.run.commands import Who
from continuity.structure import Private
from continuity.workspace.freeze import freeze, plan_hash
from continuity.workspace.init import init
from continuity.workspace.load import load

__all__ = ["FORM", "JONAS", "RUN", "desk_on", "fill", "finish", "open_run", "used", "written"]

RUN, FORM, SERIES = "run-1", "order", Series("P26-", 6, True)
JONAS = Who(Actor("jonas", Known.STATED), role="order-clerk")
SPARE = 30_000
"""Blanks beyond the records, for those that are captured while we measure."""
IN_A_BATCH, AT_ONCE = 500, 5_000
LOST_EACH = 10_000
"""The CRM does not hold every so many-th record: the books must say which."""


def long_plan(root: Path) -> FrozenPlan:
    """The shipped drill with room for many numbers, and a form that every rule of the books has to look at."""
    plan = freeze(load(root), "quarterly-crm-outage")
    runbook = plan.runbook
    form = runbook.forms[FORM]
    further = (Field("account", "Account", means="account"), Field("paid", "Payment reference", means="payment"))
    numbering = replace(form.numbering, width=SERIES.width)
    form = replace(form, numbering=numbering, fields=(*form.fields, *further), credit=CreditCheck("all", "shift-lead"))
    runbooks = {**plan.runbooks, runbook.id: replace(runbook, forms={**runbook.forms, FORM: form})}
    credit = {"all": {f"ACC-{number}": Credit(10**12) for number in range(1_000)}}
    return replace(plan, runbooks=runbooks, credit=credit)


def written(number: int) -> dict[str, str]:
    """What stands on a form; no two customers are the same."""
    texts = {"customer": f"Customer {number}", "phone": f"+33 1 99 {number:06}", "paid": f"pay-{number}"}
    line = {"item": "Spade, large", "quantity": "12", "total": f"{100 + number % 900}.00"}
    return {**texts, **line, "account": f"ACC-{number % 1_000}"}


def bodies(first: int, last: int) -> Iterator[Body]:
    """The events of captures, as the desk decides them."""
    for number in range(first, last + 1):
        texts = written(number)
        private = {name: Private(texts.pop(name)) for name in ("customer", "phone")}
        total, account = (100 + number % 900) * 100, texts["account"]
        sheet = (format_number(SERIES, number), FORM, texts, private, total, "EUR", "till", number)
        yield said.RecordCaptured(*sheet, version="3", account=account)


def append(store: SqliteStore, told: Iterable[Body], who: Who) -> None:
    """Append many events, a few thousand to a commit."""
    told, now = iter(told), SystemClock().now()
    while some := list(islice(told, AT_ONCE)):
        with store.write(RUN) as turn:
            turn.append([draft_of(body, who, now, lambda: os.urandom(16)) for body in some], now)


def open_run(root: Path, records: int) -> None:
    """A workspace with a run in which nothing was written yet."""
    init(root)
    plan = long_plan(root)
    block = said.BlockIssued("P26-1", FORM, SERIES.prefix, SERIES.width, True, 1, records + SPARE, "jonas", True)
    opened = lifecycle.RunOpened("drill", plan.drill.id, plan.drill.title)
    begun = [opened, lifecycle.RunFrozen(plan, plan_hash(plan)), lifecycle.RunStarted("none"), block]
    with SqliteStore(journal_path(root)) as store:
        append(store, begun, SYSTEM)


def desk_on(store: SqliteStore) -> Desk:
    """A desk that knows the run as it stands."""
    desk = Desk(store, RUN, SystemClock(), lambda: os.urandom(16))
    desk.refresh()
    return desk


def fill(root: Path, records: int) -> None:
    """Bring the run to so many records, in rounds as people do: so many forms, then the batch over them."""
    with SqliteStore(journal_path(root)) as store:
        desk = desk_on(store)
        for start in range(1 + len(used(desk)), records + 1, IN_A_BATCH):
            last = min(start + IN_A_BATCH - 1, records)
            append(store, bodies(start, last), JONAS)
            desk.refresh()
            known = desk.state.ledger.numbers
            some = [known[format_number(SERIES, sequence)] for sequence in range(start, last + 1)]
            append(store, batch(some, f"BP26-{len(desk.state.ledger.batches) + 1:02}"), SYSTEM)


def used(desk: Desk) -> list[Number]:
    """The numbers on which an order stands."""
    return [number for number in desk.state.ledger.of(FORM) if number.state is NumberState.USED]


def finish(root: Path) -> int:
    """Take every record home, all but a few; gives how many the CRM lost."""
    with SqliteStore(journal_path(root)) as store:
        desk = desk_on(store)
        numbers, count = used(desk), len(desk.state.ledger.batches)
        free = [number.number for number in desk.state.ledger.of(FORM) if number.state is NumberState.ISSUED]
        append(store, [said.NumbersReturned(FORM, tuple(free))], JONAS)
        left = [number for number in numbers if not number.batches]
        for place in range(0, len(left), IN_A_BATCH):
            append(store, batch(left[place : place + IN_A_BATCH], f"BP26-{count + 1 + place // IN_A_BATCH:02}"), SYSTEM)
        append(store, (said.RecordEntered(one.number, "created", f"801{one.sequence}") for one in numbers), SYSTEM)
        append(store, stations(numbers), SYSTEM)
    return len(numbers) - len(held(numbers))


def batch(some: list[Number], id: str) -> Iterator[Body]:
    """Closed, sent to both receivers, and acknowledged by them."""
    figures, texts = control(some), tuple(one.number for one in some)
    sums = (figures.totals, figures.hash_total)
    yield said.BatchClosed(id, FORM, "rounds", texts, *sums, digest(id, FORM, some))
    for receiver in ("accounting", "shipping"):
        yield said.BatchSent(id, receiver, "hand")
        yield said.BatchAcknowledged(id, receiver, receiver, figures.count, *sums)


def held(numbers: list[Number]) -> list[Number]:
    """What the CRM shows."""
    return [one for one in numbers if one.sequence % LOST_EACH]


def stations(numbers: list[Number]) -> Iterator[Body]:
    """What the CRM, the two receivers, the gateway and the order app show."""
    yield from in_parts(said.SystemRead(FORM, SERIES.prefix, tuple(shown(one) for one in held(numbers))))
    for receiver, makes in (("accounting", "invoices"), ("shipping", "shipments")):
        documents = tuple(seen.StationDocument(one.number, f"{makes}-{one.sequence}") for one in numbers)
        yield from in_parts(seen.StationRead(FORM, receiver, makes, documents))
    paid = ((one.record.text("paid") or "", one.record.total) for one in numbers if one.record)
    payments = tuple(seen.Payment(ref, sum.minor, sum.currency) for ref, sum in paid)
    yield from in_parts(seen.PaymentsRead(FORM, "gateway", payments))
    yield seen.AppLogCompared(FORM, "order-app", 0)


def shown(number: Number) -> said.SystemRecord:
    """A record as the CRM holds it."""
    record = number.record
    assert record is not None
    fields = {"Item": record.fields["item"], "Quantity": record.fields["quantity"]}
    total = record.total
    there = (number.number, f"801{number.sequence}", total.minor, total.currency)
    return said.SystemRecord(*there, fields, to_iso(record.taken_at))
