"""Each rung of the ladder covers the one above failing: who takes the fault out when nobody above can."""

from __future__ import annotations

import json
import os
import signal
import sys

import pytest
from standing_server import StandingServer
from striking import start
from tiny_drill import write_tiny
from trial import Trial, within

TINY = ("drill", "run", "tiny", "--auto", "all", "--plain", "--speed", "6")
BREAKS = """
import sys
import continuity.conductor.eyes as eyes
class Broken(Exception): pass
def breaks(self, readings):
    if any(fault.seen_by for fault in self._desk.state.faults.values()):
        raise Broken("planted")
    return take(self, readings)
take, eyes.Eyes.take = eyes.Eyes.take, breaks
from continuity.cli.main import main
main()
"""
ELSEWHERE = """
import os, socket, sys
socket.gethostname = lambda: os.environ["HOST_NAME"]
from continuity.cli.main import main
main()
"""


@pytest.fixture
def tiny(standing, tmp_path):
    one = Trial(standing, tmp_path, 1, write_tiny)
    yield one
    for pid in one.processes():
        one.kill(pid)


def test_normal_end(standing, tmp_path):
    trial, process = start(standing, tmp_path)
    assert process.wait(60) in (0, 6), trial.said()
    assert trial.bodies("fault.removed", "by") == ["conductor"]
    assert trial.all_clean()


def test_exception_in_the_conductor(tiny):
    tiny.program = [sys.executable, "-c", BREAKS]
    assert tiny.run(*TINY) == 1
    assert "a defect of ours" in tiny.said()
    assert tiny.all_clean()


def in_with(tiny):
    process = tiny.start(*TINY)
    tiny.await_event("fault.seen")
    return process


def kill_both(tiny, process):
    guard = tiny.pid_of("continuity.faults.guard")
    os.kill(guard, signal.SIGKILL)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert within(5, lambda: "faults.guard" not in str(tiny.processes()))


def test_conductor_and_guard_both_killed_status_says_so_and_recover_takes_it_out(tiny):
    kill_both(tiny, in_with(tiny))
    assert tiny.left()
    code, said = tiny.tell("status")
    assert (code, "UNSAFE: nobody alive takes it out" in said) == (8, True), said
    assert tiny.tell("recover")[0] == 0
    assert tiny.tell("status")[0] == 0
    assert tiny.all_clean()


def test_host_gone_another_machine_sweeps_by_what_the_server_says(tiny, tmp_path):
    kill_both(tiny, in_with(tiny))
    (tmp_path / "another").mkdir()
    another = Trial(tiny.server, tmp_path / "another", 1, write_tiny)
    code, said = another.tell("sweep", "--server", tiny.server.url)
    assert (code, "0 expired, 1 still held" in said) == (0, True), said
    _let_the_lease_expire(tiny.server)
    code, said = another.tell("sweep", "--server", tiny.server.url)
    assert (code, "1 expired" in said) == (0, True), said
    assert tiny.server.state() == tiny.server.baseline
    assert tiny.tell("recover")[0] == 0, "when the lost machine is back, its promise is found kept"
    assert tiny.all_clean()


def test_conductor_and_guard_both_killed_the_server_ends_the_toxic(standing, tmp_path):
    trial = Trial(standing, tmp_path, 1, lambda root, gate, seed: write_tiny(root, gate, seed, "latency"))
    kill_both(trial, in_with(trial))
    (lease,) = standing._call("GET", "/continuity/leases", None)["held"]
    (run,) = trial.runs()
    assert lease["holder"].startswith(f"{run}-")
    # As if its time were over: the planned end, then half a minute for conductor and guard.
    standing._call("PUT", f"/continuity/proxies/gate/toxics/{lease['toxic']}/lease", 1)
    assert within(5, lambda: not standing.state()["gate"]["toxics"])
    code, said = trial.tell("recover")
    assert (code, "already gone, read back clean" in said) == (0, True), said
    assert trial.left() == []
    assert trial.tell("abort", run, "--reason", "the laptop died")[0] == 0
    assert trial.bodies("fault.removed", "by") == ["recover"]
    assert trial.bodies("fault.removed", "outcome") == ["already_gone"]
    assert trial.bodies("fault.not-healed", "fault") == []
    assert trial.tell("report", "drill", run)[0] == 0
    told = "".join(path.read_text() for path in trial.root.glob(f"reports/{run}/*.html"))
    assert "found gone" in told
    assert "not healed" not in told
    assert trial.all_clean()


def _let_the_lease_expire(server):
    marker = json.loads(server.state()["continuity.gate"]["upstream"])
    long_ago = json.dumps({**marker, "until": "2001-01-01T00:00:00Z"})
    server._call("POST", "/proxies/continuity.gate", {"upstream": long_ago})


def test_server_that_was_restarted_has_forgotten_the_fault(tmp_path):
    server = StandingServer("embedded")
    tiny = Trial(server, tmp_path, 1, write_tiny)
    try:
        process = in_with(tiny)
        server.restart()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) in (7, 8)
        assert within(10, lambda: not list((tiny.state / "obligations").glob("*.jsonl"))), tiny.left()
        assert [name for name in server.state() if name.startswith("continuity")] == []
        assert tiny.tell("status")[0] == 0
    finally:
        for pid in tiny.processes():
            tiny.kill(pid)
        server.close()


@pytest.fixture
def two(standing, tmp_path):
    """Two operators on two machines: a state folder, a workspace and a host name each, and one server."""
    found = []
    for name in ("anna", "ben"):
        (tmp_path / name).mkdir()
        one = Trial(standing, tmp_path / name, 1, write_tiny)
        one.program = [sys.executable, "-c", ELSEWHERE]
        one.environ |= {"HOST_NAME": f"{name}s-laptop", "USER": name}
        found.append(one)
    yield found
    for one in found:
        for pid in one.processes():
            one.kill(pid)


def test_two_operators_on_two_machines_do_not_fault_one_proxy_and_are_told_who_holds_it(two):
    anna, ben = two
    process = in_with(anna)
    held = anna.server.state()
    code, said = ben.tell(*TINY)
    assert (code, "is held by run" in said, "(anna@annas-laptop) until" in said) == (4, True, True), said
    code, said = ben.tell("drill", "dry-run", "tiny")
    assert (code, "(anna@annas-laptop) until" in said) == (4, True), said
    now = anna.server.state()
    assert now["continuity.gate"] == held["continuity.gate"]
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 7
    assert anna.all_clean()
    assert ben.all_clean()


def test_of_two_who_begin_at_once_one_has_the_proxy_and_the_other_is_told(two):
    processes = [one.start(*TINY) for one in two]
    assert within(40, lambda: any(one.count("fault.injected") for one in two))
    assert within(40, lambda: any(process.poll() is not None for process in processes)), [one.said() for one in two]
    loser = next(number for number, process in enumerate(processes) if process.poll() is not None)
    winner, lost = two[1 - loser], two[loser]
    holder = ("anna@annas-laptop", "ben@bens-laptop")[1 - loser]
    told = f"{lost.said()} {lost.bodies('fault.failed', 'why')}"
    assert (processes[loser].returncode in (4, 6, 7), holder in told) == (True, True), told
    assert winner.count("fault.injected") == 1
    assert lost.count("fault.injected") == 0
    processes[1 - loser].send_signal(signal.SIGINT)
    assert processes[1 - loser].wait(30) == 7
    assert winner.all_clean()
    assert lost.all_clean()
