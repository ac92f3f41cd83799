"""Cards between any signs, and codes by any of their names, are seen; what only resembles them is let be."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.ledger.cards import asks_for_a_card, blotted, card_in, card_reasons, without_cards
from continuity.ledger.numbers import Series, format_number

SIGNS = [
    ",",
    ", ",
    "\n",
    "\r\n",
    "\t",
    "|",
    " | ",
    ":",
    ";",
    "'",
    "\u2019",
    "\\",
    ")(",
    "] [",
    "}{",
    "><",
    '"',
    "#",
    "     ",
]
LISTED = st.sampled_from([", ", "; ", "\n", " and ", " | "])


def luhn(body: str) -> str:
    doubled = [int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(body))]
    return body + str(-sum(d // 10 + d % 10 for d in doubled) % 10)


def grouped(card: str, sizes: tuple[int, ...], sign: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(card[at : at + size])
        at += size
    return sign.join(parts)


PRINTED = {13: (4, 4, 5), 14: (4, 6, 4), 15: (4, 6, 5), 16: (4, 4, 4, 4), 17: (4, 4, 4, 4, 1), 19: (4, 4, 4, 4, 3)}


@given(st.sampled_from(sorted(PRINTED)), st.data(), st.sampled_from(SIGNS))
def test_a_card_is_seen_whatever_stands_between_its_groups(length: int, data: st.DataObject, sign: str) -> None:
    card = luhn(data.draw(st.from_regex(rf"[4-6][0-9]{{{length - 2}}}", fullmatch=True)))
    if length == 13 and sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(card)) % 10 == 0:
        return  # an article number as well
    text = f"paid with ({grouped(card, PRINTED[length], sign)}), thanks"
    assert card_in(text) == "a card number"
    assert not set(card) & set(blotted(text)) & set("0123456789")
    assert card_in(without_cards(text)) is None


@given(
    st.from_regex(r"[4-6][0-9]{14}", fullmatch=True),
    st.sampled_from(SIGNS),
    st.sampled_from(SIGNS),
    st.sampled_from(SIGNS),
)
def test_signs_may_differ_between_groups_of_four(body: str, one: str, two: str, three: str) -> None:
    card = luhn(body)
    assert card_in(f"{card[:4]}{one}{card[4:8]}{two}{card[8:12]}{three}{card[12:]}") == "a card number"


@given(
    st.from_regex(r"[4-6][0-9]{14}", fullmatch=True),
    st.integers(1, 15),
    st.sampled_from([",", "\n", "\t", "|", "\r\n"]),
)
def test_one_sign_anywhere_hides_nothing(body: str, at: int, sign: str) -> None:
    card = luhn(body)
    assert card_in(f"card {card[:at]}{sign}{card[at:]} was used") == "a card number"


@pytest.mark.parametrize(
    "text",
    [
        "4,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
        "4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1",
        "41,11,11,11,11,11,11,11",
        "2223,0031,2200,3222",
        "4111,1111,1111,1111,12/28",
        "line 17: 4111|1111|1111|1111",
        "\uff14\uff11\uff11\uff11\uff0c\uff11\uff11\uff11\uff11\uff0c1111\uff0c1111",
    ],
)
def test_other_disguises_are_seen(text: str) -> None:
    assert card_in(text) == "a card number"


@given(st.lists(st.decimals(0, 999_999_999_999, places=2), min_size=1, max_size=6), LISTED, st.sampled_from([",", "'"]))
def test_amounts_are_no_cards(amounts: list[object], between: str, thousands: str) -> None:
    assert card_in(between.join(f"{amount:,.2f}".replace(",", thousands) for amount in amounts)) is None


@given(st.lists(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)), min_size=1, max_size=6), LISTED)
def test_dates_and_times_are_no_cards(moments: list[datetime], between: str) -> None:
    for form in ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%H:%M", "%H:%M:%S"):
        assert card_in(between.join(moment.strftime(form) for moment in moments)) is None


TELEPHONES = st.sampled_from(
    ["+33 {} {} {} {}", "+49 ({}) {}-{}-{}", "+39 0{} {}{}{}", "+1 ({}) {}-{}{}", "+353.{}.{}.{}{}", "0033 {} {} {} {}"]
)


@given(st.lists(st.tuples(TELEPHONES, st.lists(st.integers(10, 99), min_size=4, max_size=4)), max_size=5), LISTED)
def test_telephone_numbers_are_no_cards(numbers: list[tuple[str, list[int]]], between: str) -> None:
    assert card_in(between.join(shape.format(*parts) for shape, parts in numbers)) is None


@given(st.lists(st.integers(1, 9999), min_size=1, max_size=30), LISTED, st.sampled_from(["P26-", "M26-", "BP26-"]))
def test_our_own_numbers_are_no_cards(numbers: list[int], between: str, prefix: str) -> None:
    assert card_in(between.join(format_number(Series(prefix, 4, True), number) for number in numbers)) is None


@given(
    st.integers(5, 12).flatmap(lambda n: st.lists(st.integers(10 ** (n - 1), 10**n - 1), max_size=9)),
    st.sampled_from([", ", "; "]),
)
def test_a_list_of_order_numbers_is_no_card(numbers: list[int], between: str) -> None:
    assert card_in(f"orders {between.join(map(str, numbers))} wait") is None


@given(st.lists(st.integers(1900, 2099), min_size=1, max_size=9), LISTED)
def test_a_list_of_years_is_no_card(years: list[int], between: str) -> None:
    assert card_in(between.join(map(str, years))) is None


@pytest.mark.parametrize(
    "text",
    [
        "CSC 123", "CID 1234", "csc: 123", "CAV2 123", "cvv code is 123", "security code on the back is 123",
        "123 is the cvv", "123 (CVV)", "1234 = CID", "123 cvv", "cvv 1 2 3", "cvv (3 digits): 123", "CVV\n123",
        "card_cvv=123", "cvv \u0661\u0662\u0663", "the card's verification value, 123, cvc was 123", "Prüfziffer 123",
        "PRÜFZIFFER: 123", "Pruefziffer lautet 123", "123 ist die Prüfziffer", "Kartenprüfnummer 123",
        "Sicherheitscode auf der Rückseite: 123", "code de sécurité 123", "code de sécurité au dos de la carte : 123",
        "cryptogramme visuel 123", "PIN: 1234", "PIN code 1234", "code PIN 1234",
    ],
)  # fmt: skip
def test_codes_are_seen_by_their_names(text: str) -> None:
    assert card_in(text) == "a security code"
    assert card_in(without_cards(text)) is card_in(blotted(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "PIN tumbler lock 123", "pin 1234", "drawing pins, 1000", "CSC-123", "CSC123", "TCSC 123", "Acid 1234",
        "cvvx 123", "Invoice 1234 CSC Ltd", "order 1234, cvv not asked", "Prüfziffer 3", "the description 1234",
        "the code of the gate is 1234", "code 1234", "postcode 29200", "CID department, 12 people", "CVV 2026-11-22",
    ],
)  # fmt: skip
def test_three_or_four_digits_elsewhere_are_let_be(text: str) -> None:
    assert card_in(text) is None


@pytest.mark.parametrize(
    "label",
    [
        "CSC", "CID", "Kartennummer", "Kreditkartennummer", "Karten-Nr.", "Kreditkarte", "Credit card", "Debit card:",
        "Credit card (Visa)", "Customer's credit card", "Card #", "PIN", "pin", "Pin code", "Customer PIN", "card_pin",
        "Prüfziffer", "Sicherheitscode", "Numéro de carte", "N° de carte", "Carte bancaire", "Code de sécurité",
    ],
)  # fmt: skip
def test_labels_of_card_data_are_known_in_three_languages(label: str) -> None:
    assert asks_for_a_card(label)


@pytest.mark.parametrize(
    "label",
    [
        "PIN tumbler lock", "Pin colour", "Drawing pin", "Number of pins", "Paid by credit card", "Greeting card",
        "Last four digits of the card", "Custom", "Account", "Landkarte", "Carte de fidélité", "Menu à la carte",
        "Wildcard", "Article number", "Payment reference",
    ],
)  # fmt: skip
def test_labels_that_only_resemble_them_are_let_be(label: str) -> None:
    assert not asks_for_a_card(label)


def test_a_name_that_holds_a_card_is_not_repeated() -> None:
    (reason,) = card_reasons({"4111111111111111": "4111111111111111"})
    assert "4111" not in reason


@given(st.text(alphabet=st.sampled_from("0123456789 ,-\n|x+(é\uff14\u00b2"), max_size=60))
def test_what_was_blotted_holds_no_card_and_is_as_long_as_it_was(text: str) -> None:
    assert (card_in(blotted(text)), len(blotted(text))) == (None, len(text))
    assert card_in(without_cards(text)) is None
