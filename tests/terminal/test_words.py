"""What the record and the menus say, in words that leave nothing to guess."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "run"))

from run_plans import plan, step

from continuity.events.ledger import BooksCompared, BooksException
from continuity.run.state import RunState
from continuity.run.steps import StepState
from continuity.terminal.lead_menu import with_round
from continuity.terminal.said import words_of


def test_hints_are_no_exceptions() -> None:
    found = (
        BooksException("R4", "P26-0001-6", "not in the CRM"),
        BooksException("R3", "P26-0002-7", "near", hint=True),
    )
    words = words_of(RunState(), BooksCompared("k", "order", found, 1, 0, agree=False))
    assert words == "compared the books: 1 exception and 1 to look at, 1 lost, 0 doubled"


def test_of_a_step_that_comes_round_the_round_is_named() -> None:
    (close,) = plan([step("close", do="Close the batch")]).runbook.steps
    rounds = [StepState(key, close, "r", 0) for key in ("close", "by-hand/rounds#3/close")]
    assert [with_round(one) for one in rounds] == ["Close the batch", "Close the batch (round 3)"]
