from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.errors import Refused
from continuity.events import Actor, Body, Fact, Known, stations
from continuity.events import ledger as said
from continuity.ledger.decide import miss, return_numbers, void
from continuity.ledger.figures import figures
from continuity.ledger.holding import NumberState
from continuity.ledger.numbers import Series, format_number
from continuity.ledger.state import Ledger
from continuity.structure import Private

P26 = Series("P26-", 4, True)
BLOCK = said.BlockIssued("b", "order", "P26-", 4, True, 1, 8, "order-clerk", True)
numbers = st.integers(1, 8).map(lambda sequence: format_number(P26, sequence))


def fact(body: Body, seq: int = 1) -> Fact[Body]:
    return Fact(seq, seq, seq, Actor("jonas", Known.STATED), body)


def record(number: str, counter: int = 1) -> said.RecordCaptured:
    return said.RecordCaptured(number, "order", {}, {}, 100, "EUR", "tablet", counter)


bodies = st.one_of(
    st.builds(record, numbers, st.integers(1, 20)),
    st.builds(said.RecordVoided, numbers, st.just(Private("r")), st.just("w")),
    st.builds(lambda n: said.NumbersReturned("order", (n,)), numbers),
    st.builds(said.NumberMissing, numbers, st.just(Private("r"))),
    st.builds(said.RecordEntered, numbers, st.sampled_from(["created", "updated", "rejected", "unknown"])),
    st.builds(lambda n: said.BatchClosed("B1", "order", "k", tuple(n), {}, 0, ""), st.lists(numbers, unique=True)),
    st.builds(said.BatchSent, st.just("B1"), st.just("accounting"), st.just("k")),
    st.builds(said.BatchAcknowledged, st.just("B1"), st.just("accounting"), st.just("t"), st.just(0), st.just({})),
    st.builds(said.BatchRejected, st.just("B1"), st.just("accounting"), st.just("t"), st.just("no")),
)


@given(st.lists(bodies, max_size=30), st.integers(0, 30))
def test_no_order_of_events_loses_a_number(told: list[Body], place: int) -> None:
    ledger = Ledger()
    for seq, body in enumerate([*told[:place], BLOCK, *told[place:]]):
        ledger.apply(fact(body, seq))
    found = figures(ledger, "order")
    assert found.issued == 8 == found.used + found.void + found.returned + found.missing + found.open
    assert found.captured == found.used == found.entered + found.to_enter


@given(st.lists(bodies, max_size=30))
def test_a_filled_in_form_is_never_forgotten(told: list[Body]) -> None:
    ledger = Ledger()
    captured = set()
    for seq, body in enumerate([BLOCK, *told]):
        ledger.apply(fact(body, seq))
        if isinstance(body, said.RecordCaptured):
            captured.add(body.number)
    for number in captured:
        known = ledger.numbers[number]
        assert known.state is NumberState.USED or known.state is NumberState.VOID
        assert known.record is not None or known.again or ledger.saved


def test_a_form_that_turns_up_after_it_was_given_up_counts_as_used(desk) -> None:
    one, two, *_ = desk.issue()
    desk.tell(miss(desk.ledger, one, reason="pad not found"))
    desk.tell(return_numbers(desk.ledger, "order", (two,)))
    desk.take(one)
    desk.take(two)
    assert figures(desk.ledger, "order").used == 2


def test_a_correction_takes_the_place_of_the_record(desk) -> None:
    number = desk.issue()[0]
    desk.take(number, "10.00")
    body = desk.decide(desk.draft(desk.issue()[0], "12.00"))
    assert body is not None
    desk.tell(said.RecordCaptured(number, "order", {}, {}, 1_200, "EUR", "tablet-1", 99), corrects=2)
    assert figures(desk.ledger, "order").totals == {"EUR": 1_200}
    assert desk.ledger.numbers[number].again == 0


def test_what_the_crm_confirmed_is_not_taken_back_by_a_later_try(desk) -> None:
    number = desk.issue()[0]
    desk.take(number)
    desk.tell(said.RecordEntered(number, "created", "801A"))
    desk.tell(said.RecordEntered(number, "unknown", detail="no answer within 2 s"))
    assert desk.ledger.numbers[number].entered
    assert desk.ledger.numbers[number].system_id == "801A"


def test_a_form_filled_in_after_it_was_spoiled_is_not_swallowed(desk) -> None:
    number = desk.issue()[0]
    desk.tell(void(desk.ledger, number, reason="coffee", witness="ines", by="jonas"))
    desk.tell(record(number))
    assert desk.ledger.numbers[number].again == 1


def test_void_wants_a_reason_and_somebody_else_as_witness(desk) -> None:
    number = desk.issue()[0]
    with pytest.raises(Refused) as refused:
        void(desk.ledger, number, reason=" ", witness="jonas", by="jonas")
    assert refused.value.reasons == ("say why", "a witness is somebody else; name one")


def test_only_blanks_that_are_out_come_back(desk) -> None:
    one, two, *_ = desk.issue(2)
    desk.take(one)
    with pytest.raises(Refused) as refused:
        return_numbers(desk.ledger, "order", (one, two, "P26-0900-0"))
    assert refused.value.reasons == (f"{one} is used", "P26-0900-0 was never issued")


def test_the_view_cannot_be_written(desk) -> None:
    desk.issue()
    with pytest.raises(TypeError):
        desk.ledger.numbers["P26-0001-0"] = None


def test_each_device_counts_on_from_its_own_last_form(desk) -> None:
    one, two = desk.issue()[:2]
    assert desk.ledger.last_counter("tablet") == 0
    for number, counter in ((one, 7), (two, 3)):
        desk.tell(desk.decide(desk.draft(number, counter=counter)))
    device = desk.ledger.numbers[one].record.device
    assert desk.ledger.last_counter(device) == 7
    assert desk.ledger.last_counter("another") == 0


def test_records_hold_what_they_share_once(desk) -> None:
    one, two = desk.issue()[:2]
    for counter, number in enumerate((one, two), 1):
        body = desk.decide(desk.draft(number, counter=counter))
        apart = {name: "".join(getattr(body, name)) for name in ("form", "currency", "device")}  # no text of before
        desk.tell(replace(body, **apart))
    first, second = (desk.ledger.numbers[number].record for number in (one, two))
    assert first.form is second.form
    assert first.total.currency is second.total.currency
    assert first.device is second.device


def test_in_flight_orders_are_kept_by_source(desk) -> None:
    desk.tell(stations.InFlight("order-entry", ("W-00007",)))
    desk.tell(stations.InFlight("order-entry", ("W-00007", "W-00009")))
    assert desk.ledger.stations.in_flight["order-entry"].numbers == ("W-00007", "W-00009")


def test_an_order_in_flight_is_looked_for_until_somebody_knows(desk) -> None:
    desk.tell(stations.InFlight("order-entry", ("W-00007", "W-00009")))
    desk.tell(stations.InFlightLookedAt("order-entry", absent=("W-00009",)))
    assert desk.ledger.stations.unlooked == ("W-00007",)
    desk.tell(stations.InFlightLookedAt("order-entry", held=("W-00007", "W-00009")))
    assert desk.ledger.stations.unlooked == ()
    assert desk.ledger.stations.in_flight["order-entry"].absent == frozenset()


def test_every_number_of_a_long_run_is_entered_once_it_is_said() -> None:
    series, count, ledger = Series("P26-", 5, True), 2_000, Ledger()
    told: list[Body] = [said.BlockIssued("b", "order", "P26-", 5, True, 1, count, "clerk", True)]
    for sequence in range(1, count + 1):
        number = format_number(series, sequence)
        told += [record(number, sequence), said.RecordEntered(number, "created", "801")]
    for seq, body in enumerate(told):
        ledger.apply(fact(body, seq))
    found = figures(ledger, "order")
    assert (found.entered, found.used, found.open) == (count, count, 0)
