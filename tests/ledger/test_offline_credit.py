"""While nobody can ask the CRM, credit is what the list says, less every order by hand at every site."""

from __future__ import annotations

import pytest

from continuity.errors import Refused
from continuity.events.ledger import RecordCaptured, RecordVoided
from continuity.ledger.decide import Approval, capture
from continuity.ledger.decide.capture import Draft
from continuity.plan.lists import Credit
from continuity.structure import Private

CREDIT = {"A-17": Credit(limit=200_000, exposure=50_000), "A-18": Credit(limit=900_000, hold=True)}


def take(desk, form, number, total, account, approval=None) -> RecordCaptured:
    draft = desk.draft(number, total, account=account)
    asked = Draft(draft.number, draft.values, draft.device, draft.counter, approval)
    body = capture(desk.ledger, "order", form, asked, currency="EUR", credit=CREDIT)
    assert body is not None
    desk.tell(body)
    return body


def refusal(*arguments) -> str:
    with pytest.raises(Refused) as refused:
        take(*arguments)
    return " ".join(refused.value.reasons)


def test_what_another_site_took_counts(desk, form) -> None:
    one, other = desk.issue(1, "jonas")[0], desk.issue(1, "lena")[0]
    assert take(desk, form, one, "1000.00", "a-17 ").account == "A-17"
    assert "500.00 EUR of credit left" in refusal(desk, form, other, "500.01", "A-17")
    take(desk, form, other, "500.00", "A-17")


def test_a_spoiled_order_gives_its_credit_back(desk, form) -> None:
    one, other = desk.issue(2)
    take(desk, form, one, "1500.00", "A-17")
    desk.tell(RecordVoided(one, Private("coffee"), "ines"))
    take(desk, form, other, "1500.00", "A-17")


def test_beyond_it_only_the_role_on_the_form_may_say_yes(desk, form) -> None:
    number = desk.issue(1)[0]
    refusal(desk, form, number, "2000.00", "A-17", Approval("ines", ("shift-lead",)))
    take(desk, form, number, "2000.00", "A-17", Approval("noor", ("credit-manager",)))


def test_hold_and_no_list_want_a_yes_too(desk, form) -> None:
    number = desk.issue(1)[0]
    assert "on hold" in refusal(desk, form, number, "1.00", "A-18")
    assert "on no credit list" in refusal(desk, form, number, "1.00", "A-99")


def test_the_record_says_which_version_of_the_form_was_filled_in(desk, form) -> None:
    number = desk.issue(1)[0]
    take(desk, form, number, "1.00", "A-17")
    assert desk.ledger.numbers[number].record.version == "3"
