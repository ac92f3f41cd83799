"""What other systems show, told in parts of a bearable size."""

from __future__ import annotations

from itertools import chain

import pytest

from continuity.events import Actor, Fact, Known
from continuity.events.ledger import SystemRead, SystemRecord
from continuity.events.stations import Payment, PaymentsRead, StationDocument, StationRead
from continuity.ledger.readings import AT_ONCE, in_parts
from continuity.ledger.state import Ledger
from continuity.ledger.stations import Stations

MANY = 2 * AT_ONCE + 1
NUMBERS = [f"P26-{place:06}-0" for place in range(MANY)]
RECORDS = tuple(SystemRecord(number, f"801-{number}", 100, "EUR", {"Item": "Spade"}) for number in NUMBERS)
PAYMENTS = tuple(Payment(f"pay-{place}", place, "EUR") for place in range(MANY))
DOCUMENTS = tuple(StationDocument(number, f"INV-{number}") for number in NUMBERS)


def test_a_long_reading_is_told_in_parts_and_nothing_of_it_is_left_out() -> None:
    parts = list(in_parts(SystemRead("order", "P26-", RECORDS[::-1])))
    assert [(len(one.records), one.more) for one in parts] == [(AT_ONCE, True), (AT_ONCE, True), (1, False)]
    assert tuple(chain.from_iterable(one.records for one in parts)) == RECORDS
    [alone] = in_parts(SystemRead("order", "P26-", ()))
    assert (alone.records, alone.more) == ((), False)


def test_a_reading_counts_when_all_of_it_was_told_and_until_then_the_one_before_it_holds() -> None:
    stations = Stations()
    stations.apply(SystemRead("order", "P26-", RECORDS[:3]))
    for body in in_parts(SystemRead("order", "P26-", RECORDS)):
        assert len(stations.system["order"]) == 3
        stations.apply(body)
    shown = stations.system["order"]
    assert (len(shown), shown[NUMBERS[-1]], dict(shown.twice)) == (MANY, (RECORDS[-1],), {})


def test_what_a_crm_holds_twice_is_found_also_where_it_is_told_in_two_parts() -> None:
    stations, again = Stations(), SystemRecord(NUMBERS[0], "another", 100, "EUR")
    for body in (SystemRead("order", "P26-", RECORDS, more=True), SystemRead("order", "P26-", (again,))):
        stations.apply(body)
    shown = stations.system["order"]
    assert (list(shown.twice), shown[NUMBERS[0]]) == ([NUMBERS[0]], (RECORDS[0], again))


def test_documents_of_several_receivers_stand_together() -> None:
    stations = Stations()
    assert stations.made("order", "invoices") is None
    for station, made in (("north", DOCUMENTS), ("south", (StationDocument(NUMBERS[1], "S-1"),))):
        for body in in_parts(StationRead("order", station, "invoices", made)):
            stations.apply(body)
    found = stations.made("order", "invoices")
    assert found is not None
    assert (len(found), found[NUMBERS[1]], list(found.twice)) == (MANY, (f"INV-{NUMBERS[1]}", "S-1"), [NUMBERS[1]])


def test_payments_of_several_lists_stand_together() -> None:
    stations = Stations()
    assert stations.paid("order") is None
    for body in in_parts(PaymentsRead("order", "a.csv", PAYMENTS)):
        stations.apply(body)
    assert tuple(stations.paid("order") or ()) == PAYMENTS
    stations.apply(PaymentsRead("order", "b.csv", PAYMENTS[:1]))
    assert tuple(stations.paid("order") or ()) == (*PAYMENTS, PAYMENTS[0])


@pytest.mark.parametrize("body", [SystemRead("order", "P26-", RECORDS), PaymentsRead("order", "a.csv", PAYMENTS)])
def test_parts_reach_the_ledger(body) -> None:
    ledger = Ledger()
    for seq, part in enumerate(in_parts(body), 1):
        ledger.apply(Fact(seq, seq, seq, Actor("conductor", Known.SYSTEM), part))
    assert len(ledger.stations.system.get("order") or ledger.stations.payments["order", "a.csv"]) == MANY
