"""Orders out of a file: every problem with its line, all of them or none, and the same file twice is once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from ledger_run import NUMBERS, RUN, begin

from continuity.clock import from_iso
from continuity.desk.desk import Desk

HEAD = "number,taken_at,Customer,phone,item,quantity,total"


@pytest.fixture
def desk(house: Path) -> Desk:
    return begin(house)


@pytest.fixture
def take(house, say):
    """Write a file and import it."""

    def call(*lines: str, name: str = "orders.csv", head: str = HEAD, more: tuple[str, ...] = ()):
        (house / name).write_text("\n".join([head, *lines]) + "\n", "utf-8")
        return say("import", "csv", name, "--form", "order", "--run", RUN, "--as", "jonas", *more)

    return call


def line(place: int, number: str = "", total: str = "10.00", at: str = "2020-11-22T09:15:00Z") -> str:
    return f'{number},{at},"Vivai {place}, Pistoia",+39 0573 1000{place},Spade,2,{total}'


def records(desk: Desk) -> dict[str, str]:
    desk.refresh()
    return {n.number: n.record.text("customer") for n in desk.state.ledger.numbers.values() if n.record}


def test_every_line_becomes_a_record_with_the_time_on_it(desk, take) -> None:
    said = take(line(1), line(2, NUMBERS[4]))
    assert (said.code, said.out) == (0, f"DRILL {RUN}: 2 orders taken in from orders.csv.\n")
    assert records(desk) == {NUMBERS[0]: "Vivai 1, Pistoia", NUMBERS[4]: "Vivai 2, Pistoia"}
    assert desk.state.ledger.numbers[NUMBERS[0]].record.taken_at == from_iso("2020-11-22T09:15:00Z")


def test_the_same_file_again_changes_nothing(desk, take) -> None:
    take(line(1), line(2))
    said = take(line(1), line(2))
    assert (said.code, said.out) == (0, f"DRILL {RUN}: 0 orders taken in from orders.csv; 2 had been taken before.\n")
    assert len(records(desk)) == 2


def test_a_file_that_has_grown_does_not_double_its_beginning(desk, take) -> None:
    take(line(1))
    said = take(line(1), line(2), name="longer.csv")
    assert said.code == 4
    assert f"line 2: another file brought the same order as {NUMBERS[0]}" in said.err
    assert len(records(desk)) == 1


def test_every_problem_of_every_line_is_told_and_nothing_is_taken(desk, take) -> None:
    bad = [
        line(1, NUMBERS[0]),
        line(2, NUMBERS[1], total="much"),
        line(3, NUMBERS[0]),
        line(4, NUMBERS[3], at="yesterday"),
        line(5, "P26-0900-4"),
        line(6, NUMBERS[5]) + ",one too many",
    ]
    said = take(*bad)
    assert said.code == 4
    assert [place for place in range(2, 8) if f"line {place}:" in said.err] == [3, 4, 5, 6, 7]
    assert records(desk) == {}


def test_a_dry_run_takes_nothing_and_tells_the_same(desk, take) -> None:
    said = take(line(1), more=("--dry-run",))
    assert (said.code, "1 lines would be taken; nothing was." in said.out) == (0, True)
    assert records(desk) == {}
    assert take(line(1, total="much"), more=("--dry-run",)).code == 4
    take(line(1))
    assert "0 lines would be taken; 1 had been taken before; nothing was." in take(line(1), more=("--dry-run",)).out


def test_two_lines_that_say_the_same_are_named_and_taken(desk, take) -> None:
    said = take(line(1), line(2), line(1))
    assert "3 orders taken in" in said.out
    assert "Lines 2 and 4 say the same: if that is one order" in said.out
    assert len(records(desk)) == 3


def test_a_column_that_is_on_no_form_is_told(desk, take) -> None:
    said = take("x", head="colour")
    assert (said.code, "'colour'" in said.err) == (2, True)
    card = take("x", head="4111 1111 1111 1111")
    assert (card.code, "4111" in card.err) == (2, False)


def test_more_lines_than_blanks_is_told_at_the_first_that_has_none(desk, take) -> None:
    said = take(*[line(place) for place in range(12)])
    assert (said.code, "line 12: jonas holds no free number" in said.err) == (4, True)
    assert records(desk) == {}


def test_over_the_limit_the_line_names_who_approved(desk, take) -> None:
    assert take(line(1, total="5000.01")).code == 4
    approved = take(line(1, total="5000.01") + ",ines", head=f"{HEAD},approved_by", name="approved.csv")
    assert approved.code == 0


def test_the_same_file_again_changes_nothing_after_a_form_was_put_right(desk, take, say) -> None:
    lines = (line(1, NUMBERS[0]), line(2, NUMBERS[1]))
    take(*lines)
    say("ledger", "correct", NUMBERS[0], "quantity=3", "--reason", "misread", "--as", "ines")
    again = take(*lines)
    assert (again.code, "0 orders taken in" in again.out) == (0, True)
    desk.refresh()
    assert desk.state.ledger.numbers[NUMBERS[0]].record.text("quantity") == "3"


@pytest.mark.parametrize(("column", "words"), [("total", "two columns called total"), ("CUSTOMER", "for customer")])
def test_two_columns_for_one_field_are_refused(desk, take, column, words) -> None:
    said = take(f"{line(1)},99.00", head=f"{HEAD},{column}")
    assert (said.code, words in said.err) == (2, True)
    assert records(desk) == {}


def test_a_first_line_without_end_and_a_year_before_the_epoch_are_told_plainly(desk, take, house) -> None:
    said = take(head="x" * 200_000)
    assert (said.code, "line 1: field larger than" in said.err) == (2, True)
    said = take(line(1, at="1969-01-01T00:00:00Z"))
    assert (said.code, "line 2: '1969-01-01T00:00:00Z' is before 1970" in said.err) == (4, True)


def test_an_order_of_another_file_is_known_among_many(desk, take) -> None:
    take(*(line(place) for place in range(1, 5)), name="first.csv")
    said = take(line(9), line(3), name="second.csv")
    assert (said.code, f"line 3: another file brought the same order as {NUMBERS[2]}" in said.err) == (4, True)


def test_the_same_orders_saved_anew_by_another_program_are_known(desk, take, say) -> None:
    take(line(1, total="49.90"))
    anew = ';2020-11-22T09:15:00Z;"VIVAI 1, Pistoia";+39 0573 10001;Spade;2.0;49,90'
    said = take(anew, name="anew.csv", head=HEAD.replace(",", ";"))
    assert (said.code, f"the same order as {NUMBERS[0]}" in said.err) == (4, True)
    say("ledger", "correct", NUMBERS[0], "quantity=3", "--reason", "misread", "--as", "ines")
    said = take(line(1, total="49.90"), line(2), name="longer.csv")
    assert (said.code, f"the same order as {NUMBERS[0]}" in said.err) == (4, True)


def test_a_file_without_a_line_is_no_file_of_orders(desk, take) -> None:
    said = take()
    assert (said.code, "has no line under its headings" in said.err) == (2, True)


def test_tabs_and_semicolons_separate_as_well(desk, take) -> None:
    for place, mark in ((1, ";"), (2, "\t")):
        row = mark.join(["", "", f"Vivai {place}", f"+39 0573 1000{place}", "Spade", "2", "10.00"])
        assert take(row, head=HEAD.replace(",", mark), name=f"{place}.csv").code == 0
    assert list(records(desk).values()) == ["Vivai 1", "Vivai 2"]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2020-03-29T02:30", "2020-03-29 had no 02:30"),
        ("2020-10-25T02:30", "2020-10-25 had 02:30 twice"),
        ("2020-10-25T02:30", "2020-10-25T02:30+02:00 or 2020-10-25T02:30+01:00"),
    ],
)
def test_an_hour_that_is_not_there_or_comes_twice_is_asked_back(desk, take, at: str, words: str) -> None:
    said = take(line(1, at=at))
    assert (said.code, words in said.err) == (4, True)
    assert take(line(1, at="2020-10-25T02:30+01:00")).code == 0


def test_a_time_to_come_is_told_as_the_clock_on_the_wall_shows_it(desk, take) -> None:
    said = take(line(1, at="2100-01-01T12:00+01:00"))
    assert (said.code, "2100-01-01 12:00 is still to come" in said.err) == (4, True)


def test_the_file_of_an_earlier_outage_is_not_taken_again(house, say) -> None:
    (house / "orders.csv").write_text(f"{HEAD}\n{line(1, at='')}\n")
    take = ("import", "csv", "orders.csv", "--form", "order", "--as", "jonas", "--run")
    for place, run in enumerate(("2026-11-03-out-1", "2026-11-20-out-1"), 1):
        begin(house, run=run, mode="real", first=place * 10)
        said = say(*take, run)
    assert (said.code, "orders.csv was taken into 2026-11-03-out-1, as it is" in said.err) == (4, True)
    (house / "orders.csv").write_text(f"{HEAD}\n{line(1)}\n")
    assert say(*take, run).code == 0


def test_in_a_drill_the_same_file_serves_again(house, say) -> None:
    (house / "orders.csv").write_text(f"{HEAD}\n{line(1)}\n")
    for place, run in enumerate(("2026-q3-01", "2026-q4-01"), 1):
        begin(house, run=run, first=place * 10)
        assert say("import", "csv", "orders.csv", "--form", "order", "--as", "jonas", "--run", run).code == 0
