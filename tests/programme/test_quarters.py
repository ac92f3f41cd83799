from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.clock import from_iso
from continuity.errors import UsageProblem
from continuity.programme.quarter import Quarter, end_of_day, local_day, parse_quarter, quarter_at

ZONES = st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"])
MOMENTS = st.integers(86_400_000, 4_000_000_000_000)


@pytest.mark.parametrize("text", ["2026-Q4", "2026-q4", " 2026-Q4 "])
def test_a_quarter_is_read_as_people_write_it(text):
    assert str(parse_quarter(text)) == "2026-Q4"


@pytest.mark.parametrize("text", ["2026-Q5", "2026Q4", "Q4", "26-Q4", "2026-Q", "", "2026-Q4x", "9999-Q1", "٢٠٢٦-Q4"])
def test_what_is_no_quarter_says_how_to_write_one(text):
    with pytest.raises(UsageProblem) as refused:
        parse_quarter(text)
    assert repr(text) in refused.value.message
    assert "2026-Q4" in str(refused.value.hint)


def test_a_quarter_begins_at_midnight_of_the_organisation():
    fourth = Quarter(2026, 4)
    assert fourth.begin("Europe/Paris") == from_iso("2026-10-01T00:00:00+02:00")
    assert fourth.end("Europe/Paris") == from_iso("2027-01-01T00:00:00+01:00")


@given(MOMENTS, ZONES)
def test_every_moment_lies_in_exactly_its_quarter(at, zone):
    quarter = quarter_at(at, zone)
    assert quarter.begin(zone) <= at < quarter.end(zone)
    assert quarter_at(quarter.end(zone), zone) > quarter
    assert parse_quarter(str(quarter)) == quarter


@given(MOMENTS, ZONES)
def test_the_end_of_a_day_is_the_last_moment_of_it(at, zone):
    day = local_day(at, zone)
    assert local_day(end_of_day(day, zone), zone) == day
    assert local_day(end_of_day(day, zone) + 1, zone) > day


@pytest.mark.parametrize("text", ["2026-13-01", "yesterday", "2026-02-30", "", "9999-12-31"])
def test_what_is_no_day_says_how_to_write_one(text):
    with pytest.raises(UsageProblem, match="is not a day"):
        end_of_day(text, "Europe/Paris")
