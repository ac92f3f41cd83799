"""Lists that people look things up in: what `check` says of their age and of what may not stand on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity.clock import from_iso
from continuity.workspace.init import init
from continuity.workspace.load import load

NOW = from_iso("2026-12-01T08:00:00Z")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    init(tmp_path / "house")
    return tmp_path / "house"


def found(house: Path) -> list[tuple[str, str, int]]:
    return [(one.code, one.file, one.line) for one in load(house, now=NOW).findings]


def test_the_lists_that_come_along_are_young_enough_and_in_order(house: Path) -> None:
    assert found(house) == []


def test_a_list_from_the_future_is_of_no_known_age(house: Path) -> None:
    prices = house / "lists/prices.csv"
    prices.write_text(prices.read_text("utf-8").replace("2026-11-20", "2999-11-20"), "utf-8")
    assert [code for code, _, _ in found(house)] == ["list-no-age"]


@pytest.mark.parametrize(
    ("cell", "told"),
    [("4111 1111 1111 1111", True), ("CVV 123", True), ("4006381333931", False), ("+33 1 99 00 41 10", False)],
)
def test_a_card_number_on_a_list_is_told_with_its_line_and_an_article_number_is_none(house: Path, cell, told) -> None:
    customers = house / "lists/customers.csv"
    with customers.open("a", encoding="utf-8") as file:
        file.write(f"New Customer,Lyon,{cell},somebody,30 days\n")
    line = len(customers.read_text("utf-8").splitlines())
    assert found(house) == ([("list-row", "lists/customers.csv", line)] if told else [])


def test_a_comma_that_moves_the_cells_behind_it_is_told_with_its_line(house: Path) -> None:
    prices = house / "lists/prices.csv"
    with prices.open("a", encoding="utf-8") as file:
        file.write("RK-16,Rake, long,piece,19.90 EUR,single\n")
    line = len(prices.read_text("utf-8").splitlines())
    assert found(house) == [("list-row", "lists/prices.csv", line)]
