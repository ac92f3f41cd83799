"""A terminal killed at any moment: what it said was saved is in the record, once; what it did not say is no harm."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from ledger_run import JONAS, RUN, begin

from continuity.cli.here import Here
from continuity.cli.verifying import verify_run
from continuity.events import Body
from continuity.events.ledger import BlockIssued
from continuity.events.steps import StepDone, StepStarted
from continuity.run import commands as ask

KILLS = 12
SAVED = re.compile(r"(P26-\d{4}-\d) saved +([\d ]+\.00) EUR")


def test_nothing_shown_as_saved_is_lost_and_nothing_is_doubled(house: Path) -> None:
    desk = begin(house)
    desk.record([BlockIssued("more", "order", "P26-", 4, True, 11, 4_000, "jonas", True)])
    for key in ("notice", "declare", "paper"):
        desk.record(_done(key))
    told: dict[str, str] = {}
    dice = random.Random(20_261_127)
    for trial in range(KILLS):
        out = _killed(house, trial * 1_000, dice.uniform(0.02, 0.35))
        for number, total in SAVED.findall(out):
            assert number not in told, f"{number} was told twice"
            told[number] = total.replace(" ", "")
    assert len(told) > KILLS
    desk = Here(house).desk(RUN)
    desk.refresh()
    kept = {n.number: n.record for n in desk.state.ledger.numbers.values() if n.record}
    assert {number: f"{kept[number].total.minor // 100}.00" for number in told} == told
    assert not any(number.again for number in desk.state.ledger.numbers.values())
    assert max(Counter(record.text("phone") for record in kept.values()).values()) == 1
    assert len(kept) - len(told) <= KILLS, "at most one form of each kill was saved before it could be said"
    assert verify_run(Here(house), RUN).ok


def _done(key: str) -> list[Body]:
    return [StepStarted(key), StepDone(key, {})]


def _killed(root: Path, first: int, seconds: float) -> str:
    """What a clerk was told until the process was killed, so many seconds after it was ready."""
    program = [sys.executable, str(Path(__file__).parent / "clerk_process.py"), str(root), str(first)]
    process = subprocess.Popen(program, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(seconds)  # the moment of the kill is what is tried, and nothing is waited for
    process.kill()
    out, _ = process.communicate(timeout=20)
    return out


def test_the_same_form_saved_again_by_its_device_is_one_record(house: Path) -> None:
    desk = begin(house)
    values = {"customer": "Vivai", "phone": "+39 0573 100000", "item": "Spade", "quantity": "2", "total": "10.00"}
    command = ask.Capture("order", values, "tablet", 7)
    assert len(desk.act(command, JONAS)) == 1
    assert Here(house).desk(RUN).act(command, JONAS) == []
