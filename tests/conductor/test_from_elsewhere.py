"""Other terminals, and other processes that die: the run stops safely, says so, and can be taken up or ended."""

from __future__ import annotations

import os
import signal

from trial import within


def test_halt_from_another_terminal_aborts_the_run(trial, running):
    code, said = trial.tell("halt", "--reason", "no duff")
    assert code == 0, said
    assert running.wait(20) == 7
    assert "halted by" in str(trial.bodies("run.aborted", "reason"))
    code, said = trial.tell("drill", "run", "small", "--auto", "all", "--plain")
    assert (code, "lever" in said, len(trial.runs())) == (4, True, 1)
    assert trial.run("halt", "--release") == 0
    assert trial.all_clean()


def test_pause_resume_and_abort_from_another_terminal(trial, running):
    (run,) = trial.runs()
    code, said = trial.tell("pause", run, "--reason", "a word with the vendor")
    assert (code, f"{run} is paused" in said) == (0, True), said
    assert trial.server.state()["gate"] == trial.server.baseline["gate"]
    assert trial.tell("resume", run)[0] == 0
    trial.await_event("fault.injected", 4)
    code, said = trial.tell("abort", run, "--reason", "enough")
    assert (code, f"{run} is aborted" in said) == (0, True), said
    assert running.wait(20) == 7
    assert trial.all_clean()
    code, said = trial.tell("resume", run)
    assert (code, "aborted" in said) == (4, True), said


def test_lost_guard_stops_the_run_and_resume_brings_a_new_one(trial, running):
    os.kill(trial.pid_of("continuity.faults.guard"), signal.SIGKILL)
    _stopped_for(trial, running, "the guard is gone")


def test_lost_simulated_people_stop_the_run(trial, running):
    os.kill(trial.pid_of("continuity.autoplay"), signal.SIGKILL)
    _stopped_for(trial, running, "the simulated people are gone")


def test_lost_stand_ins_stop_the_run(trial, running):
    os.kill(trial.pid_of("continuity.standins"), signal.SIGKILL)
    _stopped_for(trial, running, "the stand-ins are gone")


def _stopped_for(trial, running, reason):
    assert running.wait(30) in (7, 8), trial.said()
    (run,) = trial.runs()
    assert trial.bodies("run.paused", "reason") == [reason]
    assert f"paused: {reason}" in trial.said()
    assert f"continuity resume {run}" in trial.said()
    assert trial.all_clean()
    assert trial.run("resume", run, "--plain") == 0, trial.said()[-3000:]
    assert trial.count("run.ended") == 1


def test_run_whose_conductor_is_lost_can_be_aborted_from_anywhere(trial, running):
    running.kill()
    running.wait()
    assert within(10, lambda: not trial.left())
    (run,) = trial.runs()
    code, said = trial.tell("status")
    assert (code, f"continuity resume {run}" in said) == (0, True), said
    code, said = trial.tell("abort", run, "--reason", "the laptop died", seconds=15)
    assert (code, "is out, but no probe has proven it" in said) == (0, True), said
    assert trial.count("run.aborted") == 1
    assert trial.run("verify", run) == 0


def test_second_conductor_is_refused_while_the_first_lives(trial, running):
    (run,) = trial.runs()
    code, said = trial.tell("resume", run, "--plain")
    assert (code, "not paused" in said) == (4, True), said
    assert running.poll() is None
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) == 7
