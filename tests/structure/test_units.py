from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.clock import ManualClock, SystemClock, from_iso, to_iso
from continuity.units import Money, duration, long_duration, parse_duration, parse_money, short_duration

LONGEST = 10_000 * 86_400_000 - 1
CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD"])


@given(st.integers(0, LONGEST))
def test_a_duration_written_and_read_is_the_same(millis: int) -> None:
    assert parse_duration(duration(millis)) == millis


@pytest.mark.parametrize(
    ("text", "millis"),
    [("0s", 0), ("90s", 90_000), ("15m", 900_000), ("1h30m", 5_400_000), ("2d", 172_800_000), ("1s500ms", 1_500)],
)
def test_durations_read_as_people_write_them(text: str, millis: int) -> None:
    assert parse_duration(text) == millis


@pytest.mark.parametrize("text", ["", "15", "15 m", "m15", "1m1h", "-5m", "1.5h", "5m\n", "5M", "1e3s", "٣m"])
def test_what_is_no_duration_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="write it like"):
        parse_duration(text)


def test_durations_on_screens() -> None:
    assert [short_duration(ms) for ms in (89_999, 90_000, 7_199_999, 7_500_000, -45_000)] == [
        "89 s",
        "1 min",
        "119 min",
        "2 h 05",
        "-45 s",
    ]
    assert [long_duration(ms) for ms in (1_267_000, -1_000, 360_000_000)] == ["00:21:07", "-00:00:01", "100:00:00"]


@given(st.integers(1 - 10**12, 10**12 - 1), CURRENCIES)
def test_money_written_and_read_is_the_same(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert parse_money(str(money), currency) == money


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1180", "EUR", 118_000),
        ("1 180.00", "EUR", 118_000),
        ("1180,5", "EUR", 118_050),
        ("1 180,05 EUR", "EUR", 118_005),
        ("-0.05", "EUR", -5),
        ("1180", "JPY", 1_180),
        ("1.234", "KWD", 1_234),
    ],
)
def test_money_reads_as_people_write_it(text: str, currency: str, minor: int) -> None:
    assert parse_money(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "EUR"),
        ("1,180", "EUR"),
        ("1.180,00", "EUR"),
        ("1.5", "JPY"),
        ("12 USD", "EUR"),
        ("ten", "EUR"),
        ("٣", "EUR"),
    ],
)
def test_money_that_could_mean_two_things_is_refused(text: str, currency: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        parse_money(text, currency)


def test_two_currencies_cannot_be_added() -> None:
    assert Money(1, "EUR") + Money(2, "EUR") == Money(3, "EUR")
    with pytest.raises(ValueError, match="cannot be added"):
        Money(1, "EUR") + Money(2, "USD")


@given(st.integers(-2_000_000_000_000, 4_000_000_000_000))
def test_a_time_written_and_read_is_the_same(millis: int) -> None:
    assert from_iso(to_iso(millis)) == millis


@pytest.mark.parametrize("text", ["2026-11-22T10:00:00", "noon", "", "2026-13-01T00:00:00Z"])
def test_a_time_that_cannot_be_placed_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_iso(text)


def test_zones_are_understood() -> None:
    assert from_iso("2026-11-22T11:00:00+01:00") == from_iso("2026-11-22T10:00:00Z")


def test_a_manual_clock_moves_only_when_told() -> None:
    clock = ManualClock(1_000)
    clock.sleep(0.25)
    clock.advance(50)
    assert (clock.now(), clock.monotonic()) == (1_300, 1.3)


def test_the_clock_of_this_machine_goes_on() -> None:
    clock = SystemClock()
    before = clock.monotonic()
    clock.sleep(0.001)
    clock.sleep(-1)
    assert clock.monotonic() > before
    assert clock.now() > 1_700_000_000_000
