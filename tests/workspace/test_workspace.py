"""Loading, freezing, making and finding workspaces."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.errors import Refused, UsageProblem, WorkspaceInvalid
from continuity.plan import FrozenPlan
from continuity.structure import decode
from continuity.workspace.find import find_workspace
from continuity.workspace.freeze import freeze, plan_hash, plan_json
from continuity.workspace.init import init
from continuity.workspace.load import load
from continuity.workspace.reader import FAST, PURE
from continuity.workspace.shipped import KINDS, starter_files, starter_folder

ROOT = Path(__file__).parents[2]


@pytest.fixture
def made(tmp_path):
    init(tmp_path / "made")
    return tmp_path / "made"


@pytest.mark.parametrize("loader", [FAST, PURE], ids=["libyaml", "pure"])
def test_repository_root_is_a_workspace_without_findings(loader):
    loaded = load(ROOT, loader=loader)
    assert loaded.findings == ()
    assert loaded.holds
    assert loaded.runbooks
    assert loaded.drills


def test_new_workspace_is_clean_and_has_people_of_its_own(made):
    loaded = load(made)
    assert loaded.findings == ()
    assert "people.yaml" in loaded.files
    assert (made / ".gitignore").read_text().splitlines() == ["people.yaml", ".continuity/"]
    assert {path.name for path in (made / ".continuity" / "schemas").iterdir()} == {
        f"{kind}.schema.json" for kind in KINDS
    }


def test_empty_workspace_is_clean(tmp_path):
    init(tmp_path, empty=True)
    assert load(tmp_path).findings == ()


def test_init_overwrites_nothing_and_names_what_is_there(made):
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    with pytest.raises(Refused) as refused:
        init(made)
    assert "continuity.yaml is there already" in refused.value.reasons
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before


def test_init_keeps_the_lines_of_a_gitignore(tmp_path):
    (tmp_path / ".gitignore").write_text("*.log")
    init(tmp_path, empty=True)
    assert (tmp_path / ".gitignore").read_text().splitlines() == ["*.log", "people.yaml", ".continuity/"]


def test_init_where_nothing_can_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused):
        init(tmp_path / "file" / "below")


def test_workspace_is_found_from_a_folder_inside_it(made):
    assert find_workspace(start=made / "drills" / "scenarios") == made.resolve()
    assert find_workspace(made) == made.resolve()
    with pytest.raises(UsageProblem):
        find_workspace(made / "runbooks")
    with pytest.raises(UsageProblem):
        find_workspace(start=made.parent)


def test_example_people_stand_in_until_there_are_real_ones(made):
    (made / "people.yaml").unlink()
    loaded = load(made)
    assert loaded.findings == ()
    assert loaded.people.name("ines") == "Inès Moreau"


def test_tracked_people_and_journal_are_errors(made):
    git = ["git", "-C", str(made), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run([*git, "init", "-q"], check=True)
    assert load(made).findings == ()
    subprocess.run([*git, "add", "-f", "people.yaml", ".continuity"], check=True)
    found = load(made).findings
    assert [(finding.file, finding.code) for finding in found] == [
        (".continuity", "git-tracked"),
        ("people.yaml", "git-tracked"),
    ]


def test_all_findings_of_all_files_come_at_once_in_order(made):
    for name in (
        "continuity.yaml",
        "programme.yaml",
        "runbooks/take-orders-by-hand.yaml",
        "drills/quarterly-crm-outage.yaml",
    ):
        path = made / name
        path.write_text(path.read_text().replace("\nid: ", "\nidd: "))
    (made / "runbooks" / "other.yml").write_text("")
    (made / "runbooks" / "folder.yaml").mkdir()
    found = load(made).findings
    assert [finding.code for finding in found].count("schema-unknown-key") == 4
    assert [finding.file for finding in found] == sorted(finding.file for finding in found)
    assert {"file-not-read", "file-unreadable"} <= {finding.code for finding in found}
    with pytest.raises(WorkspaceInvalid) as invalid:
        load(made).require()
    assert invalid.value.findings == found


def test_two_files_with_one_id_are_told(made):
    text = (made / "runbooks" / "hand-over-to-shipping.yaml").read_text()
    (made / "runbooks" / "copy.yaml").write_text(text)
    assert "id-twice" in {finding.code for finding in load(made).findings}


def test_runbooks_that_follow_each_other_twice_do_not_grow_without_end(made):
    head = (made / "runbooks" / "hand-over-to-shipping.yaml").read_text().split("steps:")[0]
    for number in range(40):
        steps = "".join(f"  - {{id: {side}, follow: deep-{number + 1}}}\n" for side in ("left", "right"))
        last = "  - {id: end, do: Stop, expect: It stops, role: shift-lead}\n"
        text = head.replace("hand-over-to-shipping", f"deep-{number}") + "steps:\n" + (steps if number < 39 else last)
        (made / "runbooks" / f"deep-{number}.yaml").write_text(text)
    assert [finding.code for finding in load(made).findings] == ["follow-too-many"]


def test_missing_workspace_file_is_a_finding(tmp_path):
    loaded = load(tmp_path)
    assert [finding.code for finding in loaded.findings] == ["file-unreadable"]
    assert not loaded.holds


def test_frozen_plan_holds_what_the_drill_uses_and_no_more(made):
    plan = freeze(load(made), "quarterly-crm-outage", speed=60)
    assert [point.id for point in plan.organisation.points] == ["crm-orders", "crm-search", "status-page", "shipping"]
    assert set(plan.runbooks) == {path.stem for path in (made / "runbooks").glob("*.yaml")}
    assert plan.drill.speed == 60
    assert plan.role_title("checker") == "Checker"
    assert set(plan.files) >= {
        "continuity.yaml",
        "drills/quarterly-crm-outage.yaml",
        "drills/scenarios/short-cut-2009.yaml",
    }
    assert not any("people" in name for name in plan.files)


def test_frozen_plan_comes_back_from_its_bytes_and_any_change_moves_its_hash(made):
    plan = freeze(load(made), "quarterly-crm-outage")
    assert decode(FrozenPlan, json.loads(plan_json(plan))) == plan
    assert plan_hash(plan) == plan_hash(freeze(load(made), "quarterly-crm-outage"))
    path = made / "runbooks" / "tell-customers-and-staff.yaml"
    path.write_text(path.read_text() + "# one more word\n")
    assert plan_hash(freeze(load(made), "quarterly-crm-outage")) != plan_hash(plan)


def test_freezing_what_is_not_there_names_what_is(made):
    with pytest.raises(UsageProblem, match="did you mean 'quarterly-crm-outage'"):
        freeze(load(made), "quarterly-outage")


def test_sound_workspace_loads_without_jsonschema():
    script = (
        "import sys; from pathlib import Path; from continuity.workspace.load import load; "
        "load(Path(sys.argv[1])); print('jsonschema' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(ROOT)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_starter_ships_no_people_of_its_own():
    assert starter_folder() == ROOT


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_no_damage_to_a_workspace_makes_loading_raise(data):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in starter_files():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes((starter_folder() / name).read_bytes())
        for _ in range(data.draw(st.integers(1, 3))):
            damage(root / data.draw(st.sampled_from(sorted(starter_files()))), data)
        loaded = load(root)
        if loaded.holds:
            assert len(plan_json(freeze(loaded, next(iter(loaded.drills))))) > 1000


def damage(path, data):
    """Swap, repeat, blank or cut a word of the file."""
    parts = re.split(r"([\w.:-]+)", path.read_text("utf-8"))
    at = data.draw(st.integers(0, len(parts) // 2 - 1)) * 2 + 1
    other = data.draw(st.integers(0, len(parts) // 2 - 1)) * 2 + 1
    words = [parts[other], parts[at] * 2, "", "0", "5000.005", "x", "\n", "[", "{}", "- a"]
    parts[at] = data.draw(st.sampled_from(words))
    path.write_text("".join(parts), "utf-8")
