from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from continuity.events import Actor, Body, Fact, Known
from continuity.events.ledger import RecordCaptured, SystemRecord
from continuity.ledger.decide import Approval, Draft, capture, close_batch, issue_block, send_batch
from continuity.ledger.state import Ledger
from continuity.plan.runbook import CreditCheck, Field, Form, Limit, Numbering
from continuity.units import Money

ORDER = Form(
    title="Order by hand",
    numbering=Numbering("M26-", "P26-"),
    fields=(
        Field("customer", "Customer", private=True, identifies=True),
        Field("phone", "Call-back number", type="phone", private=True, identifies=True),
        Field("item", "Item", means="item"),
        Field("quantity", "Quantity", type="number", means="quantity"),
        Field("total", "Total", type="money", total=True),
        Field("remark", "Remark", required=False),
        Field("account", "Account", required=False, means="account"),
        Field("paid", "Paid by", "choice", False, ("invoice", "terminal"), means="method", referenced=("terminal",)),
        Field("reference", "Payment reference", required=False, means="payment"),
    ),
    limits=(Limit("total", Money(500_000, "EUR"), "shift-lead"),),
    version="3",
    credit=CreditCheck("credit", "credit-manager"),
)


@dataclass
class Desk:
    """Decides, gives the body a time and an actor, and folds it: what the real desk does, without a journal."""

    ledger: Ledger = field(default_factory=Ledger)
    facts: list[Fact[Body]] = field(default_factory=list)
    drill: bool = True

    def tell(self, body: Body, *, at: int | None = None, by: str = "jonas", corrects: int | None = None) -> None:
        seq = len(self.facts) + 1
        when = seq * 1_000 if at is None else at
        fact: Fact[Body] = Fact(seq, when, when, Actor(by, Known.STATED), body, corrects=corrects)
        self.facts.append(fact)
        self.ledger.apply(fact)

    def issue(self, count: int = 5, to: str = "order-clerk") -> tuple[str, ...]:
        body = issue_block(self.ledger, "order", ORDER, count=count, custodian=to, drill=self.drill)
        self.tell(body, by="ines")
        return self.ledger.blocks[body.block].numbers()

    def draft(self, number: str, total: str = "1180.00", counter: int = 0, **values: str) -> Draft:
        filled: Mapping[str, str] = {
            "customer": "Vivai Pellegrini",
            "phone": f"+39 0573 {number[4:8]}",
            "item": "Spade",
            "quantity": "2",
            "total": total,
            **values,
        }
        lead = Approval("ines", ("shift-lead",))
        return Draft(number, filled, "tablet-1", counter or len(self.facts) + 1, lead)

    def decide(self, draft: Draft) -> RecordCaptured | None:
        return capture(self.ledger, "order", ORDER, draft, currency="EUR")

    def take(self, number: str, total: str = "1180.00", *, at: int | None = None, **values: str) -> None:
        body = self.decide(self.draft(number, total, **values))
        assert body is not None
        self.tell(body, at=at)

    def batch(self, *receivers: str) -> str:
        body = close_batch(self.ledger, "order", ORDER, key="rounds/close", drill=self.drill)
        self.tell(body, by="ines")
        for receiver in receivers:
            self.tell(send_batch(self.ledger, body.batch, receiver, key="send"), by="ines")
        return body.batch

    def in_crm(self, *numbers: str) -> list[SystemRecord]:
        return [self.crm_record(number) for number in numbers]

    def crm_record(self, number: str, total: int | None = None) -> SystemRecord:
        record = self.ledger.numbers[number].record
        minor = total if total is not None else record.total.minor if record else 0
        return SystemRecord(number, f"801{number}", minor, "EUR")


@pytest.fixture(scope="session")
def form() -> Form:
    return ORDER


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture(scope="session")
def new_desk() -> Callable[[], Desk]:
    return Desk
