"""Which run is open is known from its last events, whatever is written into one that is over."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from ledger_run import RUN, begin

from continuity.cli.here import Here
from continuity.events.copies import PackSettled
from continuity.events.lifecycle import RunEnded
from continuity.structure import Private


def test_what_packs_bring_in_afterwards_opens_no_run_again(house: Path) -> None:
    desk = begin(house)
    assert Here(house).unfinished() == RUN
    desk.record([RunEnded("every step is over")])
    for counter in range(40):
        desk.record([PackSettled("phone", counter, Private("as it is"))])
    assert Here(house).is_over(RUN)
    assert Here(house).unfinished() is None
