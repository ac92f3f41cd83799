"""When the last record will be home, at the runbook's rate and inside the CRM's quota."""

from hypothesis import given
from hypothesis import strategies as some

from continuity.ledger.drain import Drain, drain


def test_without_a_quota_the_rate_decides() -> None:
    assert drain(25, 10) == Drain(25, 150_000)
    assert drain(25, 10).words == "25 to go, about 2 min"


def test_the_quota_holds_back_what_its_calls_cannot_carry() -> None:
    assert drain(500, 60, calls=2, per_call=200) == Drain(500, 120_000, beyond=380)
    assert drain(500, 60, calls=0, per_call=200).words == "500 to go, about 0 s; 500 of them wait for the CRM's quota"
    assert drain(500, 600, calls=3, per_call=200) == Drain(500, 50_000)


@given(some.integers(0, 10_000), some.integers(1, 600), some.integers(0, 500), some.integers(1, 200))
def test_every_record_is_in_the_forecast_once(waiting: int, per_minute: int, calls: int, per_call: int) -> None:
    found = drain(waiting, per_minute, calls=calls, per_call=per_call)
    covered = waiting - found.beyond
    assert 0 <= found.beyond <= waiting
    assert (found.ms - 1) * per_minute < covered * 60_000 <= found.ms * per_minute
    assert covered <= calls * min(per_call, per_minute)
