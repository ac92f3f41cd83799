"""What nobody can take out any more is given up by a person, loudly, and the run's record says so for ever."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from ledger_run import RUN, begin
from lost_server import GONE, leave, living, torn

from continuity.clock import SystemClock
from continuity.conductor.claim import claim_of
from continuity.events import lifecycle, outage
from continuity.faults.api import Api
from continuity.faults.guarded import hold_guard_lock
from continuity.faults.inject import FaultSpec, Injector
from continuity.faults.obligations import open_obligations, past_obligations, read_obligations
from continuity.faults.process import myself
from continuity.faults.promise import ServerRef
from continuity.faults.wire import Wire

GIVE_UP = ("--give-up", "--reason", "the test machine was thrown away")


@pytest.fixture
def ran(house):
    """A drill that ended with a fault that could not be taken out, and its promise."""
    desk = begin(house)
    id, point, fault, *_ = next(iter(desk.state.plan.faults()))
    claim = claim_of(house, RUN)
    words = ("refused", f"{claim}.{id}.1", GONE, "crm")
    desk.record([outage.FaultInjected(id, point, fault.kind, *words), outage.FaultSeen(id, "crm-orders")])
    desk.record([outage.FaultNotHealed(id, "nothing listens there"), lifecycle.RunAborted("enough")])
    return claim, id


def test_server_that_is_gone_for_good_blocks_until_it_is_given_up_and_the_record_says_so(house, state, say, ran):
    claim, id = ran
    leave(state, claim, id)
    said = say("recover", RUN)
    assert (said.code, f"continuity recover {claim} --give-up" in said.out) == (8, True), said.out
    assert len(open_obligations(state)) == 1, "without a word nothing is given up"
    said = say("recover", RUN, *GIVE_UP)
    assert said.code == 8, "it may still be in, whoever answers for it"
    assert f"GIVEN UP, NOT PROVEN OUT: {claim}.{id}.1: latency on crm at {GONE}" in said.out
    assert f"by hand: curl -X DELETE {GONE}/proxies/crm/toxics/continuity-{claim}-{id}" in said.out
    assert "the test machine was thrown away" in said.out
    assert open_obligations(state) == ()
    (kept,) = past_obligations(state)
    assert (kept.facts[-1].what, kept.facts[-1].detail) == ("given up", "the test machine was thrown away")
    assert kept.facts[-1].by
    assert say("status").code == 0
    told = say("status", RUN)
    assert "GIVEN UP" in told.out
    assert "not proven out: the test machine was thrown away" in told.out
    assert say("recover", RUN).out == f"Nothing is open of {RUN}.\n"
    assert say("report", "drill", RUN).code == 0
    report = json.loads((house / "reports" / RUN / "drill.json").read_text())
    assert report["safety"]["word"] == "unverified"
    assert "not proven out: the test machine was thrown away" in report["safety"]["why"]
    (proof,) = report["faults"]
    assert (proof["removed_ms"], proof["verified_ms"]) == (None, None)
    assert proof["removed_how"].startswith("given up by ")
    assert "clean" not in report["safety"]["why"]
    high = [one["text"] for one in report["findings"] if one["severity"] == "high"]
    assert any("not proven out: the test machine was thrown away. By hand: curl" in text for text in high), high


def test_what_was_given_up_far_from_the_workspace_is_told_by_the_next_report(house, state, say, ran, monkeypatch):
    claim, id = ran
    leave(state, claim, id)
    monkeypatch.chdir("/")
    said = say("recover", claim, *GIVE_UP, "--json")
    assert (said.code, said.rows["given_up"][0]["recorded"]) == (8, False)
    monkeypatch.chdir(house)
    for _ in range(2):
        assert say("report", "drill", RUN).code == 0
    report = json.loads((house / "reports" / RUN / "drill.json").read_text())
    assert "given up by " in report["safety"]["why"]
    told = [one for one in report["findings"] if "given up" in one["text"]]
    assert len(told) == 1, "once, however often it is asked"


def test_one_promise_of_several_and_all_of_it_for_programs(state, say):
    one, other = leave(state, "run-1", "f1"), leave(state, "run-1", "f2", target="status")
    said = say("recover", one.id, *GIVE_UP, "--json")
    assert said.code == 8
    (row,) = said.rows["given_up"]
    assert (row["promise"], row["run"], row["kind"], row["reason"]) == (one.id, "run-1", "latency", GIVE_UP[2])
    assert row["manual"][0].startswith("curl -X DELETE")
    assert [each.id for each in open_obligations(state)] == [other.id]


def test_what_can_be_healed_is_healed_and_not_given_up(state, say, tmp_path):
    command = [sys.executable, "-m", "continuity.embedded", "--port", "0", "--until-stdin-closes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        server = ServerRef(f"http://127.0.0.1:{int(process.stdout.readline().rsplit(':', 1)[1])}")
        api, clock = Api(Wire(server, SystemClock(), 5.0)), SystemClock()
        api.create("crm", "127.0.0.1:0", "127.0.0.1:9", enabled=True)
        injector = Injector(tmp_path / "other", "run-1", "anna@laptop", clock, 60)
        injector.inject(FaultSpec("f1", "latency", "crm", {"latency": 20}), server, clock.now() + 50_000)
        leave(state, "run-1", "f1", url=server.url)
        said = say("recover", "run-1", *GIVE_UP)
        assert (said.code, "GIVEN UP" in said.out) == (0, False), said.out
        assert api.proxy("crm").toxics == ()
        assert open_obligations(state) == ()
        process.stdin.close()


def test_what_somebody_alive_still_keeps_is_not_given_up(state, say):
    made = living(state, "run-1")
    said = say("recover", "run-1", *GIVE_UP)
    assert (said.code, f"{made.id}: not given up" in said.out) == (4, True), said.out
    assert [each.id for each in open_obligations(state)] == [made.id]


def test_what_is_left_to_a_guard_that_still_tries_is_not_given_up(state, say):
    made = leave(state, "run-1")
    guard = hold_guard_lock(state, "run-1")
    try:
        said = say("recover", "run-1", *GIVE_UP)
        assert (said.code, f"{made.id}: not given up" in said.out) == (8, True), said.out
        assert "1 taken up, 0 left to runs that live." in said.out
        assert "gives it up" not in said.out
        assert [each.id for each in open_obligations(state)] == [made.id]
    finally:
        os.close(guard)


def test_what_a_living_conductor_failed_to_take_out_is_counted_once(state, say):
    made = leave(state, "run-1", conductor=myself())
    said = say("recover", "run-1", *GIVE_UP)
    assert (said.code, f"{made.id}: not given up" in said.out) == (8, True), said.out
    assert "1 taken up, 0 left to runs that live." in said.out
    assert [each.id for each in open_obligations(state)] == [made.id]


@pytest.mark.parametrize("name", ["a**b", "**", "[", "/", "../x", "~", "run-*"])
def test_name_that_is_a_path_or_a_pattern_is_a_name_of_nothing(state, say, name):
    leave(state, "run-1")
    for more in ((), GIVE_UP):
        said = say("recover", name, *more)
        assert (said.code, said.out) == (0, f"Nothing is open of {name}.\n"), said.err
    assert len(open_obligations(state)) == 1


@pytest.mark.parametrize("name", ["torn.jsonl", "torn", "PATH"])
def test_file_that_cannot_be_read_is_given_up_by_its_name(state, say, name):
    path = torn(state)
    name = str(path) if name == "PATH" else name
    said = say("recover", name)
    assert (said.code, "unreadable" in said.out) == (8, True), said.err
    said = say("recover")
    assert (said.code, "continuity recover torn.jsonl --give-up" in said.out) == (8, True), said.out
    said = say("recover", name, *GIVE_UP)
    assert (said.code, "GIVEN UP, NOT PROVEN OUT: torn: a promise that nobody could read" in said.out) == (8, True)
    assert not path.exists()
    kept = path.parent / "closed" / "torn.jsonl"
    assert kept.read_text().startswith('{"half\n')
    assert json.loads(kept.read_text().splitlines()[-1])["detail"] == GIVE_UP[2]
    assert (read_obligations(state).unreadable, say("status").code) == ((), 0)


def test_unreadable_promise_of_a_recorded_run_is_told_in_its_record(house, state, say, ran):
    claim, id = ran
    torn(state, f"{claim}.{id}.1.jsonl")
    assert say("recover", RUN, *GIVE_UP).code == 8
    assert "GIVEN UP" in say("status", RUN).out


def test_even_what_cannot_be_opened_is_laid_aside_with_the_reason_beside_it(state, say):
    path = state / "obligations" / "odd.jsonl"
    path.mkdir(parents=True)
    assert say("recover", "odd.jsonl", *GIVE_UP).code == 8
    closed = state / "obligations" / "closed"
    assert (closed / "odd.jsonl").is_dir()
    assert GIVE_UP[2] in (closed / "odd.why.jsonl").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--give-up", "--reason", "x"), "Say what is given up"),
        (("run-1", "--give-up"), "Say why"),
        (("run-1", "--give-up", "--reason", "  "), "Say why"),
        (("run-1", "--reason", "x"), "goes with --give-up"),
        (("", "--give-up", "--reason", "x"), "An empty name"),
        (("",), "An empty name"),
        ((" ",), "An empty name"),
    ],
)
def test_half_a_word_is_none(state, say, arguments, words):
    leave(state, "run-1")
    said = say("recover", *arguments)
    assert (said.code, words in said.err) == (2, True), said.err
    assert len(open_obligations(state)) == 1


def test_reason_with_a_card_number_is_not_written_down(state, say):
    leave(state, "run-1")
    assert say("recover", "run-1", "--give-up", "--reason", "card 4111 1111 1111 1111").code == 4
    assert len(open_obligations(state)) == 1


def test_start_that_is_refused_names_the_way_out(house, state, say):
    leave(state, "run-1", target="crm-orders")
    said = say("drill", "dry-run", "quarterly-crm-outage", "--auto", "all")
    assert (said.code, "continuity recover run-1 --give-up --reason" in said.out) == (4, True), said.out
    say("recover", "run-1", *GIVE_UP)
    assert "run-1" not in say("drill", "dry-run", "quarterly-crm-outage", "--auto", "all").out
