"""The check that continuous integration ends with sees each way in which a test can be missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from nothing_left_out import left_out

REAL = '<testcase classname="tests.contract.test_contract_api" name="test_version[real]"/>'
BESIDE = '<testcase classname="tests.differential.test_scenes_beside_the_original" name="test_what"/>'
EDITOR = '<testcase classname="tests.workspace.test_editors" name="test_completion"/>'
PAGE = '<testcase classname="tests.pack.test_pack_page" name="test_axe_finds_nothing[phone]"/>'
WHEEL = '<testcase classname="tests.packaging.test_wheel" name="test_wheel"/>'


def report(tmp_path: Path, *cases: str) -> Path:
    path = tmp_path / "junit.xml"
    path.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return path


def test_a_whole_run_leaves_nothing_out(tmp_path: Path) -> None:
    assert left_out(report(tmp_path, REAL, BESIDE, EDITOR, PAGE, WHEEL)) == []


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ((BESIDE, EDITOR, PAGE, WHEEL), "no test ran: the contract"),
        ((REAL, BESIDE, EDITOR, PAGE), "no test ran: the wheel"),
        ((REAL, BESIDE, EDITOR, WHEEL), "no test ran: the page"),
        ((REAL, BESIDE, PAGE, WHEEL), "no test ran: the schemas"),
        ((REAL, EDITOR, PAGE, WHEEL), "no test ran: the embedded server beside the original"),
        ((REAL.replace("[real]", "[embedded]"), BESIDE, EDITOR, PAGE, WHEEL), "no test ran: the contract"),
        ((REAL.replace("/>", "><skipped/></testcase>"), BESIDE, EDITOR, PAGE, WHEEL), "skipped: tests.contract"),
        (
            (REAL, BESIDE, EDITOR, PAGE, WHEEL, '<testcase classname="t" name="x"><skipped/></testcase>'),
            "skipped: t::x",
        ),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, cases: tuple[str, ...], said: str) -> None:
    assert any(line.startswith(said) for line in left_out(report(tmp_path, *cases)))
