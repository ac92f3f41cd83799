import os

import pytest

from continuity.errors import Refused
from continuity.faults.guarded import guard_lives
from continuity.faults.obligations import open_obligations, past_obligations
from continuity.faults.start_guard import start_guard


def test_a_guard_lives_as_long_as_its_conductor_and_says_goodbye(state, until):
    guard = start_guard(state, "run-1")
    assert guard.alive
    assert guard_lives(state, "run-1")
    assert not guard_lives(state, "run-2")
    guard.nudge()
    guard.close()
    guard.close()
    until(lambda: not guard.alive)
    assert not guard_lives(state, "run-1")


def test_a_goodbye_with_open_faults_has_them_healed_and_closed(server, state, injector, soon, spec, until):
    baseline = server.state()
    guard = start_guard(state, "run-1")
    injector().inject(spec("refuse"), server.ref, soon())
    injector("run-2").inject(spec(target="status"), server.ref, soon())
    guard.close()
    until(lambda: not guard.alive)
    assert server.proxy() == baseline["crm"]
    assert server.proxy("status").toxics, "another run's faults are another guard's"
    (past,) = past_obligations(state, "run-1")
    assert past.facts[-1].by == "guard"
    injector("run-2").heal_all()


def test_what_the_guard_cannot_heal_stays_on_the_disk(real, state, injector, soon, spec, until, between, deaf):
    middle = between(real.url)
    guard = start_guard(state, "run-1", budget_s=1)
    made = injector().inject(spec(), type(real.ref)(middle.url), soon())
    made.path.write_text(made.path.read_text().replace(middle.url, deaf.url))
    guard.close()
    until(lambda: not guard.alive)
    (left,) = open_obligations(state)
    assert left.facts[-1].what == "not healed"


def test_a_stuck_fault_does_not_delay_the_next_deadline(real, state, injector, soon, spec, until, between, deaf):
    middle, ours = between(real.url), injector()
    guard = start_guard(state, "run-1", budget_s=3)
    stuck = ours.inject(spec(), type(real.ref)(middle.url), soon(0.5))
    stuck.path.write_text(stuck.path.read_text().replace(middle.url, deaf.url))
    ours.inject(spec("refuse", target="status", fault="f2"), real.ref, soon(1))
    until(lambda: real.proxy("status").enabled, 3)
    guard.close()
    until(lambda: not guard.alive)


def test_no_guard_no_start(tmp_path):
    (tmp_path / "state").write_text("a file where a folder must be")
    before = len(os.listdir("/dev/fd"))
    with pytest.raises(Refused, match="did not start"):
        start_guard(tmp_path / "state", "run-1")
    assert len(os.listdir("/dev/fd")) == before


def test_healing_a_fault_named_like_a_proxy_of_the_run_keeps_the_proxy(real, injector, soon, spec):
    ours = injector()
    ours.create_proxy("mail", "127.0.0.1:0", "127.0.0.1:9", real.ref)
    ours.inject(spec(target="mail", fault="mail"), real.ref, soon())
    ours.heal("mail")
    assert real.proxy("mail")
    ours.heal_all()
    assert real.proxy("mail") is None
