from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from continuity.events.ledger import RecordEntered
from continuity.events.stations import CustomersMade
from continuity.ledger.batch import ReadBack
from continuity.ledger.decide import acknowledge, capture
from continuity.ledger.entry import canary, entry_of, entry_order, newcomers, of_known_customers
from continuity.ledger.sample import sample
from continuity.plan.runbook import Field, First
from continuity.units import Money


def take(desk, number: str, customer: str, at: int) -> None:
    desk.take(number, customer=customer, at=at)


@given(taken=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 50), st.booleans()), min_size=1, max_size=9))
def test_a_customers_orders_go_home_in_the_order_they_were_taken(new_desk, form, taken) -> None:
    desk = new_desk()
    numbers = desk.issue(9)
    for number, (customer, at, handed) in zip(numbers, taken, strict=False):
        take(desk, number, customer, at)
        if handed:
            batch = desk.ledger.batches[desk.batch("shipping")]
            answer = ReadBack(batch.count, batch.totals)
            desk.tell(acknowledge(desk.ledger, batch.id, "shipping", answer, by="aicha"))
    order = entry_order(desk.ledger, "order", form)
    assert len(order) == len(taken)
    for customer in "abc":
        times = [record.taken_at for record in order if record.text("customer") == customer]
        assert times == sorted(times)


def test_what_may_be_shipped_already_goes_first_with_what_came_before_it(desk, form) -> None:
    early, shipped, other = desk.issue(3)
    take(desk, shipped, "a", 20)
    batch = desk.batch("shipping")
    desk.tell(acknowledge(desk.ledger, batch, "shipping", ReadBack(1), by="aicha"))
    take(desk, other, "b", 5)
    take(desk, early, "a", 10)
    assert [record.number for record in entry_order(desk.ledger, "order", form)] == [early, shipped, other]


def test_what_is_paid_goes_first_with_what_came_before_it(desk, form) -> None:
    early, paid, other = desk.issue(3)
    desk.take(paid, customer="a", at=20, reference="pay-7")
    take(desk, other, "b", 5)
    take(desk, early, "a", 10)
    assert [record.number for record in entry_order(desk.ledger, "order", form)] == [early, paid, other]


def test_what_is_in_is_not_entered_again_and_what_was_refused_waits_for_people(desk, form) -> None:
    numbers = desk.issue(4)
    for number in numbers:
        desk.take(number)
    for number, outcome in zip(numbers, ("created", "updated", "rejected", "unknown"), strict=True):
        desk.tell(RecordEntered(number, outcome))
    assert [record.number for record in entry_order(desk.ledger, "order", form)] == [numbers[3]]


def test_the_canary_is_of_different_customers_where_it_can_be(desk, form) -> None:
    numbers = desk.issue(5)
    for number, customer in zip(numbers, "aabac", strict=True):
        take(desk, number, customer, 10)
    order = entry_order(desk.ledger, "order", form)
    chosen = [record.number for record in canary(order, form, 3)]
    assert chosen == [numbers[0], numbers[2], numbers[4]]
    assert [record.number for record in canary(order, form, 4)] == [*chosen, numbers[1]]
    assert len(canary(order, form, 20)) == 5


def test_what_goes_home_names_the_customer_and_the_rest_by_label(desk, form) -> None:
    number = desk.issue()[0]
    desk.take(number, "12.50", at=77)
    record = desk.ledger.numbers[number].record
    assert record is not None
    entry = entry_of(form, record)
    assert (entry.customer, entry.total, entry.taken_at) == ("Vivai Pellegrini", Money(1_250, "EUR"), 77)
    assert entry.others == {"Call-back number": record.text("phone"), "Item": "Spade", "Quantity": "2"}


FIRST = (First("item", is_=("Insulin",)), First("remark", soonest=True), First("total", over=Money(200_000, "EUR")))


def test_what_the_runbook_says_goes_before_the_rest_the_most_urgent_first(desk, form) -> None:
    plain, large, later, sooner, urgent = desk.issue(5)
    desk.take(plain, customer="a", at=1)
    desk.take(large, "2500.00", customer="b", at=2)
    desk.take(later, customer="c", remark="2026-11-22 16:30", at=3)
    desk.take(sooner, customer="d", remark="2026-11-22 08:00", at=4)
    desk.take(urgent, customer="e", item="Insulin", at=5)
    order = entry_order(desk.ledger, "order", form, FIRST)
    assert [record.number for record in order] == [urgent, sooner, later, large, plain]


def test_an_urgent_order_takes_the_customers_earlier_ones_with_it(desk, form) -> None:
    other, early, urgent = desk.issue(3)
    desk.take(other, customer="a", at=1)
    desk.take(early, customer="b", at=2)
    desk.take(urgent, customer="b", item="Insulin", at=3)
    assert [one.number for one in entry_order(desk.ledger, "order", form, FIRST)] == [early, urgent, other]


def test_what_is_no_date_or_amount_is_not_urgent(desk, form) -> None:
    first, second = desk.issue(2)
    desk.take(first, customer="a", remark="soon", at=1)
    desk.take(second, customer="b", remark="x", at=2)
    rules = (First("remark", soonest=True), First("item", over=Money(1, "EUR")))
    assert [one.number for one in entry_order(desk.ledger, "order", form, rules)] == [first, second]


def test_the_sample_is_drawn_from_what_is_in_and_can_be_drawn_again(desk) -> None:
    numbers = desk.issue(5)
    for at, number in enumerate(numbers):
        desk.take(number, customer=number, at=at)
    assert sample(desk.ledger, "order", 3, "run enter") == ()
    for number in numbers[:4]:
        desk.tell(RecordEntered(number, "created", "801"))
    drawn = sample(desk.ledger, "order", 3, "run enter")
    assert drawn == sample(desk.ledger, "order", 3, "run enter")
    assert len({one.number for one in drawn}) == 3
    assert {one.number for one in drawn} < set(numbers[:4])
    others = (sample(desk.ledger, "order", 3, f"run {n}") for n in range(50))
    assert len({tuple(one.number for one in other) for other in others}) > 1


def test_orders_of_a_new_customer_wait_until_the_customer_is_there_and_no_others_do(desk, form) -> None:
    form = replace(form, fields=(*form.fields, Field("new", "New customer", required=False, means="new_customer")))
    new, later, other = desk.issue(3)
    for number, customer, mark in ((new, "a", "yes"), (later, "a", ""), (other, "b", "no")):
        draft = desk.draft(number, customer=customer, new=mark)
        desk.tell(capture(desk.ledger, "order", form, draft, currency="EUR"))
    order = entry_order(desk.ledger, "order", form)
    assert [record.number for record in newcomers(desk.ledger, form, order)] == [new]
    assert [record.number for record in of_known_customers(desk.ledger, form, order)] == [other]
    desk.tell(CustomersMade((new,)))
    assert newcomers(desk.ledger, form, order) == ()
    assert of_known_customers(desk.ledger, form, order) == order
