"""A signal stops the run with every fault out, whatever the signal and however often."""

from __future__ import annotations

import os
import pty
import signal
import time

import pytest
from standing_server import StandingServer
from tiny_drill import write_tiny
from trial import Trial, within


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_pauses_the_run_with_every_fault_out_and_resume_ends_it(trial, running, number):
    running.send_signal(number)
    assert running.wait(20) == 7
    assert trial.all_clean()
    (run,) = trial.runs()
    (reason,) = trial.bodies("run.paused", "reason")
    assert number.name in reason
    assert f"continuity resume {run}" in trial.said()
    if number is signal.SIGINT:
        assert trial.run("resume", run, "--plain") == 0
        assert trial.count("run.ended") == 1


def test_second_signal_tells_how_far_it_is_and_skips_nothing(trial, running):
    running.send_signal(signal.SIGINT)
    assert within(5, lambda: "Stopping: taking every fault out" in trial.said())
    running.send_signal(signal.SIGINT)
    assert running.wait(20) == 7
    assert "Taking faults out" in trial.said()
    assert trial.all_clean()


def test_third_signal_leaves_it_to_the_guard_and_says_what_can_be_done_by_hand(tmp_path):
    server = StandingServer("embedded")
    trial = Trial(server, tmp_path, 1, write_tiny)
    process = trial.start("drill", "run", "tiny", "--auto", "all", "--plain", "--speed", "6")
    try:
        trial.await_event("fault.seen")
        # What stands still keeps the conductor at its first call for as long as the three signals take.
        os.kill(server.pid, signal.SIGSTOP)
        for said in ("Stopping: taking every fault out", "Taking faults out: 1 left", "Left. The guard takes out"):
            os.kill(process.pid, signal.SIGINT)
            assert within(5, lambda said=said: said in trial.said()), trial.said()
        assert process.wait(5) == 8
        by_hand = trial.said().partition("By hand:")[2]
        url = f"{server.url}/proxies"
        assert f"""curl -X POST -d '{{"enabled": true}}' {url}/gate\n""" in by_hand, by_hand
        assert f"curl -X DELETE {url}/continuity.gate\n" in by_hand, by_hand
        os.kill(server.pid, signal.SIGCONT)
        assert trial.all_clean(30), trial.left()
        (run,) = trial.runs()
        assert trial.run("resume", run, "--plain") in (0, 6), trial.said()[-2000:]
    finally:
        for pid in trial.processes():
            trial.kill(pid)
        server.close()


def test_signal_before_the_run_begins_leaves_nothing_behind_and_no_run(trial):
    process = trial.start("drill", "run", "small", "--auto", "all", "--plain")
    assert within(10, lambda: (trial.state / "guards").is_dir())
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 7
    assert trial.all_clean()
    assert trial.count("run.ended") == 0
    assert "Traceback" not in trial.said()


@pytest.mark.parametrize("plain", [True, False])
def test_closed_terminal_takes_every_fault_out(trial, plain):
    ours, theirs = pty.openpty()
    more = ("--plain",) if plain else ()
    process = trial.start(
        "drill", "run", "small", "--auto", "all", "--speed", "240", *more, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    os.set_blocking(ours, False)
    until = time.monotonic() + 30
    while trial.count("fault.seen") < 2:
        assert time.monotonic() < until
        _drain(ours)
        time.sleep(0.02)
    os.close(ours)
    # A shell's window sends SIGHUP as well; here nobody does, and every write fails.
    assert process.wait(30) == 7
    assert trial.all_clean()
    assert trial.bodies("run.paused", "reason") == ["the terminal was closed"]


def _drain(handle: int) -> None:
    try:
        while os.read(handle, 65536):
            pass
    except OSError:
        pass


def test_conductor_that_stood_still_past_the_end_time_finds_the_guard_was_there(trial, running):
    os.kill(running.pid, signal.SIGSTOP)
    try:
        others = {name for name in trial.server.state() if name.startswith("2026-")}
        healed = within(40, lambda: not [one for one in trial.left() if "toxics': [{" in one or "gate" in one])
    finally:
        os.kill(running.pid, signal.SIGCONT)
    assert healed, trial.left()
    assert others
    assert within(20, lambda: trial.count("run.paused") + trial.count("run.ended") > 0)
    assert "guard" in trial.bodies("fault.removed", "by")
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) in (0, 7)
    assert trial.all_clean()
