"""Killed at every line written and every call made, before and after: recovering brings the baseline back."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from continuity.clock import SystemClock, from_iso
from continuity.faults.obligations import open_obligations
from continuity.faults.outcome import Healed
from continuity.faults.process import started
from continuity.faults.recover import recover

STUB = {"stub": "127.0.0.1:10", "upstream": "127.0.0.1:9"}
PLANS = {
    "toxic": {"faults": [["latency", "crm", {"latency": 20}]]},
    "refuse": {"faults": [["refuse", "crm", {}]]},
    "both, found disabled": {"faults": [["refuse", "crm", {}], ["latency", "crm", {"latency": 20}]], "off": True},
    "a proxy of the run": {"proxies": ["mail"], "faults": [["refuse", "mail", {}]]},
    "led to a stub": {"faults": [["http", "crm", {"answer": "unavailable"}, STUB]]},
    "led to a stub, and healing": {
        "faults": [["http", "crm", {"answer": "maintenance"}, STUB], ["refuse", "crm", {}]],
        "heal": True,
    },
    "healing": {"faults": [["refuse", "crm", {}], ["noop", "status", {}]], "heal": True},
}


def _order(server, state, plan, **more):
    wanted = {key: value for key, value in PLANS[plan].items() if key != "off"}
    return {"state": str(state), "run": "run-1", "server": {"url": server.url}, **wanted, **more}


def _prepare(server, plan):
    server.api.change("crm", {"enabled": not PLANS[plan].get("off", False)})
    return server.state()


@pytest.mark.parametrize("plan", PLANS)
def test_killed_at_every_step_then_recovered_leaves_no_fault(server, tmp_path, conductor, plan):
    baseline = _prepare(server, plan)
    conductor.send(**_order(server, tmp_path / "whole", plan))
    steps = conductor.hear()["steps"]
    assert conductor.hear()["ended"] == 0
    recover(tmp_path / "whole", SystemClock())
    assert server.state() == baseline
    for step in range(1, steps + 1):
        state = tmp_path / str(step)
        conductor.send(**_order(server, state, plan, die_at=step))
        assert conductor.hear()["ended"] == signal.SIGKILL
        recovery = recover(state, SystemClock())
        assert all(outcome.healed for outcome in recovery.outcomes), f"step {step}: {recovery}"
        assert server.state() == baseline, f"killed at step {step} of {steps}"
        assert open_obligations(state) == ()


def test_killed_runner_leaves_no_fault(server, state, conductor, until):
    baseline = server.state()
    faults = [["refuse", "crm", {}], ["timeout", "status", {}]]
    conductor.send(**_order(server, state, "toxic", faults=faults, guard=True, hold=True))
    told = conductor.hear()
    assert server.state() != baseline
    os.kill(told["child"], signal.SIGKILL)
    conductor.hear()
    until(lambda: server.state() == baseline, 5)
    until(lambda: open_obligations(state) == ())


def test_killed_while_injecting_is_healed_by_the_guard(server, state, conductor, until):
    baseline = server.state()
    conductor.send(**_order(server, state, "toxic", guard=True, die_at=17))
    assert conductor.hear()["ended"] == signal.SIGKILL
    until(lambda: open_obligations(state) == () and server.state() == baseline, 5)


def test_a_conductor_that_hangs_is_healed_at_the_deadline(server, state, conductor, until):
    baseline = server.state()
    conductor.send(**_order(server, state, "toxic", guard=True, hold=True, deadline_ms=700))
    told = conductor.hear()
    os.kill(told["child"], signal.SIGSTOP)
    assert server.state() != baseline
    try:
        until(lambda: server.state() == baseline, 5)
        (promise,) = open_obligations(state)
        slip = next(fact.at for fact in promise.facts if fact.what == "removed") - promise.deadline_ms
        assert 0 <= slip < 2000
        assert promise.removed, "open as long as its maker lives and could be about to inject"
    finally:
        os.kill(told["child"], signal.SIGKILL)
        conductor.hear()
    until(lambda: open_obligations(state) == (), 5)


def test_the_guard_told_to_end_heals_first_and_stays(server, state, conductor, until):
    baseline = server.state()
    conductor.send(**_order(server, state, "refuse", guard=True, hold=True))
    told = conductor.hear()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(told["guard"], number)
    until(lambda: server.state() == baseline, 5)
    os.kill(told["guard"], 0)
    os.kill(told["child"], signal.SIGKILL)
    conductor.hear()
    until(lambda: open_obligations(state) == (), 5)


def test_guard_and_conductor_both_killed_is_recovered(server, state, conductor, until):
    baseline = server.state()
    conductor.send(**_order(server, state, "refuse", guard=True, hold=True))
    told = conductor.hear()
    os.kill(told["guard"], signal.SIGKILL)
    os.kill(told["child"], signal.SIGKILL)
    conductor.hear()
    assert server.state() != baseline
    # A killed process dies in a moment, not at once; until its lock is free the guard counts as alive.
    (outcome,) = until(lambda: recover(state, SystemClock()).outcomes)
    assert outcome.verified_clean
    assert server.state() == baseline


def test_guard_and_conductor_both_killed_the_lease_ends_the_toxic(server, state, conductor, until):
    baseline = server.state()
    conductor.send(**_order(server, state, "toxic", guard=True, hold=True, deadline_ms=1000))
    told = conductor.hear()
    os.kill(told["guard"], signal.SIGKILL)
    os.kill(told["child"], signal.SIGKILL)
    conductor.hear()
    (promise,) = open_obligations(state)
    leases = server.api.wire.call("GET", "/continuity/leases")
    assert server.proxy().toxics, "not before the guard would have had its turn"
    if leases.status == 200:
        (lease,) = leases.value["held"]
        assert (lease["toxic"], lease["holder"]) == (promise.toxic, "run-1")
        assert 3000 < from_iso(lease["until"]) - promise.deadline_ms < 10_000
        until(lambda: server.proxy() == baseline["crm"], 15)
        expected = Healed.ALREADY_GONE
    else:
        # The original passes over what it does not know.
        expected = Healed.REMOVED
    (outcome,) = until(lambda: recover(state, SystemClock()).outcomes)
    assert (outcome.state, outcome.verified_clean, outcome.detail) == (expected, True, "")
    assert open_obligations(state) == ()
    assert server.state() == baseline


def test_what_a_living_conductor_keeps_is_not_recovered(real, state, conductor):
    conductor.send(**_order(real, state, "refuse", hold=True))
    told = conductor.hear()
    try:
        recovery = recover(state, SystemClock())
        assert (len(recovery.left), recovery.outcomes) == (1, ())
        assert real.proxy().enabled is False
    finally:
        os.kill(told["child"], signal.SIGKILL)
        conductor.hear()
    assert len(recover(state, SystemClock()).outcomes) == 1


def test_what_a_living_guard_keeps_is_not_recovered(state, real, conductor, until, deaf):
    from continuity.faults.guarded import guard_lives

    conductor.send(**_order(real, state, "toxic", guard=True, hold=True))
    told = conductor.hear()
    assert guard_lives(state, "run-1")
    os.kill(told["guard"], signal.SIGKILL)
    until(lambda: not guard_lives(state, "run-1"))
    os.kill(told["child"], signal.SIGKILL)
    conductor.hear()
    recover(state, SystemClock())


@pytest.mark.skipif(sys.platform != "linux", reason="seeing that a process has stopped needs /proc")
@pytest.mark.parametrize("killed_after", [None, 1, 2, 4])
@pytest.mark.parametrize("step", [4, 7, 11, 13, 14, 15, 16, 17, 18, 21])
def test_stopped_midway_healed_at_the_deadline_and_woken_leaves_no_fault(
    real, state, conductor, until, step, killed_after
):
    """The worst moment: the fault goes in after the guard has taken it out, and its maker may even die then."""
    baseline = real.state()
    more = {"die_at": step + killed_after} if killed_after else {}
    conductor.send(**_order(real, state, "refuse", guard=True, deadline_ms=60, stop_at=step, **more))
    told = conductor.hear()
    try:
        until(lambda: Path(f"/proc/{told['child']}/stat").read_text().rpartition(")")[2].split()[0] == "T")
        # Stopped before the promise has its name there is none yet, and nothing went in either.
        promised = [True] if step > 4 else []
        late = SystemClock().now() + 100
        until(lambda: SystemClock().now() > late)
        until(lambda: [each.removed for each in open_obligations(state)] == promised and real.state() == baseline, 5)
        os.kill(told["child"], signal.SIGCONT)
        assert conductor.hear(5)["ended"] != 0
    except BaseException:
        os.kill(told["child"], signal.SIGKILL)
        conductor.hear()
        raise
    until(lambda: open_obligations(state) == () and real.state() == baseline, 5)


def test_a_maker_that_dies_while_others_heal_leaves_its_promise_open(real, state, injector, soon, spec, monkeypatch):
    """It may have injected once more just before it died, after the healer had looked."""
    from continuity.faults import heal as room

    baseline, undo = real.state(), room.undo
    maker = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    made = injector().inject(spec("refuse"), real.ref, soon())
    line, _, rest = made.path.read_text().partition("\n")
    record = json.loads(line)
    record["conductor"].update(pid=maker.pid, started=started(maker.pid))
    made.path.write_text(json.dumps(record) + "\n" + rest)

    def injected_again(obligation, wire):
        done = undo(obligation, wire)
        real.api.change("crm", {"enabled": False})
        maker.communicate(b"\n")
        return done

    monkeypatch.setattr(room, "undo", injected_again)
    (promise,) = open_obligations(state)
    room.heal([promise], clock=SystemClock(), budget_s=2)
    monkeypatch.undo()
    assert real.state() != baseline
    (outcome,) = recover(state, SystemClock()).outcomes
    assert outcome.state is Healed.REMOVED
    assert real.state() == baseline
    assert open_obligations(state) == ()
