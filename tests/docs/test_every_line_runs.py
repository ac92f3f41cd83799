"""Every command line in the documentation is run, or is here with the place where it is run instead."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from conftest import STORY, Reader
from pages import PAGES, Line, in_blocks, text_of

BESIDE = ("continuity pause", "continuity resume", "continuity abort")
POINTS = "continuity points"
BEYOND = "docs/beyond-tcp.md"
ORDERS = "docs/orders-by-hand.md"  # in a run that is open: test_orders_by_hand.py
ELSEWHERE = {
    "continuity drill dry-run first-drill": "needs a system of one's own; tests/acceptance",
    "continuity drill run first-drill": "needs a system of one's own; tests/acceptance",
    "continuity export chaostoolkit first-drill --out experiment.json": "needs the drill of the guide; below",
    'continuity recover RUN --give-up --reason "the test machine was thrown away"': "needs a gone server; tests/cli",
    "continuity drill run quarterly-crm-outage --auto accounting --auto shipping": "asks at a terminal for an hour",
    "continuity drill run quarterly-crm-outage --team": "waits for people; tests/acceptance",
    "continuity join --as jonas --role order-clerk": "waits for people; tests/acceptance",
    "continuity join --as marta --duty controller": "waits for people; tests/acceptance",
    "continuity join 2026-q4-01 --as marta --duty controller": "waits for people; tests/acceptance",
    'continuity incident open "error 503"': "asks at a terminal; tests/acceptance",
    "continuity incident open --runbook take-orders-by-hand --as ines --since 09:40"
    ' --source "the shop floor" --yes': "lasts as long as the outage; tests/acceptance",
    "continuity incident open --runbook take-orders-by-hand --role order-clerk=jonas --team --yes": "lasts as long"
    " as the outage; tests/acceptance",
    "continuity import pack pack-copy-3-5f0c2a-24.json": "needs the file that a page saved; tests/pack",
    "continuity import pack pack-copy-3-5f0c2a-24.json --dry-run": "needs the file that a page saved; tests/pack",
    "continuity import pack pack-copy-3-5f0c2a-24.json pack-copy-4-91be07-61.json": "needs two such files; tests/pack",
    'continuity import pack pack-copy-3-5f0c2a-24.json --settle 2 --reason "ines stood in for jonas"': "tests/pack",
    'continuity ledger add P26-0001-6 customer="Casa Verde" phone="+33 1 99 00 30 10" item=Spade quantity=2 total=118'
    " --at 16:30 --for jonas": "needs a run that is open, and a printed pack; tests/pack",
    'continuity ledger void P26-0002-7 --reason "tea" --witness ines': "needs a printed pack; tests/pack",
    "continuity toxiproxy": "serves until it is interrupted; tests/embedded",
    "continuity toxiproxy --port 0": "serves until it is interrupted; tests/embedded",
    "continuity toxiproxy --token-file toxiproxy.token": "serves until it is interrupted; tests/embedded",
    "continuity toxiproxy --config proxies.json --seed 42": "serves until it is interrupted; tests/embedded",
}


def listed() -> list[Line]:
    """The lines of blocks that are not marked as ``sh``."""
    return [line for page in PAGES for line in in_blocks(page) if not line.runs]


def test_a_line_that_is_not_run_as_it_stands_is_run_elsewhere() -> None:
    told = {" ".join(line.text.split("#")[0].split()) for line in listed() if line.page != ORDERS}
    assert {text for text in told if not text.startswith((*BESIDE, POINTS))} == set(ELSEWHERE)


def test_the_page_about_drills_can_be_followed_line_by_line(reader: Reader) -> None:
    assert "all clear" in reader.said["continuity check"]
    assert "No run is open." in reader.said["continuity status"]
    assert re.search(r"last 2\d{3}-q\d-01 on .*: passed", _say(reader, "continuity drill list"))


@pytest.mark.parametrize("page", [page for page in PAGES if page != STORY])
def test_lines_of_the_other_pages_work_in_the_workspace_of_the_first(page: str, reader: Reader, tmp_path: Path) -> None:
    elsewhere = Reader(reader.at, reader.environ)
    for line in in_blocks(page):
        if line.runs:
            if line.text.startswith("continuity init"):
                elsewhere.at = tmp_path
            elsewhere.follow(line)


def test_commands_for_a_second_terminal_work_beside_a_run(reader: Reader) -> None:
    drill = ["drill", "run", "quarterly-crm-outage", "--auto", "all", "--plain", "--speed", "60"]
    program = reader.command(["continuity", *drill])
    lines = [line for line in listed() if line.page == STORY and line.text.startswith(BESIDE)]
    assert len(lines) == len(BESIDE)
    with subprocess.Popen(program, cwd=reader.at, env=reader.environ, stdout=subprocess.PIPE, text=True) as run:
        _until(lambda: "running" in _say(reader, "continuity status"))
        for line, then in zip(lines, ("paused", "running", None), strict=True):
            reader.follow(line)
            if then == "paused":
                assert "each proven" in reader.said[line.text]
            if then:
                _until(lambda then=then: then in _say(reader, "continuity status"))
        out, _ = run.communicate(timeout=30)
    assert run.returncode == 7, out


def test_points_come_and_go_on_a_server_of_your_own(reader: Reader, server: int, tmp_path: Path) -> None:
    own = _with_the_guide(reader, tmp_path, f"127.0.0.1:{server}")
    lines = [line for line in listed() if line.page == STORY and line.text.startswith(POINTS)]
    for line in lines:
        own.follow(line)
    assert [*own.said] == ["continuity points up", "continuity points show", "continuity points down"]
    assert "crm" in own.said["continuity points show"]


def test_the_drill_of_the_guide_is_exported_as_the_page_says(reader: Reader, tmp_path: Path) -> None:
    own = _with_the_guide(reader, tmp_path, "127.0.0.1:8474")
    page = [line for line in listed() if line.page == BEYOND]
    (export,) = [line for line in page if line.text.startswith("continuity export chaostoolkit")]
    own.follow(export)
    assert "2 faults" in own.said[export.text]
    chaos = Path(sys.executable).parent / "chaos"
    if not chaos.exists():
        pytest.skip("the Chaos Toolkit is not installed, so the experiment was not validated")
    command = [str(chaos), "--no-version-check", "validate", "experiment.json"]
    done = subprocess.run(command, cwd=tmp_path, env=own.environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def _with_the_guide(reader: Reader, at: Path, server: str) -> Reader:
    """Somebody in the workspace of the page about runbooks, whose server is elsewhere."""
    own = Reader(at, reader.environ)
    own.follow(Line("", "continuity init . --empty", runs=True))
    own.said.clear()
    for name, text in re.findall(
        r"\*\*`([^`]+)`\*\*\n\n```yaml\n(.*?)```", text_of("docs/write-a-runbook.md"), re.DOTALL
    ):
        (at / name).write_text(text.replace("127.0.0.1:8474", server), "utf-8")
    return own


@pytest.fixture
def server() -> Iterator[int]:
    """The port of an embedded server's API."""
    command = [sys.executable, "-m", "continuity.embedded", "--port", "0", "--until-stdin-closes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield int(process.stdout.readline().rsplit(":", 1)[1])
        process.stdin.close()
        process.wait(10)


def _say(reader: Reader, text: str) -> str:
    elsewhere = Reader(reader.at, reader.environ)
    elsewhere.follow(Line("", text, runs=True))
    return elsewhere.said[text]


def _until(condition, seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.1)


def test_the_summary_of_the_demo_is_where_the_page_says(reader: Reader) -> None:
    summary = json.loads((reader.at.parent / "demo" / "summary.json").read_text())
    assert summary["drill_verdict"] == "passed"
    assert [Path(report).name for report in summary["reports"]][:1] == ["drill.html"]
