from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.errors import Refused
from continuity.ledger.cards import card_in
from continuity.ledger.decide import void


def luhn(body: str) -> str:
    """The body with its check digit, worked out the textbook way."""
    doubled = [int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(body))]
    return body + str(-sum(d // 10 + d % 10 for d in doubled) % 10)


@given(st.from_regex(r"[3-6][0-9]{14}", fullmatch=True), st.sampled_from(["", " ", "-", ".", "\u2013", "\u00a0"]))
def test_a_sixteen_digit_card_is_seen_however_it_is_grouped(body: str, gap: str) -> None:
    card = luhn(body)
    grouped = gap.join(card[at : at + 4] for at in range(0, 16, 4))
    assert card_in(f"paid with {grouped}, thanks") == "a card number"


@pytest.mark.parametrize(
    "text",
    [
        "378282246310005",
        "3782 822463 10005",
        "+3782 822463 10005",
        "30569309025904",
        "4222222222222",
        "4111111111111111123",
        "41111111111111111225",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "４１１１ １１１１ １１１１ １１１１",
        "item4111111111111111x",
        "4111 1111 1111 1111 12/28",
    ],
)
def test_cards_of_other_lengths_and_spellings_are_seen(text: str) -> None:
    assert card_in(text) == "a card number"


@pytest.mark.parametrize(
    "text", ["CVV 123", "cvc: 1234", "security code is 123", "Card verification code 987", "cvv2=001"]
)
def test_security_codes_are_seen(text: str) -> None:
    assert card_in(text) == "a security code"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2 spades at 38.90, total 77.80",
        "+49 1512 3456788",
        "0049 1512 3456788",
        "4006381333931",
        "DE89 3704 0044 0532 0130 00",
        "GB29NWBK60161331926819",
        "P26-0416-3, P26-0417-1, P26-0418-7",
        "2026-11-22 16:30",
        "card ending 1111",
        "0000 0000 0000 0000",
        "4111 1111 1111 1112",
    ],
)
def test_what_is_no_card_may_be_written(text: str) -> None:
    assert card_in(text) is None


@pytest.mark.parametrize("field", ["customer", "phone", "item", "remark", "quantity", "4111111111111111"])
def test_a_card_in_any_field_is_refused_and_never_repeated(desk, field: str) -> None:
    number = desk.issue()[0]
    with pytest.raises(Refused) as refused:
        desk.decide(desk.draft(number, **{field: "4111-1111-1111-1111"}))
    told = " ".join((refused.value.message, *refused.value.reasons, refused.value.hint or ""))
    assert "card number" in told
    assert "4111" not in told


@pytest.mark.parametrize("place", ["number", "device"])
def test_a_card_beside_the_fields_is_refused_too(desk, place: str) -> None:
    draft = replace(desk.draft(desk.issue()[0]), **{place: "4111 1111 1111 1111"})
    with pytest.raises(Refused) as refused:
        desk.decide(draft)
    assert "4111" not in " ".join((refused.value.message, *refused.value.reasons))


def test_a_reason_holds_no_card_either(desk) -> None:
    number = desk.issue()[0]
    with pytest.raises(Refused) as refused:
        void(desk.ledger, number, reason="wrote 4111111111111111 on it", witness="ines", by="jonas")
    assert "4111" not in " ".join(refused.value.reasons)
