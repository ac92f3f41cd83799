"""The hook that is asked, and the judge of stop conditions, each by itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shop import bound, change, guard_the_shop, open_shop
from small_drill import write_workspace

from continuity.clock import ManualClock, SystemClock
from continuity.conductor.addresses import Addresses
from continuity.conductor.permission import refusal
from continuity.conductor.stop_conditions import StopConditions
from continuity.faults.kinds import TABLE
from continuity.faults.process import started
from continuity.journal.series import SeriesWriter
from continuity.run.faults import FaultState
from continuity.run.state import RunState
from continuity.workspace.freeze import freeze
from continuity.workspace.load import load


class House:
    """A workspace that nothing runs in."""

    def __init__(self, root: Path) -> None:
        self.root = write_workspace(root, ("127.0.0.1:1", "127.0.0.1:2"))

    def plan(self):
        return freeze(load(self.root, kinds={kind.name: kind.check for kind in TABLE}), "small")


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


@pytest.fixture
def shop():
    with open_shop() as server:
        yield server


def asked(house, hook):
    bound(house, f"preflight: {hook}")
    return refusal(house.plan(), "r-1", house.root, SystemClock().now())


def test_without_a_hook_nobody_is_asked(house):
    assert refusal(house.plan(), "r-1", house.root, 0) is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"body": b'{"go": true}'}, None),
        ({"body": b'{"go": false, "reason": "there is a release freeze"}'}, "there is a release freeze"),
        ({"body": b'{"go": "true"}'}, 'its answer is not {"go": true}'),
        ({"body": b'{"go": 1}'}, 'its answer is not {"go": true}'),
        ({"body": b"<html>yes</html>"}, 'its answer is not {"go": true}'),
        ({"body": b"[true]"}, 'its answer is not {"go": true}'),
        ({"body": b""}, 'its answer is not {"go": true}'),
        ({"body": b" " * 100_000 + b'{"go": true}'}, "its answer is too long"),
        ({"status": 500}, "status 500"),
        ({"delay_s": 3}, "no answer within 1.5 s"),
    ],
)
def test_url_without_a_clear_yes_refuses(house, shop, answer, reason):
    for name, value in answer.items():
        setattr(shop, name, value)
    told = asked(house, f'{{url: "{shop.url}/may-we", within: 1500ms}}')
    assert told == (None if reason is None else f"the preflight hook ({shop.url}/may-we) gives no go: {reason}")


def test_url_that_cannot_be_reached_refuses(house):
    assert "gives no go: it cannot be reached" in asked(house, '{url: "http://127.0.0.1:9/may-we"}')


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("cat > asked.json; echo '{\"go\": true}'", None),
        ("echo '{\"go\": true}'; exit 3", "it ended with 3"),
        ("sleep 60 & echo $! > pid; wait", "no answer within 1.5 s"),
        ("exit 0", 'its answer is not {"go": true}'),
    ],
)
def test_command_runs_in_the_workspace_and_silence_refuses(house, script, reason, until):
    hook = house.root / "may-we"
    hook.write_text(f"#!/bin/sh\n{script}\n")
    hook.chmod(0o755)
    told = asked(house, "{command: [./may-we], within: 1500ms}")
    if reason is None:
        assert told is None
        assert json.loads((house.root / "asked.json").read_text())["drill"] == "small"
        return
    assert told == f"the preflight hook (./may-we) gives no go: {reason}"
    if (house.root / "pid").is_file():
        pid = int((house.root / "pid").read_text())
        until(lambda: started(pid) is None)


def test_command_that_is_not_there_refuses(house):
    assert "it cannot be run: no such file or directory" in asked(house, "{command: [./nobody]}")


def conditions(house, clock, tmp_path, spent=(0, 0)):
    return StopConditions(house.plan(), Addresses("none"), SeriesWriter(tmp_path / "series.jsonl"), clock, spent)


def test_misses_count_only_in_a_row(house, shop, tmp_path, until):
    guard_the_shop(house, shop, misses=3)
    run = RunState(plan_or_none=house.plan())
    readings = tmp_path / "series.jsonl"

    def states():
        return [json.loads(line)["state"] for line in readings.read_text().splitlines()] if readings.exists() else []

    with conditions(house, SystemClock(), tmp_path) as judge:
        for _ in range(2):
            shop.status = 500
            seen = states().count("down")
            until(lambda seen=seen: judge.judge(run) is not None or states().count("down") > seen)
            shop.status = 200
            well = states().count("ok")
            until(lambda well=well: judge.judge(run) is not None or states().count("ok") > well)
        assert "down" in states()
        shop.status = 500
        assert "3 times in a row" in until(lambda: judge.judge(run))


def test_watch_that_says_nothing_ends_the_drill(house, shop, tmp_path):
    guard_the_shop(house, shop, misses=2)
    run, clock = RunState(plan_or_none=house.plan()), ManualClock()
    with conditions(house, clock, tmp_path) as judge:
        judge._watch.close()
        judge._watch.take()
        assert judge.judge(run) is None
        clock.advance(1_100)
        assert judge.judge(run) == "stop condition: the probe shop at shop gave no reading for 1.05 s"
        judge.start_anew()
        assert judge.judge(run) is None


def test_minutes_that_are_used_up_while_it_runs_end_it(house, tmp_path):
    change(house, "limits: {", "limits: {minutes_per_quarter: 2, ")
    clock = ManualClock()
    run = RunState(plan_or_none=house.plan())
    run.faults["f"] = FaultState("f", "crm", "refuse", "", inside=True, spans=[(clock.now(), None)])
    with conditions(house, clock, tmp_path, spent=(60_000, 0)) as judge:
        clock.advance(59_000)
        assert judge.judge(run) is None
        clock.advance(1_000)
        assert judge.judge(run) == "the 2 minutes with faults that the drill small allows in a quarter are used up"


def test_hours_that_end_while_it_runs_end_it(house, tmp_path):
    change(house, "limits: {", 'limits: {allowed_hours: [{days: [thu], opens: "00:00", closes: "02:00"}], ')
    clock = ManualClock()  # Thursday, 1 January 2026, 01:00 in Paris
    run = RunState(plan_or_none=house.plan())
    with conditions(house, clock, tmp_path) as judge:
        assert judge.judge(run) is None
        clock.advance(3_600_000)
        assert judge.judge(run) == "the drill small allows faults thu 00:00 to 02:00 only (Europe/Paris)"


def test_nothing_but_people_ends_a_real_outage(house, tmp_path):
    change(house, "limits: {", 'limits: {allowed_hours: [{days: [fri], opens: "00:00", closes: "02:00"}], ')
    run = RunState(plan_or_none=house.plan(), mode="real")
    with conditions(house, ManualClock(), tmp_path) as judge:
        assert judge.judge(run) is None
