from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.errors import Refused
from continuity.ledger.decide import Approval, capture, issue_block, next_free, void
from continuity.ledger.figures import figures
from continuity.structure import Private
from continuity.units import Money


def reasons(desk, draft) -> str:
    with pytest.raises(Refused) as refused:
        desk.decide(draft)
    return "; ".join(refused.value.reasons)


def test_a_form_becomes_a_record_with_its_private_fields_apart(desk) -> None:
    number = desk.issue()[0]
    body = desk.decide(desk.draft(number, "1 180,5"))
    assert body is not None
    assert (body.total_minor, body.currency) == (118_050, "EUR")
    assert body.private["customer"] == Private("Vivai Pellegrini")
    assert set(body.fields) == {"item", "quantity", "total"}


@given(savings=st.lists(st.integers(1, 4), max_size=12))
def test_saving_again_is_the_same_record(new_desk, savings: list[int]) -> None:
    desk = new_desk()
    numbers = desk.issue(4)
    for counter in savings:
        body = desk.decide(desk.draft(numbers[counter - 1], counter=counter))
        if body is not None:
            desk.tell(body)
    assert figures(desk.ledger, "order").captured == len(set(savings))


def test_a_saving_seen_before_with_other_content_is_refused(desk) -> None:
    number = desk.issue()[0]
    draft = desk.draft(number, counter=7)
    desk.tell(desk.decide(draft))
    assert desk.decide(draft) is None
    assert "with other content" in reasons(desk, desk.draft(number, "99.00", counter=7))


def test_a_counter_that_named_another_form_is_refused(desk) -> None:
    first, second, *_ = desk.issue()
    desk.tell(desk.decide(desk.draft(first, counter=7)))
    assert f"as {first}" in reasons(desk, desk.draft(second, counter=7))


def test_an_erased_record_saved_again_is_still_the_same(desk) -> None:
    number = desk.issue()[0]
    draft = desk.draft(number, counter=7)
    body = desk.decide(draft)
    desk.tell(replace(body, private={name: Private(None, "digest") for name in body.private}))
    assert desk.decide(draft) is None


def test_only_an_issued_number_is_taken(desk) -> None:
    desk.issue(2)
    assert "issued to nobody" in reasons(desk, desk.draft("P26-0009-0"))


def test_used_and_void_numbers_are_not_taken_again(desk) -> None:
    used, spoiled, *_ = desk.issue()
    desk.take(used)
    desk.tell(void(desk.ledger, spoiled, reason="coffee", witness="ines", by="jonas"))
    assert "used already" in reasons(desk, desk.draft(used))
    assert "is void" in reasons(desk, desk.draft(spoiled))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"item": ""}, "Item is missing"),
        ({"quantity": "two"}, "Quantity: not a number"),
        ({"quantity": "0"}, "Quantity: an order is of more than none"),
        ({"quantity": "-2"}, "Quantity: an order is of more than none"),
        ({"total": "12.345"}, "Total: not an amount in EUR"),
        ({"total": "-5"}, "not below nought"),
        ({"phone": "ask Bob"}, "not a telephone number"),
        ({"phone": ""}, "two ways to tell the customer apart"),
        ({"colour": "red"}, "no field 'colour'"),
        ({"remark": "x" * 2_001}, "longer than 2000"),
        ({"remark": "bell\x07"}, "cannot be printed"),
    ],
)
def test_every_fault_in_a_form_is_said(desk, values: dict[str, str], says: str) -> None:
    number = desk.issue()[0]
    assert says in reasons(desk, desk.draft(number, **values))


def test_all_faults_are_said_at_once(desk) -> None:
    told = reasons(desk, desk.draft("P26-0009-0", item="", quantity="two"))
    assert told.count(";") >= 2


def test_over_the_limit_the_right_role_must_approve(desk, form) -> None:
    number = desk.issue()[0]
    draft = desk.draft(number, "5000.01")
    assert "over 5 000.00 EUR a shift-lead must approve" in reasons(desk, replace(draft, approval=None))
    assert "jonas is not one" in reasons(desk, replace(draft, approval=Approval("jonas", ("order-clerk",))))
    body = desk.decide(draft)
    assert body is not None
    assert body.approved_by == "ines"
    assert desk.decide(replace(desk.draft(number, "5000.00"), approval=None)) is not None


def test_an_amount_in_another_currency_counts_as_over_the_limit(desk, form) -> None:
    draft = replace(desk.draft(desk.issue()[0], "1.00"), approval=None)
    with pytest.raises(Refused):
        capture(desk.ledger, "order", form, draft, currency="USD")


def test_the_next_blank_is_the_custodians_own(desk) -> None:
    mine, theirs = desk.issue(2, "order-clerk"), desk.issue(2, "night-shift")
    desk.take(mine[0])
    assert next_free(desk.ledger, "order", "order-clerk") == mine[1]
    assert next_free(desk.ledger, "order", "night-shift") == theirs[0]
    desk.take(mine[1])
    assert next_free(desk.ledger, "order", "order-clerk") is None


def test_blocks_never_overlap_and_go_on_where_earlier_runs_ended(desk, form) -> None:
    body = issue_block(desk.ledger, "order", form, count=3, custodian="a", drill=True, used_before=40)
    desk.tell(body)
    again = issue_block(desk.ledger, "order", form, count=3, custodian="b", drill=True)
    assert (body.first, body.last, again.first) == (41, 43, 44)


def test_a_series_that_runs_out_is_refused(desk, form) -> None:
    with pytest.raises(Refused) as refused:
        issue_block(desk.ledger, "order", form, count=20, custodian="a", drill=True, used_before=9_990)
    assert "9 numbers left" in refused.value.reasons[0]


def test_money_of_the_record_is_exact(desk) -> None:
    number = desk.issue()[0]
    desk.take(number, "0.07")
    record = desk.ledger.numbers[number].record
    assert record is not None
    assert record.total == Money(7, "EUR")
