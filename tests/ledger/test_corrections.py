"""A record can be put right as long as nobody else has built on it, and both what stood and what stands stay."""

from __future__ import annotations

import dataclasses

import pytest

from continuity.errors import Refused
from continuity.events import ledger as said
from continuity.handoffs import parcel
from continuity.ledger.batch import ReadBack
from continuity.ledger.decide import Approval, Draft, acknowledge, ask_again, correct, send_batch, to_batch
from continuity.ledger.entry import entry_order
from continuity.ledger.figures import figures
from continuity.ledger.readings import held
from continuity.ledger.reconcile import compare
from continuity.units import Money


def put_right(desk, form, number: str, why: str = "misread", approval: Approval | None = None, **values: str):
    draft = Draft(number, values, "desk-9", len(desk.ledger.saved) + 100, approval)
    return correct(desk.ledger, "order", form, draft, why=why, currency="EUR")


def tell(desk, number: str, body) -> None:
    desk.tell(body, corrects=desk.ledger.numbers[number].record.seq)


def test_what_changes_takes_the_place_of_what_stood_and_the_rest_stays(desk, form) -> None:
    number = desk.issue()[0]
    desk.take(number, "10.00")
    tell(desk, number, put_right(desk, form, number, total="12.00"))
    record = desk.ledger.numbers[number].record
    assert (record.total, record.text("item"), str(record.text("customer"))) == (
        Money(1_200, "EUR"),
        "Spade",
        "Vivai Pellegrini",
    )
    assert figures(desk.ledger, "order").totals == {"EUR": 1_200}
    assert put_right(desk, form, number, total="12.00") is None


def test_a_correction_is_held_to_all_that_a_form_is_held_to(desk, form) -> None:
    number = desk.issue()[0]
    desk.take(number)
    wrongs = (({"total": "much"}, "not an amount"), ({"customer": ""}, "Customer"), ({"colour": "red"}, "no field"))
    for wrong, reason in wrongs:
        with pytest.raises(Refused) as refused:
            put_right(desk, form, number, **wrong)
        assert reason in " ".join(refused.value.reasons)
    with pytest.raises(Refused) as refused:
        put_right(desk, form, number, why=" ", total="12.00")
    assert refused.value.reasons == ("say why",)
    for card in ({"item": "4111 1111 1111 1111"}, {"why": "paid with 4111 1111 1111 1111"}):
        with pytest.raises(Refused) as refused:
            put_right(desk, form, number, **card)
        assert "4111" not in str(refused.value.reasons)


def test_who_said_yes_to_less_has_to_be_asked_again(desk, form) -> None:
    number, limited = desk.issue()[0], form.limits[0]
    yes = Approval("ines", (limited.approval,))
    desk.tell(desk.decide(dataclasses.replace(desk.draft(number, "6000.00"), approval=yes)))
    tell(desk, number, put_right(desk, form, number, item="Rake"))
    assert desk.ledger.numbers[number].record.approved_by == "ines"
    with pytest.raises(Refused, match="stays as it was") as refused:
        put_right(desk, form, number, total="7000.00")
    assert "must approve" in refused.value.reasons[0]
    assert put_right(desk, form, number, approval=yes, total="7000.00").total_minor == 700_000


def test_what_a_receiver_added_up_keeps_its_total_and_waits_for_the_answer(desk, form) -> None:
    number = desk.issue()[0]
    desk.take(number, "10.00")
    batch = desk.batch("accounting")
    with pytest.raises(Refused, match="still with accounting"):
        put_right(desk, form, number, item="Rake")
    desk.tell(acknowledge(desk.ledger, batch, "accounting", ReadBack(1), by="tomasz"))
    with pytest.raises(Refused) as refused:
        put_right(desk, form, number, total="12.00")
    assert "settle R6" in refused.value.reasons[0]
    assert put_right(desk, form, number, item="Rake").fields["item"] == "Rake"


@pytest.mark.parametrize("end", ["never issued", "blank", "in the CRM"])
def test_there_is_nothing_to_correct_where_no_order_waits(desk, form, end) -> None:
    number = desk.issue()[0]
    if end == "in the CRM":
        desk.take(number)
        desk.tell(said.RecordEntered(number, "created", "801"))
    with pytest.raises(Refused, match="holds" if end == "in the CRM" else "no order stands"):
        put_right(desk, form, "P26-9999-9" if end == "never issued" else number, item="Rake")


def waiting(desk, form) -> list[str]:
    return [record.number for record in entry_order(desk.ledger, "order", form)]


def test_who_took_the_order_and_when_stays_and_who_corrected_it_has_had_a_hand_in_it(desk, form) -> None:
    number = desk.issue()[0]
    desk.take(number, "10.00", at=5)
    body = put_right(desk, form, number, total="12.00")
    desk.tell(body, at=90, by="ines", corrects=desk.ledger.numbers[number].record.seq)
    record = desk.ledger.numbers[number].record
    assert (record.taken_at, record.taken_by, record.corrected_by) == (5, "jonas", ("ines",))


def test_an_order_that_was_carried_over_stays_so(desk, form) -> None:
    number = desk.issue()[0]
    body = desk.decide(desk.draft(number))
    desk.tell(dataclasses.replace(body, carried_from="2026-q4-01 P26-0007-7"))
    assert put_right(desk, form, number, item="Rake").carried_from == "2026-q4-01 P26-0007-7"


def test_nothing_is_corrected_while_nobody_knows_whether_the_crm_holds_it(desk, form) -> None:
    number = desk.issue()[0]
    desk.take(number)
    desk.tell(said.RecordEntered(number, "unknown", detail="no answer"))
    with pytest.raises(Refused, match="nobody knows yet"):
        put_right(desk, form, number, item="Rake")


def test_a_batch_that_was_turned_away_is_no_longer_waited_for(desk, form) -> None:
    number = desk.issue()[0]
    desk.take(number)
    batch = desk.batch("accounting")
    desk.tell(said.BatchRejected(batch, "accounting", "tomasz", "unknown article"))
    assert put_right(desk, form, number, item="Rake").fields["item"] == "Rake"


def test_a_yes_to_one_account_is_none_to_another(desk, form) -> None:
    number = desk.issue()[0]
    yes = Approval("ines", (form.limits[0].approval,))
    desk.tell(desk.decide(dataclasses.replace(desk.draft(number, "6000.00", account="A-1"), approval=yes)))
    with pytest.raises(Refused) as refused:
        put_right(desk, form, number, account="A-2")
    assert "must approve" in refused.value.reasons[0]


def test_a_device_counts_on_for_corrections_too(desk, form) -> None:
    number = desk.issue()[0]
    desk.take(number)
    used = next(iter(desk.ledger.saved))
    with pytest.raises(Refused) as refused:
        correct(desk.ledger, "order", form, Draft(number, {"item": "Rake"}, *used), why="misread", currency="EUR")
    assert "count on by one" in refused.value.reasons[0]


def test_what_the_crm_refused_is_entered_again_once_it_is_put_right_here_or_there(desk, form) -> None:
    here, there = desk.issue()[:2]
    for number in (here, there):
        desk.take(number)
        desk.tell(said.RecordEntered(number, "rejected", detail="no such customer"))
    assert waiting(desk, form) == []
    tell(desk, here, put_right(desk, form, here, customer="Vivai Pellegrini & Figli"))
    assert waiting(desk, form) == [here]
    desk.tell(ask_again(desk.ledger, there))
    assert set(waiting(desk, form)) == {here, there}
    with pytest.raises(Refused, match="has not refused"):
        ask_again(desk.ledger, there)


def turned_away(desk, *receivers: str) -> tuple[str, str, str]:
    """Two orders in a batch that nobody took: the numbers, and the batch."""
    one, two = desk.issue()[:2]
    desk.take(one, "10.00")
    desk.take(two, "20.00")
    batch = desk.batch(*receivers)
    for receiver in receivers:
        desk.tell(said.BatchRejected(batch, receiver, "tomasz", "unknown article"))
    return one, two, batch


def test_a_batch_that_nobody_took_is_withdrawn_when_a_form_of_it_is_put_right(desk, form) -> None:
    one, two, batch = turned_away(desk, "accounting", "shipping")
    tell(desk, one, put_right(desk, form, one, item="Rake", total="12.00"))
    with pytest.raises(Refused, match="does not go out again"):
        send_batch(desk.ledger, batch, "accounting", key="send")
    again = desk.ledger.batches[desk.batch("accounting", "shipping")]
    assert (again.numbers, again.totals) == ((one, two), {"EUR": 3_200})
    for receiver in ("accounting", "shipping"):
        desk.tell(acknowledge(desk.ledger, again.id, receiver, ReadBack(2, {"EUR": 3_200}), by="tomasz"))
    found = compare(
        desk.ledger, "order", form, held(desk.in_crm(one, two)), drill=True, receivers=("accounting", "shipping")
    )
    assert {(e.rule, e.number) for e in found.exceptions if e.rule in ("R12", "R13")} == set()
    assert not to_batch(desk.ledger, "order")


def test_a_batch_that_one_receiver_took_goes_out_again_as_it_left(desk, form) -> None:
    one, _, batch = turned_away(desk, "accounting")
    desk.tell(send_batch(desk.ledger, batch, "shipping", key="send"))
    before = parcel(desk.ledger, desk.ledger.batches[batch], to="accounting", run="run-1")
    desk.tell(acknowledge(desk.ledger, batch, "shipping", ReadBack(2), by="aicha"))
    with pytest.raises(Refused) as refused:
        put_right(desk, form, one, total="12.00")
    assert "whose total stays" in refused.value.reasons[0]
    tell(desk, one, put_right(desk, form, one, item="Rake"))
    tell(desk, one, put_right(desk, form, one, item="Hoe"))
    assert desk.ledger.numbers[one].record.text("item") == "Hoe"
    assert parcel(desk.ledger, desk.ledger.batches[batch], to="accounting", run="run-1").records == before.records
    assert send_batch(desk.ledger, batch, "accounting", key="send")
    assert not to_batch(desk.ledger, "order")


def test_who_took_a_form_as_it_was_has_to_be_told_that_it_was_put_right(desk, form) -> None:
    number = desk.issue()[0]
    desk.take(number, "10.00")
    batch = desk.batch("accounting")
    desk.tell(acknowledge(desk.ledger, batch, "accounting", ReadBack(1), by="tomasz"))

    def told() -> list[str]:
        found = compare(desk.ledger, "order", form, held(desk.in_crm(number)), drill=True, receivers=("accounting",))
        return [one.detail for one in found.exceptions if (one.rule, one.number) == ("R12", number)]

    assert told() == []
    tell(desk, number, put_right(desk, form, number, item="Rake"))
    assert told() == [f"corrected since {batch}, which accounting took as it was: tell them"]
    tell(desk, number, put_right(desk, form, number, item="Hoe"))
    assert told() == [f"corrected 2 times since {batch}, which accounting took as it was: tell them"]


def test_the_same_saving_is_known_again_after_it_was_put_right(desk, form) -> None:
    number = desk.issue()[0]
    first = desk.draft(number, "10.00", counter=7)
    desk.tell(desk.decide(first))
    tell(desk, number, put_right(desk, form, number, total="12.00"))
    assert desk.decide(first) is None
    with pytest.raises(Refused):
        desk.decide(desk.draft(number, "11.00", counter=7))
