from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.readiness.bound import lower_bound

PUBLISHED = [(4, 4, 0.47), (8, 8, 0.69), (7, 8, 0.53), (12, 12, 0.78)]
SHARES = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(("k", "n", "rate"), PUBLISHED)
def test_the_bound_is_the_one_of_clopper_and_pearson(k, n, rate):
    assert round(lower_bound(k, n, 10_000) / 10_000, 2) == rate


@pytest.mark.parametrize(("percent", "runs"), [(75, 11), (80, 14), (90, 29), (95, 59)])
def test_so_many_flawless_runs_are_needed_to_claim_a_rate(percent, runs):
    assert lower_bound(runs, runs) >= percent
    assert lower_bound(runs - 1, runs - 1) < percent


def test_percent_is_floored_and_nothing_met_bounds_nothing():
    assert lower_bound(7, 8) == 52
    assert lower_bound(8, 8) == 68
    assert lower_bound(0, 5) == 0


@given(SHARES)
def test_the_bound_is_the_last_rate_that_reaches_one_in_twenty(share):
    k, n = share

    def at_least(percent: int) -> Fraction:
        rate = Fraction(percent, 100)
        return sum((comb(n, i) * rate**i * (1 - rate) ** (n - i) for i in range(k, n + 1)), Fraction())

    percent = lower_bound(k, n)
    assert k == 0 or at_least(percent) <= Fraction(1, 20) < at_least(percent + 1)


@pytest.mark.parametrize(("k", "n"), [(1, 0), (-1, 3), (4, 3), (0, 0)])
def test_no_share_has_no_bound(k, n):
    with pytest.raises(ValueError, match="is no share"):
        lower_bound(k, n)
