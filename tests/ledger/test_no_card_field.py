"""A field that asks for a security code takes none, whatever is written in it; most fields ask for no such thing."""

from __future__ import annotations

import pytest

from continuity.ledger.cards import asks_for_a_card, card_reasons, without_cards


@pytest.mark.parametrize(
    "label", ["CVV", "cvc2", "Security code", "card_number", "Card no", "card-verification value", "PAN"]
)
def test_labels_of_card_data_are_known(label) -> None:
    assert asks_for_a_card(label)


@pytest.mark.parametrize("label", ["Item", "Company", "Discard after", "Postcode", "Card kind", "Panel", "Code"])
def test_other_labels_are_let_be(label) -> None:
    assert not asks_for_a_card(label)


def test_a_bare_code_is_refused_under_such_a_label_and_let_through_elsewhere() -> None:
    assert card_reasons({"CVV": "123"}) == ("CVV: this looks like a security code; never write one down",)
    assert card_reasons({"Quantity": "123"}) == ()


def test_logs_lose_cards_and_keep_the_rest() -> None:
    told = without_cards("line 17: 4111 1111 1111 1111, cvv 123, form P26-0416-3, at 2026-11-22")
    assert told == "line 17: (digits left out), (a code left out), form P26-0416-3, at 2026-11-22"
