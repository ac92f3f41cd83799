"""Functions of a module that the Chaos Toolkit calls, each in a process of its own."""

import os
from importlib.util import find_spec

import pytest

from continuity.conductor.means import as_recipe
from continuity.faults.inject import FaultSpec
from continuity.faults.obligations import open_obligations
from continuity.faults.outcome import Healed
from continuity.faults.wire import CallFailed
from continuity.plan import Chaos, ChaosCall

EXTENSION = """
import os

def stop(path: str, well: bool = True):
    open(path, "w").close()
    return well

def start(path: str):
    if os.path.exists(path):
        os.unlink(path)
    return {"started": path}

def running(path: str):
    return not os.path.exists(path)

def broken():
    raise RuntimeError("no cluster")
"""


@pytest.fixture
def recipe(tmp_path, monkeypatch):
    """What a place with such functions gives; any of the three can be another one."""
    if find_spec("chaoslib") is None:
        reason = "the Chaos Toolkit is not installed, so none of its functions was called"
        if os.environ.get("CONTINUITY_DEMAND_CHAOSTOOLKIT") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    (tmp_path / "ours_chaos.py").write_text(EXTENSION, "utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}")

    def make(**changed):
        where = {"path": str(tmp_path / "broken")}
        calls = {
            "inject": ChaosCall("ours_chaos", "stop", where),
            "heal": ChaosCall("ours_chaos", "start", where),
            "check": ChaosCall("ours_chaos", "running", where),
        }
        return as_recipe(Chaos(**{**calls, **changed}))

    return make


def spec(recipe):
    return FaultSpec("f1", "chaostoolkit", "queue", {"run": "stop"}, recipe)


def test_an_action_is_taken_back_by_another(recipe, tmp_path, injector, soon):
    ours = injector()
    ours.inject(spec(recipe()), None, soon())
    assert (tmp_path / "broken").exists()
    (outcome,) = ours.heal_all()
    assert (outcome.state, outcome.verified_clean) == (Healed.REMOVED, True)
    assert "started" in outcome.detail
    assert not (tmp_path / "broken").exists()


@pytest.mark.parametrize(
    ("part", "call", "says"),
    [
        ("inject", ChaosCall("ours_chaos", "stop", {"path": "PATH", "well": False}), "exit code 1: false"),
        ("check", ChaosCall("ours_chaos", "broken"), "no cluster"),
        ("check", ChaosCall("no_such_module", "look"), "no_such_module"),
    ],
)
def test_false_is_a_failure_and_an_error_is_no_answer(recipe, tmp_path, injector, soon, state, part, call, says):
    if "path" in call.arguments:
        call = ChaosCall(call.module, call.func, {**call.arguments, "path": str(tmp_path / "broken")})
    with pytest.raises(CallFailed, match=says):
        injector().inject(spec(recipe(**{part: call})), None, soon())
    assert not (tmp_path / "broken").exists()
    assert open_obligations(state) == ()
