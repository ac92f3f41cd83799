from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from continuity.errors import Refused
from continuity.ledger.check_digit import check_digit
from continuity.ledger.numbers import Series, format_number, normal_number, parse_number, series
from continuity.plan.runbook import Numbering

P26 = Series("P26-", 4, True)
sequences = st.integers(1, 9_999)


@given(sequences)
def test_a_number_reads_back_as_it_was_written(sequence: int) -> None:
    assert parse_number(format_number(P26, sequence), P26) == sequence


@given(sequences, st.sampled_from([str.lower, str.upper, lambda t: t.replace("-", " "), lambda t: f"  {t}\u00a0"]))
def test_case_spaces_and_dashes_do_not_matter(sequence: int, mangle: object) -> None:
    text = format_number(P26, sequence)
    assert normal_number(mangle(text), P26) == text  # type: ignore[operator]


@given(sequences, st.integers(0, 4), st.integers(0, 9))
def test_every_single_wrong_digit_is_caught(sequence: int, place: int, digit: int) -> None:
    digits = format_number(P26, sequence)[4:].replace("-", "")
    wrong = digits[:place] + str(digit) + digits[place + 1 :]
    assume(wrong != digits)
    with pytest.raises(Refused):
        parse_number("P26-" + wrong, P26)


@given(sequences, st.integers(0, 3))
def test_every_swap_of_neighbours_is_caught(sequence: int, place: int) -> None:
    digits = format_number(P26, sequence)[4:].replace("-", "")
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assume(swapped != digits)
    with pytest.raises(Refused):
        parse_number("P26-" + swapped, P26)


def test_the_check_digit_is_damms() -> None:
    assert check_digit("572") == 4  # the worked example of the literature


def test_drill_and_real_numbers_of_one_sequence_differ_in_the_check_digit_too() -> None:
    numbering = Numbering("M26-", "P26-")
    real, drill = series(numbering, drill=False), series(numbering, drill=True)
    assert format_number(real, 416)[-1] != format_number(drill, 416)[-1]


def test_a_wrong_digit_is_answered_with_the_number_it_may_have_been() -> None:
    meant = format_number(P26, 416)
    with pytest.raises(Refused, match=f"P26-0417-{meant[-1]}: the check digit does not fit; was it {meant}"):
        parse_number(f"P26-0417-{meant[-1]}", P26)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("M26-0416-5", "ours begin with P26-"),
        ("P26-0416", "the check digit is missing"),
        ("P26-04I6-5", "only digits"),
        ("P26-416", "3 digits after"),
        ("P26-0000-" + str(check_digit("P260000")), "no form 0"),
        ("", "ours begin with"),
    ],
)
def test_what_is_wrong_with_a_number_is_said(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        parse_number(text, P26)


def test_a_missing_check_digit_is_taken_only_when_told() -> None:
    assert parse_number("p26 0416", P26, without_check_digit=True) == 416


def test_a_card_number_typed_as_a_form_number_is_not_repeated() -> None:
    with pytest.raises(Refused) as refused:
        parse_number("4111 1111 1111 1111", P26)
    assert "4111" not in str(refused.value)


def test_a_series_without_check_digit_has_none() -> None:
    plain = Series("X-", 3, False)
    assert format_number(plain, 7) == "X-007"
    assert parse_number("x007", plain) == 7


def test_a_sequence_that_does_not_fit_is_no_number() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        format_number(P26, 10_000)
