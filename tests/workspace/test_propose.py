"""What was improvised in a run of the starter workspace, as a patch of its runbooks."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "run"))

from run_stories import Story

from continuity.events import Actor, Known
from continuity.events import steps as said
from continuity.faults.kinds import TABLE
from continuity.workspace.freeze import freeze
from continuity.workspace.init import init
from continuity.workspace.load import load
from continuity.workspace.propose import Proposals, propose

KINDS = {kind.name: kind.check for kind in TABLE}
MAIN = "runbooks/take-orders-by-hand.yaml"
ACCOUNTING = "runbooks/hand-over-to-accounting.yaml"
LINA = Actor("lina", Known.STATED)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    init(tmp_path / "ops")
    return tmp_path / "ops"


class Ran:
    """A run in which the steps that are followed had opened, and things were improvised."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.story = Story(freeze(load(root, kinds=KINDS), "quarterly-crm-outage")).begin()
        for key in ("notice", "declare", "paper"):
            self.story.tell(said.StepStarted(key), said.StepDone(key, {"scope": "everything"}), actor=LINA)

    def open(self, key: str) -> str:
        """Let a step open that would take an hour to reach."""
        state = self.story.run.steps["notice"]
        self.story.run.steps[key] = replace(state, key=key, step=replace(state.step, id=key.rpartition("/")[2]))
        return key

    def improvise(self, after: str, do: str, role: str = "shift-lead", expect: str = "All is well") -> Ran:
        number = 1 + sum(key.rpartition("/")[2].startswith("improvised-") for key in self.story.run.steps)
        key = f"{after[: after.rfind('/') + 1]}improvised-{number}"
        self.story.tell(said.StepImprovised(key, do, role, after, expect), actor=LINA)
        return self

    def propose(self) -> Proposals:
        return propose(self.story.run, self.root, KINDS)

    def applied(self) -> dict[str, str]:
        """Files that the patch changes, as git leaves them."""
        before = {path: path.read_bytes() for path in self.root.glob("runbooks/*.yaml")}
        patch = self.root / "proposed.patch"
        patch.write_bytes(self.propose().patch)
        subprocess.run(["git", "apply", str(patch)], cwd=self.root, check=True)
        names = (path for path, data in before.items() if path.read_bytes() != data)
        return {path.relative_to(self.root).as_posix(): path.read_text() for path in names}


def findings(root: Path) -> list[str]:
    return [f"{one.file} {one.code}" for one in load(root, kinds=KINDS).findings]


def test_nothing_improvised_proposes_nothing(root: Path) -> None:
    assert Ran(root).propose() == Proposals()


def test_a_step_after_the_one_that_it_followed_and_the_workspace_checks_clean(root: Path) -> None:
    ran = Ran(root).improvise("declare", "Switch the phone line to the tape")
    (proposal,) = ran.propose().of
    assert (proposal.file, proposal.by, proposal.role, proposal.why_not) == (MAIN, "lina", "Shift lead", "")
    before = findings(root)
    (text,) = ran.applied().values()
    assert (
        """
  - id: switch-phone-line-tape
    do: Switch the phone line to the tape
    expect: All is well
    role: shift-lead

  - id: paper
"""
        in text
    )
    assert findings(root) == before


def test_through_a_followed_runbook_into_its_own_file(root: Path) -> None:
    ran = Ran(root)
    key = "last-hand-overs/accounting/send"
    ran.improvise(ran.open(key), "Call accounting before walking over")
    assert list(ran.applied()) == [ACCOUNTING]


def test_a_step_in_a_round_of_a_repeat_in_a_lane_and_once_for_all_rounds(root: Path) -> None:
    ran = Ran(root).improvise("by-hand/take", "Ring the bell", "order-clerk")
    for round in (1, 2):
        key = f"by-hand/rounds#{round}/close"
        ran.improvise(ran.open(key), "Weigh the box")
    assert len(ran.propose().of) == 2
    (text,) = ran.applied().values()
    assert "            - id: weigh-box\n              do: Weigh the box\n" in text
    assert "        - id: ring-bell\n          do: Ring the bell\n" in text


def test_several_after_one_step_stand_in_the_order_in_which_they_were_done(root: Path) -> None:
    ran = Ran(root).improvise("declare", "Open the window").improvise("declare", "Put the kettle on")
    ran.improvise("improvised-1", "Count the people").improvise("declare", "Put the kettle on again")
    (text,) = ran.applied().values()
    order = [
        "id: declare",
        "Open the window",
        "Put the kettle on\n",
        "Count the people",
        "kettle on again",
        "id: paper",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert "id: put-kettle\n" in text


def test_ids_are_new_in_the_file(root: Path) -> None:
    ran = Ran(root).improvise("declare", "Declare it").improvise("declare", "受注").improvise("declare", "The")
    (text,) = ran.applied().values()
    assert "id: declare-2\n" in text
    assert "id: improvised\n" in text
    assert "id: the\n" in text


def test_a_step_that_is_not_there_any_more_is_said_instead(root: Path) -> None:
    ran = Ran(root).improvise("declare", "Open the window")
    path = root / MAIN
    path.write_text(path.read_text().replace("- id: declare\n", "- id: announce\n").replace("declare.", "announce."))
    found = ran.propose()
    assert found.patch == b""
    assert found.of[0].why_not == f"{MAIN} has changed since the run: the step declare is not there any more"


def test_a_file_that_changed_elsewhere_takes_it_still(root: Path) -> None:
    ran = Ran(root).improvise("declare", "Open the window")
    path = root / MAIN
    path.write_text("# new at the top\n" + path.read_text().replace("Hand out numbered", "Hand out all numbered"))
    assert list(ran.applied()) == [MAIN]


def test_what_has_been_taken_over_already_is_not_proposed_again(root: Path) -> None:
    ran = Ran(root).improvise("declare", "Open the window")
    ran.applied()
    found = ran.propose()
    assert (found.patch, found.of[0].why_not) == (b"", f"{MAIN} has it already")


def test_a_role_that_the_runbook_does_not_know_is_said_instead(root: Path) -> None:
    ran = Ran(root)
    ran.improvise(ran.open("last-hand-overs/accounting/send"), "Open the window", "checker")
    found = ran.propose()
    assert found.patch == b""
    assert "would not check clean with it: there is no role 'checker'" in found.of[0].why_not


def test_a_runbook_that_is_gone_or_broken_is_said_instead(root: Path) -> None:
    ran = Ran(root).improvise("declare", "Open the window")
    (root / MAIN).write_text("steps: [")
    assert "does not hold" in ran.propose().of[0].why_not
    (root / MAIN).unlink()
    assert "cannot be read now" in ran.propose().of[0].why_not
    shutil.rmtree(root)
    assert "cannot be read now" in ran.propose().of[0].why_not


def test_without_a_result_the_key_is_left_out_and_check_advises_to_add_one(root: Path) -> None:
    ran = Ran(root).improvise("declare", "Open the window", expect="")
    before = findings(root)
    (text,) = ran.applied().values()
    assert "do: Open the window\n    role: shift-lead\n" in text
    assert sorted(set(findings(root)) - set(before)) == [f"{MAIN} words-no-expect"]
