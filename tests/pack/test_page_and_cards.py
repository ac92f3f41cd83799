"""The page and the terminal know the same cards, and the device keeps none that was typed, refused or given up."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pack_page import Clerk

from continuity.ledger.cards import asks_for_a_card, card_in

CARD = "4111 1111 1111 1111"
TEXTS = (
    CARD, "4111-1111-1111-1111", "pay with 4111111111111111 please", "378282246310005", "4111,1111,1111,1111",
    "4111, 1111, 1111, 1111", "4111\n1111\n1111\n1111", "4111\t1111\t1111\t1111", "4111|1111|1111|1111",
    "4111:1111:1111:1111", "4111;1111;1111;1111", "4111'1111'1111'1111", "4111\\1111\\1111\\1111",
    "(4111)(1111)(1111)(1111)", "4111     1111     1111     1111", "411111\n1111111111", "3782,822463,10005",
    "4,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", "41,11,11,11,11,11,11,11", "2223,0031,2200,3222",
    "５１０５１０５１０５１０５１００",
    "30569309025904", "+30569309025904", "call 4111 1111 then 1111 1111", "1,234,567.00", "2021, 2022, 2023, 2024",
    "2026-11-22 16:30:00, 2026-11-23 17:30:00", "2026-11-22 2026-11-29", "52345678, 52345679, 52345680",
    "+33 1 99 00 20 01\n+33 1 99 00 20 02", "+1234 5678 9012 3", "FR14 2004 1010 0505 0001 3M02 606", "4006381333931",
    "0033199002001", "order 123456", "1111 1111 1111 1111", "P26-0416-3, P26-0417-1",
    "cvv 123", "CVC: 4321", "security code is 123", "cvvx 123", "CSC 123", "CID 1234", "CSC-123", "TCSC 123",
    "cvv code is 123", "security code on the back is 123", "123 is the cvv", "123 (CVV)", "123 cvv", "cvv 1 2 3",
    "cvv \u0661\u0662\u0663", "Prüfziffer 123", "PRÜFZIFFER: 123", "code de sécurité 123", "PIN 1234", "pin 1234",
    "PIN tumbler lock 123", "cvv (3 digits): 123", "card_cvv=123", "Invoice 1234 CSC Ltd", "the description 1234",
)  # fmt: skip
LABELS = (
    "CSC", "Kartennummer", "Credit card", "Card #", "PIN", "CVV", "PAN", "card_number", "Carte bancaire", "Item",
    "N° de carte", "PIN tumbler lock", "Paid by credit card", "Drawing pin", "Panel", "Code", "Customer's credit card",
)  # fmt: skip
PIECES = (
    *(
        "4111",
        "1111",
        "41",
        "11",
        "1",
        "378282246310005",
        "822463",
        "10005",
        "2223",
        "123",
        "1 2 3",
        "+",
        "00",
        "\u0664",
    ),
    *(" ", "  ", ",", ", ", "\n", "\t", "|", ":", ";", "'", "\\", "(", ")", "-", ".", "/", "_", "=", "#", "x", "é"),
    *(
        "cvv",
        "CVC2",
        "CSC",
        "CID",
        "PIN",
        "pin",
        "code",
        " is ",
        " the ",
        "security",
        "Prüfziffer",
        "2026-11-22",
        "16:30",
    ),
)


@pytest.fixture(scope="module")
def clerk(file: Path, browser: Any) -> Clerk:
    return Clerk(browser, file)


def both(clerk: Clerk, texts: tuple[str, ...], label: str = "") -> tuple[dict[str, str | None], dict[str, str | None]]:
    asked = "([texts, label]) => texts.map((text) => Check.card(text, label))"
    theirs = clerk.page.evaluate(asked, [list(texts), label])
    return dict(zip(texts, (one or None for one in theirs), strict=True)), {
        text: card_in(text, label) for text in texts
    }


@pytest.mark.parametrize("label", ["", "CSC", "Item"])
def test_the_page_refuses_the_very_texts_that_the_terminal_refuses(clerk: Clerk, label: str) -> None:
    theirs, ours = both(clerk, (*TEXTS, "123", "1 2 3", "1234", "12345"), label)
    assert theirs == ours


def test_the_page_knows_the_same_names_of_card_data(clerk: Clerk) -> None:
    theirs = clerk.page.evaluate("(labels) => labels.map((label) => Cards.asks(label))", list(LABELS))
    assert dict(zip(LABELS, theirs, strict=True)) == {label: asks_for_a_card(label) for label in LABELS}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), min_size=40, max_size=80, unique=True)
)
def test_what_is_put_together_by_chance_is_judged_alike(clerk: Clerk, texts: list[str]) -> None:
    theirs, ours = both(clerk, tuple(texts))
    assert theirs == ours


def storage(clerk: Clerk) -> str:
    return str(clerk.page.evaluate("JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})"))


def drafts(clerk: Clerk) -> dict[str, str]:
    return dict(clerk.page.evaluate("JSON.parse(localStorage.getItem(Log.KEY)).drafts"))


@pytest.mark.parametrize("text", [CARD, "4111,1111,1111,1111", "cvv 123"])
def test_a_card_that_is_typed_is_on_the_device_at_no_time(file: Path, browser: Any, text: str) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.press("Forms")
    clerk.page.fill("#f-item", "Spade")
    clerk.page.fill("#f-customer", "Casa Verde")
    assert drafts(clerk)["f-customer"] == "Casa Verde"
    clerk.page.fill("#f-customer", "")
    clerk.page.type("#f-customer", text)
    assert "f-customer" not in drafts(clerk), "the older draft is gone as well"
    clerk.press("Save, next")
    assert "never write one down" in clerk.wrong
    assert "1111" not in re.sub(r"\b(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b", "", storage(clerk))  # random names apart
    clerk.page.reload()
    clerk.press("Forms")
    assert (clerk.page.input_value("#f-customer"), clerk.page.input_value("#f-item")) == ("", "Spade")


def test_a_card_with_its_last_digit_taken_back_is_not_kept_either(file: Path, browser: Any) -> None:
    clerk = Clerk(browser, file).begin()
    clerk.step(1)
    clerk.press("Note")
    clerk.page.type("#reason", f"paid with {CARD}")
    for _ in range(3):
        clerk.page.keyboard.press("Backspace")
        assert not [place for place in drafts(clerk) if place.startswith("reason")]


def test_a_field_that_asks_for_a_code_keeps_no_bare_digits(clerk: Clerk) -> None:
    kept = clerk.page.evaluate(
        "[['123', 'CSC'], ['123', 'Item'], ['+33 1 99 00 20 01', 'Item']].map((a) => Cards.keeps(...a))"
    )
    assert kept == [False, True, True]


@pytest.mark.parametrize("text", [CARD, "CSC 123"])
def test_initials_reasons_and_signatures_take_no_card(file: Path, browser: Any, tmp_path: Path, text: str) -> None:
    clerk = Clerk(browser, file)
    clerk.page.select_option("#me", "jonas")
    clerk.page.fill("#initials", text)
    clerk.press("Begin")
    assert "Your initials: this looks like" in clerk.wrong
    clerk.begin()
    clerk.press("Forms")
    clerk.press("Void")
    clerk.page.fill("#v-reason", text)
    clerk.press("Make it void")
    assert "Why: this looks like" in clerk.wrong
    clerk.step(4)
    clerk.press("Done")
    clerk.press("Sign")
    clerk.page.fill("#signer-initials", text)
    clerk.page.locator(".bar .go").click()
    assert "Initials: this looks like" in clerk.wrong
    assert text not in storage(clerk)
    assert [one["kind"] for one in json.loads(clerk.export(tmp_path).read_text())["entries"]] == ["finish"]
