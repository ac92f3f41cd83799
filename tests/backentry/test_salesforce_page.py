"""The page for whoever looks after the CRM: what it says to write is taken, and orders go where it says."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
import yaml

pytest.importorskip("simple_salesforce", reason="simple-salesforce is not installed")
sys.path.insert(0, str(Path(__file__).parent))

from homes import Home

from continuity.backentry import Rules, not_ready
from continuity.plan.organisation import BackEntry
from continuity.structure import decode
from continuity.workspace.load import load
from continuity.workspace.shipped import starter_files, starter_folder

PAGE = (Path(__file__).parents[2] / "docs" / "enter-into-salesforce.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
FILE = re.search(r"```text\n(.*?)```", PAGE, re.DOTALL).group(1)


def plan_of(block: str) -> BackEntry:
    return decode(BackEntry, yaml.safe_load(block)["back_entry"])


@pytest.mark.parametrize("block", BLOCKS)
def test_each_block_checks_clean_in_the_starter(block: str, tmp_path: Path) -> None:
    for name in starter_files():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(starter_folder() / name, tmp_path / name)
    house = tmp_path / "continuity.yaml"
    head, _, rest = house.read_text("utf-8").partition("    back_entry:\n")
    house.write_text(f"{head}{block}\n{rest[rest.index('# How people are reached') :]}", "utf-8")
    assert [f"{one.line}: {one.message}" for one in load(tmp_path).findings] == []


def test_orders_go_where_the_page_says(crm: str, tmp_path: Path, entry, monkeypatch) -> None:
    file = tmp_path / "crm"
    file.write_text(FILE, "utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("CRM_FILE", str(file))
    plan = plan_of(BLOCKS[0])
    assert not_ready(plan, Rules(test=False, drill_prefixes=())) == ()
    home = Home("salesforce", crm, tmp_path)
    try:
        target = home.open(fields=plan.fields, constants=plan.constants, keep_free=plan.keep_free)
        assert target.upsert("P26-PAGE", entry("P26-PAGE")).outcome == "created"
        held = home.held("P26-PAGE")[0]
    finally:
        home.close()
    assert (held["AccountName"], held["Item__c"], held["Status"]) == ("Vivai Pellegrini, Pistoia", "Spade", "Draft")


def test_before_a_run_it_is_said_what_is_missing(monkeypatch) -> None:
    for name in ("CRM_FILE", "CRM_CONSUMER_KEY", "CRM_SESSION_ID", "CRM_USERNAME"):
        monkeypatch.delenv(name, raising=False)
    plan = plan_of(BLOCKS[0])
    (words,) = not_ready(plan, Rules(test=False, drill_prefixes=()))
    assert "CRM_CONSUMER_KEY" in words
    monkeypatch.setattr("continuity.backentry.salesforce.kind.find_spec", lambda name: None)
    (words,) = not_ready(plan, Rules(test=False, drill_prefixes=()))
    assert "pip install 'continuity-drills[salesforce]'" in words
