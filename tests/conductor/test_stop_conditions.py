"""What ends a drill by itself and what keeps it from starting: the reason stands in the record and in the report."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from shop import bound, change, guard_the_shop, open_shop
from trial import RUN_DRILL

SLOW = ("drill", "run", "small", "--auto", "all", "--plain", "--speed", "240")


@pytest.fixture
def shop():
    with open_shop() as server:
        yield server


def report(trial):
    (path,) = (trial.root / "reports").glob("*/drill.json")
    return json.loads(path.read_text())


def test_probe_that_must_stay_well_and_does_not_ends_the_drill_with_every_fault_out(trial, shop):
    guard_the_shop(trial, shop)
    process = trial.start(*SLOW)
    trial.await_event("fault.seen", 2)
    shop.status = 500
    assert process.wait(20) == 7, trial.said()[-2000:]
    (reason,) = trial.bodies("run.aborted", "reason")
    assert reason == "stop condition: the probe shop at shop was not well 2 times in a row: down, status 500"
    assert reason[1:] in report(trial)["verdict"]["why"]
    assert report(trial)["safety"]["word"] == "clean"
    assert trial.all_clean()
    (run,) = trial.runs()
    series = (trial.root / ".continuity" / "runs" / run / "series.jsonl").read_text().splitlines()
    seen = [json.loads(line)["state"] for line in series if '"stop-when:shop"' in line]
    assert (seen[0], seen[-2:]) == ("ok", ["down", "down"])
    assert trial.run("verify", run) == 0


def test_maximum_duration_ends_the_drill(trial):
    change(trial, "max_duration: 8h", "max_duration: 10m")
    assert trial.run(*RUN_DRILL) == 7
    assert trial.bodies("run.aborted", "reason") == ["the maximum duration is reached"]
    assert trial.all_clean()


def test_every_bound_and_the_hook_are_told_at_once_and_nothing_starts(trial, shop):
    guard_the_shop(trial, shop)
    there = datetime.now(ZoneInfo("Europe/Paris"))
    day = (there + timedelta(days=2)).strftime("%a").lower()
    hours = f'allowed_hours: [{{days: [{day}], opens: "09:00", closes: "16:00"}}]'
    change(trial, "limits: {", f"limits: {{{hours}, minutes_per_quarter: 1, ")
    shop.body = b'{"go": false, "reason": "there is a release freeze"}'
    bound(trial, f'limits: {{{hours}}}\n    preflight: {{url: "{shop.url}/may-we", within: 2s}}')
    reasons = (
        f"the drill small allows faults {day} 09:00 to 16:00 only",
        f"the environment practice allows faults {day} 09:00 to 16:00 only",
        "faults were in for 0 min this quarter, and this run means 18 more: the drill small allows 1",
    )
    shown, said = trial.tell("drill", "dry-run", "small", "--auto", "all", "--speed", "1")
    assert (shown, shop.asked) == (4, []), "a dry run asks nobody"
    assert [one for one in reasons if one not in said.partition("Why it would be refused")[2]] == []
    for line in ("the probe shop is not well 2 times in a row", "asked before it starts: http"):
        assert line in said.partition("What ends it")[2]
    code, said = trial.tell("drill", "run", "small", "--auto", "all", "--plain", "--speed", "1")
    assert code == 4
    assert [one for one in (*reasons, "gives no go: there is a release freeze") if one not in said] == []
    assert trial.runs() == []
    assert trial.all_clean()


def test_minutes_are_counted_over_the_journal_and_the_hook_hears_what_is_planned(trial, shop):
    bound(trial, f'limits: {{minutes_per_quarter: 1}}\n    preflight: {{url: "{shop.url}/may-we", within: 2s}}')
    assert trial.run(*RUN_DRILL) in (0, 6), trial.said()[-2000:]
    (asked,) = shop.asked
    told = (asked["drill"], asked["environment"], asked["points"])
    assert told == ("small", "practice", ["crm", "gate", "status-page"])
    assert trial.run("drill", "dry-run", "small", "--auto", "all") == 0
    code, said = trial.tell("drill", "dry-run", "small", "--auto", "all", "--speed", "18")
    assert (code, "faults were in for 1 min this quarter, and this run means 1 more" in said) == (4, True), said


def test_going_on_is_asked_for_like_starting(trial, shop):
    bound(trial, f'preflight: {{url: "{shop.url}/may-we", within: 2s}}')
    process = trial.start(*SLOW)
    trial.await_event("fault.seen", 1)
    process.terminate()
    assert process.wait(20) == 7
    shop.body = b'{"go": false, "reason": "not any more"}'
    (run,) = trial.runs()
    code, said = trial.tell("resume", run, "--plain")
    assert (code, "not any more" in said) == (4, True), said
    assert trial.all_clean()
