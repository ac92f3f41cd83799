"""The real Chaos Toolkit accepts an exported drill, plays it, and leaves the server as it was."""

import json
import os
import subprocess
import sys

import pytest
from watched_house import HOUSE, PEOPLE, RUNBOOK, WATCHED, write_all

ORGANISATION = (
    HOUSE
    + """\
        probes:
          - {id: gate, path: /version, every: 1s, timeout: 1s}
          - id: gate-says
            path: /version
            expect: {contains: version, json: {/version: VERSION}}
            every: 1s
            timeout: 1s
          - {id: gate-port, every: 1s, timeout: 1s}
  - id: queue
    title: A queue
    process: take-orders
    owner: it
    places:
      lab:
        commands:
          stop:
            inject: [touch, "ROOT/stopped"]
            heal: [rm, -f, "ROOT/stopped"]
            check: [test, "!", -e, "ROOT/stopped"]
        files: {folder: tray, pattern: "*.csv"}
        probes: [{id: queue, file: ROOT/stopped, expect: {count: 0}, every: 1s, timeout: 1s}]
environments: [{id: lab, title: The lab, test: true, server: lab, test_folders: [tray]}]
servers: [{id: lab, url: "SERVER"}]
"""
)
SCENARIO = """\
format: scenario/1
id: bad-day
title: A bad day
source: {outage: Invented for a test, evidence: judgement, says: Slow and then gone.}
places: {system: A system, queue: A queue}
phases:
  - {id: slow, title: Slow, begin: 0s, for: 2m, faults: [{at: system, kind: latency, params: {latency: 1500, toxicity: 100}}]}
  - {id: gone, title: Gone, begin: 2m, for: 1m, faults: [{at: system, kind: refuse}, {at: queue, kind: command, params: {run: stop}}]}
  - {id: odd, title: Odd, begin: 3m, for: 1m, faults: [{at: system, kind: http, params: {answer: unavailable}}, {at: queue, kind: file, params: {how: missing}}]}
"""  # noqa: E501
DRILL = (
    """\
format: drill/1
id: bad-day-drill
title: A bad day
environment: lab
scenario: bad-day
binds: {system: gate, queue: queue}
"""
    + WATCHED
)


@pytest.fixture
def house(tmp_path, standing):
    """A workspace on the standing server; gives its folder."""
    version = json.dumps(standing._call("GET", "/version", None)["version"])
    made = ORGANISATION.replace("LISTEN", standing.gate[0]).replace("UPSTREAM", standing.gate[1])
    files = {
        "continuity.yaml": made.replace("SERVER", standing.url)
        .replace("VERSION", version)
        .replace("ROOT", str(tmp_path)),
        "people.yaml": PEOPLE,
        "runbooks/look.yaml": RUNBOOK,
        "drills/scenarios/bad-day.yaml": SCENARIO,
        "drills/bad-day-drill.yaml": DRILL,
    }
    write_all(tmp_path, files)
    return tmp_path


def run(*command, at):
    env = {**{name: value for name, value in os.environ.items() if name != "TOXIPROXY_URL"}, "HOME": str(at)}
    return subprocess.run(command, cwd=at, env=env, capture_output=True, text=True, timeout=90)


def export(house, *options):
    return run(sys.executable, "-m", "continuity", "export", "chaostoolkit", "bad-day-drill", *options, at=house)


def test_chaos_validates_and_runs_it_and_everything_is_as_before(house, standing, chaos):
    done = export(house, "--out", "experiment.json")
    assert done.returncode == 0, done.stderr
    valid = run(chaos, "--no-version-check", "validate", "experiment.json", at=house)
    assert valid.returncode == 0, valid.stdout + valid.stderr
    ran = run(chaos, "--no-version-check", "run", "experiment.json", at=house)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    journal = json.loads((house / "journal.json").read_text())
    assert (journal["status"], journal["deviated"]) == ("completed", False)
    assert journal["steady_states"]["after"]["steady_state_met"] is True
    seen = {}
    for one in journal["run"]:
        seen.setdefault(one["activity"]["name"], []).append((one["status"], one.get("output")))
    slow, gone = seen["look: gate"]
    assert (slow[0], gone[0]) == ("failed", "failed"), "while a fault was in, the point was seen unwell"
    assert [output["status"] for _, output in seen["look: gate-says"]] == [1, 1]
    assert [output["status"] for _, output in seen["look: gate-port"]] == [0, 1]
    assert [seen[f"seen: {fault}"][0][1]["status"] for fault in ("slow-1 at gate", "gone-1 at gate")] == [0, 0]
    answered = [
        output["status"] for name, each in seen.items() if name.startswith(("in:", "out:")) for _, output in each
    ]
    assert answered
    assert set(answered) <= {0, 200, 204}
    assert standing.state() == standing.baseline
    assert not (house / "stopped").exists()


def test_a_fault_that_never_shows_fails_the_run(house, standing, chaos):
    scenario = house / "drills/scenarios/bad-day.yaml"
    scenario.write_text(scenario.read_text().replace("latency: 1500", "latency: 1"))
    export(house, "--out", "experiment.json")
    for _ in range(2):
        ran = run(chaos, "--no-version-check", "run", "experiment.json", at=house)
        journal = json.loads((house / "journal.json").read_text())
        assert (ran.returncode, journal["deviated"]) == (1, True), ran.stdout + ran.stderr
        after = journal["steady_states"]["after"]
        assert (after["steady_state_met"], after["probes"][-1]["activity"]["name"]) == (False, "no fault went unseen")
        assert after["probes"][-1]["output"]["stderr"] == "never seen: slow-1 at gate\n"
        assert journal["steady_states"]["before"]["steady_state_met"] is True
    assert not list(house.glob(".continuity-unseen*"))
    assert standing.state() == standing.baseline


def test_a_note_of_a_killed_run_does_not_count_against_the_next(house, standing, chaos):
    (house / ".continuity-unseen-bad-day-drill").write_text("1 slow-1 at gate\n")
    export(house, "--out", "experiment.json")
    ran = run(chaos, "--no-version-check", "run", "experiment.json", at=house)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_rollbacks_take_everything_out_when_the_method_is_cut_short(house, standing, chaos):
    export(house, "--out", "experiment.json")
    experiment = json.loads((house / "experiment.json").read_text())
    experiment["method"] = [one for one in experiment["method"] if not one["name"].startswith("out:")]
    (house / "experiment.json").write_text(json.dumps(experiment))
    (house / "journal.json").unlink(missing_ok=True)
    run(chaos, "--no-version-check", "run", "experiment.json", at=house)
    journal = json.loads((house / "journal.json").read_text())
    went_in = {one["activity"]["name"]: one["status"] for one in journal["run"]}
    faults = {name for name in went_in if name.startswith("in:")}
    assert faults == {"in: slow-1 at gate", "in: gone-1 at gate", "in: gone-2 at queue"}
    assert {went_in[name] for name in faults} == {"succeeded"}
    rolled_back = {one["activity"]["name"]: one["status"] for one in journal["rollbacks"]}
    assert rolled_back == {name.replace("in:", "out:"): "succeeded" for name in faults}
    assert standing.state() == standing.baseline
    assert not (house / "stopped").exists()


def test_what_an_experiment_cannot_carry_is_said_here_and_in_it(house):
    told = json.loads(export(house, "--out", "experiment.json", "--json").stdout)
    assert told["faults"] == 3
    assert told["left_out"] == [
        "the probe queue of queue: it looks at files",
        "whether the fault gone-2 at queue shows: no probe here looks at it",
        "the fault odd-1 at gate (http): only Continuity can play it",
        "the fault odd-2 at queue (file): only Continuity can play it",
        "1 steps of people (Look whether it works): an experiment has no people",
        "the objective restored: Works again",
    ]
    experiment = json.loads((house / "experiment.json").read_text())
    assert experiment["extensions"][0]["left_out"] == told["left_out"]
    assert "when the chaos process is killed, its faults stay in" in experiment["description"]
    printed = export(house)
    assert json.loads(printed.stdout) == experiment
    assert [line.removeprefix("left out: ") for line in printed.stderr.splitlines()] == told["left_out"]


def test_a_drill_on_stand_ins_alone_is_refused_with_the_reasons(tmp_path):
    assert run(sys.executable, "-m", "continuity", "init", "house", at=tmp_path).returncode == 0
    command = (sys.executable, "-m", "continuity", "export", "chaostoolkit", "quarterly-crm-outage")
    done = run(*command, at=tmp_path / "house")
    assert done.returncode == 4
    assert "before a stand-in, which is started anew for each run" in done.stderr
    assert done.stdout == ""
