"""The limited rate: never more than it says, and no rush after a pause."""

from hypothesis import given
from hypothesis import strategies as some

from continuity.conductor.pace import Pace

MINUTE = 60_000


def test_a_minute_brings_a_minutes_worth_and_a_day_no_more() -> None:
    pace = Pace(10, 0)
    assert [pace.allowed(at) for at in (0, 5_999, 6_000, MINUTE, 24 * 60 * MINUTE)] == [0, 0, 1, 10, 10]


@given(some.integers(1, 300), some.lists(some.tuples(some.integers(0, 3 * MINUTE), some.integers(1, 300)), max_size=50))
def test_no_span_brings_more_than_its_rate_and_what_one_minute_saved(per_minute: int, steps: list) -> None:
    pace, at, went = Pace(per_minute, 0), 0, 0
    for passed, wanted in steps:
        at += passed
        count = min(wanted, pace.allowed(at))
        pace.spend(count, at)
        went += count
        assert went * MINUTE <= at * per_minute
