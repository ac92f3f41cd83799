"""Rules that hold forms against lines, documents, payments, credit, the app's log and times: planted, and clean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from continuity.clock import to_iso
from continuity.events.ledger import SystemRecord
from continuity.events.stations import (
    AppLogCompared,
    InFlight,
    InFlightLookedAt,
    OrderedElsewhere,
    Payment,
    PaymentsRead,
    StationDocument,
    StationRead,
)
from continuity.ledger.batch import ReadBack
from continuity.ledger.decide import acknowledge, free_numbers, return_numbers
from continuity.ledger.elsewhere import AppSale, ordered_elsewhere
from continuity.ledger.readings import held
from continuity.ledger.reconcile import compare, kept
from continuity.plan.lists import Credit

MINUTE = 60_000
CREDIT = {"A-17": Credit(limit=200_000, exposure=50_000), "A-18": Credit(limit=900_000, hold=True)}
Plant = Callable[..., set[tuple[str, str]]]


def whole(desk) -> list[SystemRecord]:
    """Three orders with everything that there is to compare, and every station saying the same."""
    numbers = desk.issue(4)
    for place, number in enumerate(numbers[:3]):
        told = {"customer": f"Customer {place}", "phone": f"+39 0573 1000{place}", "paid": "invoice"}
        told |= {"account": "A-17", "reference": f"PAY-{place}"} if place == 0 else {}
        desk.take(number, f"{10 + place}.00", **told)
    known = desk.ledger.batches[desk.batch("accounting")]
    read = ReadBack(known.count, known.totals, known.hash_total)
    desk.tell(acknowledge(desk.ledger, known.id, "accounting", read, by="tomasz"))
    desk.tell(return_numbers(desk.ledger, "order", free_numbers(desk.ledger, "order")))
    documents(desk, numbers[:3], numbers[:3])
    desk.tell(PaymentsRead("order", "gateway", (Payment("PAY-0", 1_000, "EUR"),)))
    desk.tell(AppLogCompared("order", "order-entry", 40))
    return [
        replace(one, fields={"Item": "spade ", "Quantity": "2.0"}, taken_at=to_iso(taken_at(desk, one.number)))
        for one in desk.in_crm(*numbers[:3])
    ]


def taken_at(desk, number: str) -> int:
    return desk.ledger.numbers[number].record.taken_at


def documents(desk, invoiced, shipped) -> None:
    for station, makes, numbers in (("accounting", "invoices", invoiced), ("shipping", "shipments", shipped)):
        made = tuple(StationDocument(number, f"{makes}-{place}") for place, number in enumerate(numbers))
        desk.tell(StationRead("order", station, makes, made))


def found(desk, form, records) -> set[tuple[str, str]]:
    comparison = compare(
        desk.ledger, "order", form, held(records), drill=True, receivers=("accounting",), credit=CREDIT, currency="EUR"
    )
    return {(one.rule, one.number) for one in comparison.exceptions}


def of(rule: str, exceptions) -> list[str]:
    return [number for broken, number in exceptions if broken == rule]


def first(desk) -> str:
    return next(iter(desk.ledger.numbers))


def key_another_quantity(desk, records):
    records[0] = replace(records[0], fields={"Item": "Spade", "Quantity": "3"})
    return {("R7", records[0].number)}


def key_another_item(desk, records):
    records[0] = replace(records[0], fields={"Item": "Rake", "Quantity": "2"})
    return {("R7", records[0].number)}


def ship_what_nobody_invoiced(desk, records):
    numbers = [record.number for record in records]
    documents(desk, numbers[1:], numbers)
    return {("R8", numbers[0])}


def invoice_what_nobody_shipped(desk, records):
    numbers = [record.number for record in records]
    documents(desk, numbers, numbers[1:])
    return {("R9", numbers[0])}


def ship_one_twice(desk, records):
    numbers = [record.number for record in records]
    documents(desk, numbers, [*numbers, numbers[0]])
    return {("R10", numbers[0])}


def invoice_one_twice(desk, records):
    numbers = [record.number for record in records]
    documents(desk, [*numbers, numbers[0]], numbers)
    return {("R10", numbers[0])}


def take_money_without_an_order(desk, records):
    desk.tell(PaymentsRead("order", "gateway", (Payment("PAY-0", 1_000, "EUR"), Payment("PAY-9", 5, "EUR"))))
    return {("R11", "PAY-9")}


def take_another_amount(desk, records):
    desk.tell(PaymentsRead("order", "gateway", (Payment("pay 0", 999, "EUR"),)))
    return {("R11", first(desk))}


def lose_a_payment(desk, records):
    desk.tell(PaymentsRead("order", "gateway", ()))
    return {("R11", first(desk))}


def forget_an_order_of_the_app(desk, records):
    desk.tell(AppLogCompared("order", "order-entry", 40, (SystemRecord("W26-00007", "", 4_750, "EUR"),)))
    return {("R15", "W26-00007")}


def lose_what_was_in_flight(desk, records):
    desk.tell(InFlight("order-entry", ("W26-00008", "W26-00009")))
    desk.tell(InFlightLookedAt("order-entry", ("W26-00008",), ("W26-00009",)))
    return {("R15", "W26-00009")}


def use_the_day_of_entry(desk, records):
    records[0] = replace(records[0], taken_at=to_iso(taken_at(desk, first(desk)) + 90 * MINUTE))
    return {("R16", first(desk))}


PLANTED: list[Plant] = [
    key_another_quantity,
    key_another_item,
    ship_what_nobody_invoiced,
    invoice_what_nobody_shipped,
    ship_one_twice,
    invoice_one_twice,
    take_money_without_an_order,
    take_another_amount,
    lose_a_payment,
    forget_an_order_of_the_app,
    lose_what_was_in_flight,
    use_the_day_of_entry,
]


def test_where_every_station_says_the_same_no_rule_is_broken(desk, form) -> None:
    assert found(desk, form, whole(desk)) == set()


@pytest.mark.parametrize("plant", PLANTED)
def test_a_planted_difference_is_found_and_nothing_else(desk, form, plant) -> None:
    records = whole(desk)
    planted = plant(desk, records)
    assert found(desk, form, records) == planted


def test_a_paid_order_without_a_reference_is_found(desk, form) -> None:
    one, other = desk.issue(2)
    desk.take(one, paid="terminal")
    desk.take(other, paid="terminal", reference="T-1")
    assert of("R11", found(desk, form, [])) == [one]


def test_one_payment_reference_on_two_orders_is_found_on_the_second(desk, form) -> None:
    one, other = desk.issue(2)
    desk.take(one, reference="T-1")
    desk.take(other, reference="t1")
    assert of("R11", found(desk, form, [])) == [other]


def test_orders_of_one_account_are_added_up_whoever_took_them(desk, form) -> None:
    one, other = desk.issue(1, "jonas")[0], desk.issue(1, "lena")[0]
    desk.take(one, "900.00", account="a-17")
    assert of("R14", found(desk, form, [])) == []
    desk.take(other, "600.01", account="A-17")
    assert of("R14", found(desk, form, [])) == [other]


@pytest.mark.parametrize("account", ["A-18", "A-99"])
def test_an_account_on_hold_or_on_no_list_is_found(desk, form, account) -> None:
    number = desk.issue(1)[0]
    desk.take(number, "1.00", account=account)
    assert of("R14", found(desk, form, [])) == [number]


def test_what_was_not_read_breaks_no_rule(desk, form) -> None:
    number = desk.issue(1)[0]
    desk.take(number, reference="T-1")
    desk.tell(StationRead("order", "accounting", "invoices", (StationDocument(number, "INV-1"),)))
    rules = {rule for rule, _ in found(desk, form, desk.in_crm(number))}
    assert rules.isdisjoint({"R7", "R8", "R9", "R10", "R11", "R15", "R16"})


def test_of_what_the_crm_shows_only_the_line_is_kept(form) -> None:
    fields = {"Item": "Spade", "Call-back number": "+39 0573 1", "Remark": "x"}
    shown = SystemRecord("P26-0001-1", "801", 1, "EUR", fields)
    assert [dict(one.fields) for one in kept(form, [shown])] == [{"Item": "Spade"}]


HOUR = 60 * MINUTE


@pytest.mark.parametrize(
    ("sale", "same"),
    [
        (AppSale("W-1", ("VIVAI  Pellegrini",), 10_000), True),
        (AppSale("W-1", ("Pellegrini S.r.l.", "+39 (0573) 0001"), 10_000), True),
        (AppSale("W-1", ("Vivai Pellegrini",)), True),
        (AppSale("W-1", ("Vivai Pellegrini",), 10_000 + HOUR), True),
        (AppSale("W-1", ("Vivai Pellegrini",), 10_001 + HOUR), False),
        (AppSale("W-1", ("Vivai Pellegrino", "+39 0573 0002"), 10_000), False),
        (AppSale("W-1", ("", "-"), 10_000), False),
    ],
)
def test_a_customer_is_known_at_the_app_by_any_one_way_about_that_time(desk, form, sale, same) -> None:
    number = desk.issue(1)[0]
    desk.take(number, at=10_000)
    assert ordered_elsewhere(desk.ledger, "order", form, [sale]) == ({number: "W-1"} if same else {})


def test_of_several_orders_at_the_app_all_about_that_time_are_named(desk, form) -> None:
    number = desk.issue(1)[0]
    desk.take(number, at=10_000_000)
    times = {"W-1": 10_000, "W-2": 6_400, "W-3": 6_399, "W-4": 13_600, "W-5": 13_601, "W-6": None}
    sales = [
        AppSale(name, ("Vivai Pellegrini", "+39 0573 10001"), None if at is None else at * 1_000)
        for name, at in times.items()
    ]
    assert ordered_elsewhere(desk.ledger, "order", form, sales) == {number: "W-6, W-2, W-1, W-4"}


def test_a_customer_who_also_ordered_at_the_app_is_a_hint_that_keeps_nothing_open(desk, form) -> None:
    records = whole(desk)
    number = records[0].number
    desk.tell(OrderedElsewhere("order", "shop.csv", {number: "W-7"}))
    told = [
        (one.rule, one.number, one.detail, one.hint)
        for one in compare(desk.ledger, "order", form, held(records), drill=True, receivers=("accounting",)).exceptions
    ]
    assert told == [("R3", number, "the customer also ordered W-7, says shop.csv", True)]
    desk.tell(OrderedElsewhere("order", "shop.csv", {}))
    assert not compare(desk.ledger, "order", form, held(records), drill=True, receivers=("accounting",)).exceptions
