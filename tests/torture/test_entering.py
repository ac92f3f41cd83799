"""A short bad day for each way home; ``entering.py`` beside this has longer ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from entering import bad_day


@pytest.mark.parametrize("kind", ["http", "salesforce"])
def test_every_order_is_in_once_after_a_day_of_kills_and_troubles(kind: str, tmp_path: Path) -> None:
    if kind == "salesforce":
        pytest.importorskip("simple_salesforce", reason="simple-salesforce is not installed")
    tally = bad_day(tmp_path, kind, orders=400, kills=4, seed=3)
    assert (tally.lost, tally.doubled, tally.wrong, tally.kills) == (0, 0, 0, 4), tally
    assert tally.hits >= 1, "a kill that meets no living process proves nothing"
