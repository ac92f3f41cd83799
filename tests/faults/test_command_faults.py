"""Commands break, mend and look: within a deadline, never overlapping, mended after any crash."""

import os
import signal
import sys
import time
from dataclasses import replace

import pytest

from continuity.clock import SystemClock
from continuity.errors import FaultMayRemain, Refused
from continuity.faults.halt import halt
from continuity.faults.heal import heal
from continuity.faults.inject import FaultSpec
from continuity.faults.means import Recipe
from continuity.faults.obligations import load, open_obligations, past_obligations
from continuity.faults.outcome import Healed, by_hand
from continuity.faults.process import ProcessRef
from continuity.faults.promise import What
from continuity.faults.recover import recover
from continuity.faults.wire import CallFailed


@pytest.fixture
def broken(tmp_path):
    """A file that stands for something broken."""
    return tmp_path / "broken"


def recipe(broken, inject=None, heal=None, check=None, within=5000, env=()):
    return Recipe(
        inject or ("touch", str(broken)),
        heal or ("rm", "-f", str(broken)),
        check or ("test", "!", "-e", str(broken)),
        within,
        env,
    )


def spec(made, fault="f1"):
    return FaultSpec(fault, "command", "queue", {"run": "stop"}, made)


def python(code, *arguments):
    return (sys.executable, "-c", code, *arguments)


def test_broken_by_one_command_and_mended_by_another(broken, injector, soon, state):
    ours = injector()
    inject = python("import sys; open(sys.argv[1], 'w'); print('stopped', sys.argv[1][-6:])", str(broken))
    made = ours.inject(spec(recipe(broken, inject)), None, soon())
    assert broken.exists()
    assert load(made.path).params["heal"] == ("rm", "-f", str(broken))
    assert by_hand(made) == (f"rm -f {broken}",)
    (outcome,) = ours.heal_all()
    assert (outcome.state, outcome.verified_clean, broken.exists()) == (Healed.REMOVED, True, False)
    (past,) = past_obligations(state)
    assert [fact.detail for fact in past.facts if fact.what is What.INJECTED] == ["stopped broken"]


def test_mending_again_does_no_harm(broken, injector, soon, state, clock):
    ours = injector()
    made = ours.inject(spec(recipe(broken)), None, soon())
    broken.unlink()
    for _ in range(2):
        assert all(each.healed for each in heal((made,), clock=clock, budget_s=5))
    assert open_obligations(state) == ()


@pytest.mark.parametrize("part", ["inject", "heal", "check"])
def test_without_one_of_the_three_nothing_is_promised(broken, injector, soon, state, part):
    whole = {"inject": ("touch", str(broken)), "heal": ("rm", str(broken)), "check": ("true",)}
    with pytest.raises(Refused, match="inject, heal and check"):
        injector().inject(spec(Recipe(**{**whole, part: ()})), None, soon())
    assert open_obligations(state) == ()


def test_what_is_broken_already_is_not_ours_to_break(broken, injector, soon, state):
    broken.touch()
    with pytest.raises(Refused, match="there already"):
        injector().inject(spec(recipe(broken)), None, soon())
    assert broken.exists()
    assert open_obligations(state) == ()


@pytest.mark.parametrize(
    ("inject", "says"),
    [
        (python("print('no such queue'); raise SystemExit(3)"), "exit code 3: no such queue"),
        (("true",), "does not show the fault"),
        (("no-such-program-anywhere",), "cannot be started"),
        (python("import os, signal; os.kill(os.getpid(), signal.SIGTERM)"), "exit code 143"),
    ],
)
def test_a_command_that_fails_is_told_and_taken_back(broken, injector, soon, state, inject, says):
    with pytest.raises(CallFailed, match=says):
        injector().inject(spec(recipe(broken, inject)), None, soon())
    assert not broken.exists()
    assert open_obligations(state) == ()


@pytest.mark.parametrize("check", [("no-such-program-anywhere",), ("sleep", "60")])
def test_a_check_that_cannot_look_is_no_answer(broken, injector, soon, state, check):
    with pytest.raises(CallFailed, match="gave no answer"):
        injector().inject(spec(recipe(broken, check=check, within=300)), None, soon())
    assert open_obligations(state) == ()


def test_a_command_past_its_deadline_is_ended_with_all_that_it_started(broken, injector, soon, state, until, tmp_path):
    pids = tmp_path / "pids"
    code = (
        "import os, subprocess, sys, time; child = subprocess.Popen(['sleep', '60']); "
        "open(sys.argv[1], 'w').write(f'{os.getpid()} {child.pid}'); time.sleep(60)"
    )
    with pytest.raises(CallFailed, match="no end within its deadline"):
        injector().inject(spec(recipe(broken, python(code, str(pids)), within=1500)), None, soon())
    for pid in pids.read_text().split():
        until(lambda pid=pid: gone(int(pid)))
    assert open_obligations(state) == ()


def gone(pid):
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        pass
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_fault_that_cannot_be_mended_stays_a_promise_with_the_command(broken, injector, soon, state, tmp_path):
    ours = injector()
    way = tmp_path / "way"
    heal = python("import os, sys; assert os.path.exists(sys.argv[1]); os.unlink(sys.argv[2])", str(way), str(broken))
    ours.inject(spec(recipe(broken, heal=heal)), None, soon())
    (outcome,) = ours.heal_all(budget_s=0.1)
    assert not outcome.healed
    assert "AssertionError" in outcome.detail
    assert outcome.manual[0].startswith(sys.executable)
    assert len(open_obligations(state)) == 1
    way.touch()
    assert all(each.healed for each in ours.heal_all())
    assert not broken.exists()


def test_mending_that_leaves_the_fault_is_not_believed(broken, injector, soon, state):
    inject = python("import sys; open(sys.argv[1], 'w'); raise SystemExit(1)", str(broken))
    with pytest.raises(FaultMayRemain, match="still shows the fault"):
        injector().inject(spec(recipe(broken, inject, heal=("true",), within=700)), None, soon())
    assert len(open_obligations(state)) == 1


def test_a_command_sees_only_the_variables_that_are_named(broken, injector, soon, monkeypatch, tmp_path):
    monkeypatch.setenv("SEEN", "yes")
    monkeypatch.setenv("HIDDEN", "secret")
    told = tmp_path / "told"
    code = "import os, sys; open(sys.argv[1], 'w').write(' '.join(sorted(os.environ))); open(sys.argv[2], 'w')"
    ours = injector()
    made = ours.inject(spec(recipe(broken, python(code, str(told), str(broken)), env=("SEEN",))), None, soon())
    seen = told.read_text().split()
    assert ("SEEN" in seen, "PATH" in seen, "HIDDEN" in seen) == (True, True, False)
    assert "yes" not in made.path.read_text()
    ours.heal_all()


def test_what_it_says_is_kept_and_capped(broken, injector, soon, state):
    code = "import sys; open(sys.argv[1], 'w'); print('x' * 5_000_000); print('the end')"
    ours = injector()
    made = ours.inject(spec(recipe(broken, python(code, str(broken)))), None, soon())
    detail = load(made.path).facts[-1].detail
    assert detail.endswith("the end")
    assert len(detail) <= 2000
    ours.heal_all()


def test_a_promise_of_another_machine_is_left_to_it(broken, injector, soon, state):
    made = injector().inject(spec(recipe(broken)), None, soon())
    elsewhere = replace(made, conductor=ProcessRef(1, "then", "another-machine"))
    (outcome,) = heal((elsewhere,), clock=SystemClock(), budget_s=0.1)
    assert "another machine" in outcome.detail
    assert broken.exists()
    injector().heal_all()


def test_halt_mends_it_too(broken, injector, soon, state):
    injector().inject(spec(recipe(broken)), None, soon())
    report = halt(state, "a test", SystemClock())
    assert (len(report.verified), broken.exists()) == (1, False)


def _order(broken, state, **more):
    made = {
        "inject": ["touch", str(broken)],
        "heal": ["rm", "-f", str(broken)],
        "check": ["test", "!", "-e", str(broken)],
    }
    faults = [["command", "queue", {"run": "stop"}, {**made, **more.pop("given", {})}]]
    return {"state": str(state), "run": "run-1", "server": {"url": "none"}, "faults": faults, **more}


@pytest.mark.parametrize("heal", [False, True])
def test_killed_at_every_step_then_recovered_leaves_it_mended(broken, tmp_path, conductor, heal):
    conductor.send(**_order(broken, tmp_path / "whole", heal=heal))
    steps = conductor.hear()["steps"]
    assert conductor.hear()["ended"] == 0
    recover(tmp_path / "whole", SystemClock())
    for step in range(1, steps + 1):
        state = tmp_path / str(step)
        conductor.send(**_order(broken, state, heal=heal, die_at=step))
        assert conductor.hear()["ended"] == signal.SIGKILL
        recovery = recover(state, SystemClock())
        assert all(outcome.healed for outcome in recovery.outcomes), f"step {step}: {recovery}"
        assert not broken.exists(), f"killed at step {step} of {steps}"
        assert open_obligations(state) == ()


def test_killed_while_the_command_is_at_it_the_guard_mends_after_it_is_gone(broken, state, conductor, until, tmp_path):
    """The command would go on without its conductor and break it after the guard had mended it."""
    begun = tmp_path / "begun"
    code = "import sys, time; open(sys.argv[1], 'w'); time.sleep(2); open(sys.argv[2], 'w')"
    given = {"inject": list(python(code, str(begun), str(broken)))}
    started = time.monotonic()
    conductor.send(**_order(broken, state, given=given, guard=True, stop_at=10_000))
    held = conductor.hear()
    until(begun.exists)
    pid = open_obligations(state)[0].conductor.pid
    assert pid
    assert held["guard"]
    os.kill(pid, signal.SIGKILL)
    assert conductor.hear()["ended"] == signal.SIGKILL
    until(lambda: open_obligations(state) == ())
    assert time.monotonic() - started < 2
    time.sleep(max(0.0, 2.3 - (time.monotonic() - started)))
    assert not broken.exists()
