"""Numbers that are handed out come back and are compared somewhere in all that a run goes through."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity.workspace.init import init
from continuity.workspace.load import load

BOOK = "runbooks/take-orders-by-hand.yaml"
ISSUE = "    issue: {form: order, count: 60, to: order-clerk}\n"
BACK, COMPARED = "    return_numbers: order\n", "    reconcile: order\n"
PAPER = """\
  - id: more
    do: Hand out more forms
    expect: Each clerk holds a block
    role: customer-service
    issue: {form: order, count: 10, to: customer-service}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    init(tmp_path / "house")
    return tmp_path / "house"


def change(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text("utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new, 1), "utf-8")


def found(root: Path) -> list[tuple[str, str]]:
    return [(one.file, one.message) for one in load(root).findings if one.code == "step-numbers-open"]


def test_the_starter_takes_back_what_it_hands_out(root) -> None:
    assert found(root) == []


@pytest.mark.parametrize(("without", "lacks"), [(BACK, "return_numbers:"), (COMPARED, "reconcile:")])
def test_what_is_missing_is_named_where_the_numbers_are_handed_out(root, without, lacks) -> None:
    change(root, BOOK, without, "")
    assert found(root) == [(BOOK, f"the numbers of 'order' are handed out, and no step has {lacks}")]


def test_a_runbook_that_is_followed_may_leave_it_to_the_one_that_follows_it(root) -> None:
    tell = "runbooks/tell-customers-and-staff.yaml"
    (root / tell).write_text((root / tell).read_text("utf-8").rstrip("\n") + "\n" + PAPER, "utf-8")
    assert found(root) == []
    change(root, BOOK, BACK, "")
    assert sorted({file for file, _ in found(root)}) == [BOOK, tell]


def test_of_a_runbook_that_cannot_be_read_nothing_is_claimed(root) -> None:
    change(root, BOOK, BACK, "")
    change(root, "runbooks/hand-over-to-shipping.yaml", "owner:", "oner:")
    assert found(root) == []
