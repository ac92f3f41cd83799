"""Since when an outage lasts: a time of day is today's, or yesterday's when that is still to come."""

from __future__ import annotations

import pytest

from continuity.cli.since import parse_since
from continuity.clock import from_iso, to_iso
from continuity.errors import UsageProblem

NOON = from_iso("2026-10-25T11:00:00Z")
"""Noon in Paris, on the day on which the clocks go back."""


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("09:40", "2026-10-25T08:40:00.000Z"),
        ("9:40", "2026-10-25T08:40:00.000Z"),
        ("00:30", "2026-10-24T22:30:00.000Z"),
        ("23:30", "2026-10-24T21:30:00.000Z"),
        ("2026-10-25T09:40:00+01:00", "2026-10-25T08:40:00.000Z"),
    ],
)
def test_a_time_is_read_in_the_organisations_zone(text: str, at: str) -> None:
    assert parse_since(text, "Europe/Paris", NOON) == from_iso(at), to_iso(parse_since(text, "Europe/Paris", NOON))


@pytest.mark.parametrize(
    "text", ["", "soon", "24:00", "12:60", "12:5", "-1:00", "12:10", "2026-10-25T12:00:01+01:00", "٠٩:٤٠x"]
)
def test_what_is_no_time_that_has_been_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem):
        parse_since(text, "Europe/Paris", NOON)
