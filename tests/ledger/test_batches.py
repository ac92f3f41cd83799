from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.errors import Refused
from continuity.events.ledger import BatchAcknowledged, BatchRejected, RecordVoided
from continuity.events.stations import BatchOverdue, OverdueTaken
from continuity.ledger.batch import ReadBack
from continuity.ledger.decide import acknowledge, close_batch, read_back, reject, send_batch, to_batch, void
from continuity.ledger.figures import figures
from continuity.ledger.holding import HandedState
from continuity.structure import Private


@given(cents=st.lists(st.integers(0, 500_000), min_size=1, max_size=9))
def test_a_batch_adds_up_to_the_cent(new_desk, cents: list[int]) -> None:
    desk = new_desk()
    numbers = desk.issue(9)
    for number, minor in zip(numbers, cents, strict=False):
        desk.take(number, f"{minor // 100}.{minor % 100:02d}")
    batch = desk.ledger.batches[desk.batch()]
    assert batch.totals == {"EUR": sum(cents)}
    assert (batch.count, batch.hash_total) == (len(cents), sum(range(1, len(cents) + 1)))


def test_a_batch_takes_every_used_form_that_is_in_none_yet(desk, form) -> None:
    one, two, three, *_ = desk.issue()
    desk.take(two)
    desk.take(one)
    first = desk.batch()
    desk.take(three)
    second = desk.batch()
    assert (first, second) == ("BP26-01", "BP26-02")
    assert desk.ledger.batches[first].numbers == (one, two)
    assert desk.ledger.batches[second].numbers == (three,)
    assert desk.ledger.batches[first].drill
    assert close_after(desk, form, closed_before=7) == "BP26-08"


def close_after(desk, form, closed_before: int) -> str:
    desk.take(desk.ledger.first_free(next(iter(desk.ledger.blocks))))
    return close_batch(desk.ledger, "order", form, key="k", drill=True, closed_before=closed_before).batch


def test_an_empty_batch_is_refused_with_the_way_out(desk, form) -> None:
    desk.issue()
    assert to_batch(desk.ledger, "order") == ()
    with pytest.raises(Refused) as refused:
        close_batch(desk.ledger, "order", form, key="k", drill=True)
    assert refused.value.hint == "End the round without a batch."


def test_the_digest_is_the_documented_one(desk) -> None:
    number = desk.issue()[0]
    desk.take(number, "1180.00")
    batch = desk.ledger.batches[desk.batch()]
    lines = (
        '["batch/1","BP26-01","order"]\n'
        f'["{number}",1,118000,"EUR",{{"item":"Spade","quantity":"2","total":"1180.00"}}]\n'
    )
    assert batch.digest == hashlib.sha256(lines.encode()).hexdigest()


def test_figures_that_agree_are_an_acknowledgement(desk) -> None:
    numbers = desk.issue()
    desk.take(numbers[0])
    batch = desk.batch("accounting")
    body = acknowledge(desk.ledger, batch, "accounting", ReadBack(1, {"EUR": 118_000}, 1), by="tomasz")
    assert isinstance(body, BatchAcknowledged)
    desk.tell(body, by="tomasz")
    assert figures(desk.ledger, "order").in_receiver == {"accounting": 1}
    with pytest.raises(Refused, match="already"):
        acknowledge(desk.ledger, batch, "accounting", ReadBack(), by="tomasz")
    with pytest.raises(Refused, match="already"):
        send_batch(desk.ledger, batch, "accounting", key="send")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (ReadBack(2), "2 forms counted, the batch has 1"),
        (ReadBack(1, {"EUR": 118_001}), "1 180.01 EUR added up, the batch says 1 180.00 EUR"),
        (ReadBack(1, {"EUR": 118_000, "USD": 5}), "0.05 USD added up, the batch says 0.00 USD"),
        (ReadBack(1, {"EUR": 118_000}, 2), "the form numbers add up to 2, the batch says 1"),
    ],
)
def test_figures_that_differ_are_a_rejection_that_says_how(desk, answer: ReadBack, says: str) -> None:
    desk.take(desk.issue()[0])
    batch = desk.batch("accounting")
    body = acknowledge(desk.ledger, batch, "accounting", answer, by="tomasz")
    assert isinstance(body, BatchRejected)
    assert body.reason == says
    assert read_back(desk.ledger, batch, answer) == (says,)


def test_a_header_that_no_longer_fits_its_records_is_not_acknowledged(desk) -> None:
    one, two, *_ = desk.issue()
    desk.take(one)
    desk.take(two)
    batch = desk.batch("accounting")
    desk.tell(RecordVoided(two, Private("cancelled"), "ines"))
    body = acknowledge(desk.ledger, batch, "accounting", ReadBack(1, {"EUR": 118_000}, 1), by="tomasz")
    assert isinstance(body, BatchRejected)
    assert "no longer add up to the header" in body.reason


def test_a_rejected_batch_can_be_sent_again_and_acknowledged(desk) -> None:
    desk.take(desk.issue()[0])
    batch = desk.batch("accounting")
    desk.tell(reject(desk.ledger, batch, "accounting", reason="closed for lunch", by="tomasz"))
    assert desk.ledger.batches[batch].handed["accounting"].state is HandedState.REJECTED
    desk.tell(send_batch(desk.ledger, batch, "accounting", key="send"))
    desk.tell(acknowledge(desk.ledger, batch, "accounting", ReadBack(1, {"EUR": 118_000}), by="tomasz"))
    handed = desk.ledger.batches[batch].handed["accounting"]
    assert (handed.state, handed.tries, handed.reason) == (HandedState.ACKNOWLEDGED, 2, "")


def test_a_number_that_the_receiver_did_not_take_is_not_in_its_count(desk) -> None:
    one, two, *_ = desk.issue()
    desk.take(one)
    desk.take(two)
    batch = desk.batch("accounting")
    answer = ReadBack(2, {"EUR": 236_000}, 3)
    desk.tell(acknowledge(desk.ledger, batch, "accounting", answer, by="tomasz", refused={two: "unknown article"}))
    assert figures(desk.ledger, "order").in_receiver == {"accounting": 1}
    assert desk.ledger.batches[batch].handed["accounting"].reasons == {two: "unknown article"}


def test_a_batch_of_which_one_was_not_taken_goes_again_and_nothing_of_the_rest_is_taken_back(desk) -> None:
    one, two, *_ = desk.issue()
    desk.take(one)
    desk.take(two)
    batch, answer = desk.batch("accounting"), ReadBack(2, {"EUR": 236_000}, 3)
    desk.tell(acknowledge(desk.ledger, batch, "accounting", answer, by="tomasz", refused={two: "unknown article"}))
    desk.tell(send_batch(desk.ledger, batch, "accounting", key="k"))
    numbers = desk.ledger.numbers
    assert [desk.ledger.acknowledged_by(numbers[number]) for number in (one, two)] == [("accounting",), ()]
    desk.tell(acknowledge(desk.ledger, batch, "accounting", answer, by="tomasz"))
    assert desk.ledger.acknowledged_by(numbers[two]) == ("accounting",)
    with pytest.raises(Refused, match="acknowledged"):
        send_batch(desk.ledger, batch, "accounting", key="k")


def test_a_receiver_that_turns_down_what_it_has_takes_nothing_back(desk) -> None:
    one, two, *_ = desk.issue()
    desk.take(one)
    desk.take(two)
    batch, answer = desk.batch("accounting"), ReadBack(2, {"EUR": 236_000}, 3)
    desk.tell(acknowledge(desk.ledger, batch, "accounting", answer, by="tomasz", refused={two: "unknown article"}))
    desk.tell(send_batch(desk.ledger, batch, "accounting", key="k"))
    desk.tell(acknowledge(desk.ledger, batch, "accounting", answer, by="tomasz", refused={one: "we have it already"}))
    handed = desk.ledger.batches[batch].handed["accounting"]
    assert (handed.left_out, handed.refused) == (frozenset(), ())


@pytest.mark.parametrize("said", ["4111 1111 1111 1111", "  "])
def test_what_a_receiver_says_is_kept_as_far_as_it_may_be(desk, said) -> None:
    one = desk.issue()[0]
    desk.take(one)
    batch, answer = desk.batch("accounting"), ReadBack(1, {"EUR": 118_000}, 1)
    event = acknowledge(desk.ledger, batch, "accounting", answer, by="tomasz", refused={one: said})
    assert "4111" not in event.reasons[one]
    assert event.reasons[one] != ""


def test_nothing_is_acknowledged_that_was_not_sent(desk) -> None:
    desk.take(desk.issue()[0])
    batch = desk.batch()
    with pytest.raises(Refused, match="has not been sent to shipping"):
        acknowledge(desk.ledger, batch, "shipping", ReadBack(1), by="aicha")
    with pytest.raises(Refused, match="no batch BP26-09"):
        read_back(desk.ledger, "BP26-09", ReadBack(1))


def test_a_form_that_left_with_a_batch_is_not_made_void(desk) -> None:
    number = desk.issue()[0]
    desk.take(number)
    desk.batch()
    with pytest.raises(Refused) as refused:
        void(desk.ledger, number, reason="cancelled", witness="ines", by="jonas")
    assert "left with batch BP26-01" in refused.value.reasons[0]


def test_each_sending_has_its_own_time_and_its_own_silence(desk) -> None:
    number = desk.issue()[0]
    desk.take(number)
    batch = desk.batch("accounting")
    desk.tell(BatchOverdue(batch, "accounting", 60_000), at=100_000)
    desk.tell(OverdueTaken(batch, "accounting", Private("telephoned")), at=110_000)
    desk.tell(BatchRejected(batch, "accounting", "tomasz", "count"), at=120_000)
    desk.tell(send_batch(desk.ledger, batch, "accounting", key="send"), at=500_000)
    handed = desk.ledger.batches[batch].handed["accounting"]
    assert (handed.sent_at, handed.answered_at, handed.overdue_at, handed.taken_up_at) == (500_000, None, None, None)
    desk.tell(BatchOverdue(batch, "accounting", 60_000), at=600_000)
    assert desk.ledger.batches[batch].handed["accounting"].silences == ((100_000, 110_000), (600_000, None))


def test_a_silence_that_nobody_has_taken_up_is_not_over_because_the_batch_goes_out_again(desk) -> None:
    desk.take(desk.issue()[0])
    batch = desk.batch("accounting")
    desk.tell(BatchOverdue(batch, "accounting", 60_000), at=100_000)
    desk.tell(send_batch(desk.ledger, batch, "accounting", key="send"), at=500_000)
    assert desk.ledger.batches[batch].handed["accounting"].silences == ((100_000, None),)
    desk.tell(OverdueTaken(batch, "accounting", Private("telephoned")), at=510_000)
    desk.tell(send_batch(desk.ledger, batch, "accounting", key="send"), at=520_000)
    handed = desk.ledger.batches[batch].handed["accounting"]
    assert (handed.sent_at, handed.overdue_at, handed.silences) == (520_000, None, ((100_000, 510_000),))
