import json
import subprocess
import sys
from importlib.util import find_spec

import pytest
from switch_house import OK, SwitchHouse

from continuity.errors import Refused
from continuity.faults.inject import FaultSpec
from continuity.faults.obligations import ServerRef, open_obligations
from continuity.faults.outcome import Healed, by_hand
from continuity.faults.points import PointProxy, down, show, up
from continuity.faults.sweep import sweep
from continuity.faults.switch import Switch
from continuity.faults.wire import CallFailed, Wire


@pytest.fixture
def stand_in():
    server = SwitchHouse()
    yield server
    server.end()


STALE = FaultSpec("f1", "switch", "crm", {"mode": "stale-search", "settings": {"seconds": 30}})


def test_a_switch_is_a_fault_like_any_other(stand_in, state, injector, soon):
    ours = injector()
    ours.inject(STALE, ServerRef(stand_in.url), soon())
    assert (stand_in.state["mode"], stand_in.state["run"]) == ("stale-search", "run-1")
    assert stand_in.state["settings"] == {"seconds": 30}
    (outcome,) = ours.heal_all()
    assert (outcome.state, outcome.verified_clean) == (Healed.REMOVED, True)
    assert stand_in.state == OK
    assert open_obligations(state) == ()


def test_a_switch_that_another_run_holds_is_refused_and_left(stand_in, state, injector, soon):
    stand_in.state = {**OK, "mode": "503", "run": "run-9"}
    with pytest.raises(Refused, match="run-9"):
        injector().inject(STALE, ServerRef(stand_in.url), soon())
    assert stand_in.state["run"] == "run-9"
    assert open_obligations(state) == ()


def test_a_switch_set_by_hand_is_refused_and_left(stand_in, state, injector, soon):
    stand_in.state = {**OK, "mode": "503"}
    with pytest.raises(Refused, match="by hand"):
        injector().inject(STALE, ServerRef(stand_in.url), soon())
    assert stand_in.state["mode"] == "503"


def test_a_switch_that_another_run_took_over_is_foreign(stand_in, injector, soon):
    ours = injector()
    made = ours.inject(STALE, ServerRef(stand_in.url), soon())
    stand_in.state = {**OK, "mode": "503", "run": "run-9"}
    (outcome,) = ours.heal_all()
    assert outcome.state is Healed.FOREIGN
    assert stand_in.state["run"] == "run-9"
    assert by_hand(made) == (f"curl -X DELETE '{stand_in.url}/switch?run=run-1'",)


@pytest.fixture(scope="module")
def real_stand_in(tmp_path_factory):
    if find_spec("continuity.standins") is None or find_spec("continuity.standins.start") is None:
        pytest.skip("the stand-ins are not there, so the switch was tried against a small one only")
    command = [sys.executable, "-m", "continuity.standins", "--dir", str(tmp_path_factory.mktemp("crm")), "crm"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        port = json.loads(process.stdout.readline())["crm"]
        yield ServerRef(f"http://127.0.0.1:{port}")
        process.stdin.close()


def test_the_switch_of_a_real_stand_in_is_thrown_held_and_set_back(real_stand_in, tmp_path, injector, soon, clock):
    switch = Switch(Wire(real_stand_in, clock))
    ours, theirs = injector(), injector("run-2", "ben@desk", tmp_path / "other")
    ours.inject(FaultSpec("f1", "switch", "crm", {"mode": "stale-search"}), real_stand_in, soon())
    assert (switch.read().mode, switch.read().run) == ("stale-search", "run-1")
    with pytest.raises(Refused, match="run-1"):
        theirs.inject(FaultSpec("f1", "switch", "crm", {"mode": "stale-search"}), real_stand_in, soon())
    assert switch.set("stale-search", "run-2", soon(), {}) is False
    assert switch.release("run-2") is False
    (outcome,) = ours.heal_all()
    assert (outcome.state, outcome.verified_clean) == (Healed.REMOVED, True)
    assert (switch.read().mode, switch.read().run) == ("ok", None)


def test_a_mode_that_the_stand_in_does_not_know_is_told_and_leaves_nothing(real_stand_in, state, injector, soon):
    with pytest.raises(CallFailed, match="There is no mode sleepy"):
        injector().inject(FaultSpec("f1", "switch", "crm", {"mode": "sleepy"}), real_stand_in, soon())
    assert open_obligations(state) == ()


def test_sweep_clears_what_has_expired_and_nothing_else(server, tmp_path, injector, soon, spec, clock):
    from continuity.clock import ManualClock

    theirs = injector("run-2", "ben@desk", tmp_path / "other")
    baseline = server.state()
    server.add_toxic("crm", "theirs")
    ours = injector()
    ours.inject(spec("refuse"), server.ref, soon(60))
    ours.inject(spec(fault="f2"), server.ref, soon(60))
    theirs.inject(spec(target="status"), server.ref, soon(3000))
    assert sweep(server.ref, clock).swept == ()
    result = sweep(server.ref, ManualClock(clock.now() + 120_000))
    assert [(each.marker.run, each.problem) for each in result.swept] == [("run-1", None)]
    assert [marker.run for marker in result.held] == ["run-2"]
    crm = server.proxy()
    assert (crm.enabled, [toxic.name for toxic in crm.toxics]) == (True, ["theirs"])
    assert server.proxy("continuity.crm") is None
    assert server.proxy("status").toxics
    assert all(each.healed for each in (*ours.heal_all(), *theirs.heal_all()))
    server.api.delete_toxic("crm", "theirs")
    assert server.state() == baseline


def test_sweep_tells_of_toxics_named_like_ours_that_nobody_holds(server, clock):
    server.add_toxic("crm", "continuity-run-0-f1")
    (stray,) = sweep(server.ref, clock).strays
    assert (stray.proxy, stray.about) == ("crm", "continuity-run-0-f1")
    assert server.proxy().toxics
    for line in stray.manual:
        subprocess.run(line, shell=True, capture_output=True, timeout=10, check=True)
    assert server.proxy().toxics == ()
    assert sweep(server.ref, clock).clean


def test_toxic_of_a_proxy_whose_marker_cannot_be_read_is_no_stray(server, between, injector, soon, spec, clock):
    ours = injector()
    ours.inject(spec(), server.ref, soon())
    middle = between(server.url)
    middle.spoil_at, middle.how = 0, "500"
    found = sweep(ServerRef(middle.url), clock, ("crm",))
    assert [one.proxy for one in found.silent] == ["continuity.crm"]
    assert (found.strays, found.clean) == ((), False)
    assert all(each.healed for each in ours.heal_all())


def test_points_are_made_once_and_used_as_found(server, clock):
    points = [PointProxy("mail", "127.0.0.1:0", "127.0.0.1:9"), PointProxy("crm", "127.0.0.1:0", "127.0.0.1:9")]
    assert [each.created for each in up(points, server.ref, clock)] == [True, False]
    assert [each.created for each in up(points, server.ref, clock)] == [False, False]
    assert down(points, server.ref, clock) == ("mail", "crm")
    assert down(points, server.ref, clock) == ()


def test_points_that_stand_otherwise_are_all_told_and_none_is_made(server, clock):
    points = [PointProxy(name, "127.0.0.1:0", "127.0.0.1:10") for name in ("mail", "crm", "status")]
    with pytest.raises(Refused) as refused:
        up(points, server.ref, clock)
    assert len(refused.value.reasons) == 2
    assert "127.0.0.1:9" in refused.value.reasons[0]
    assert "mail" not in server.state()


def test_points_in_use_are_shown_with_their_holder_and_not_deleted(server, injector, soon, spec, clock):
    ours = injector()
    ours.inject(spec(), server.ref, soon())
    shown = {each.proxy.name: each.held_by for each in show(server.ref, clock)}
    assert shown["crm"].run == "run-1"
    assert shown["status"] is None
    with pytest.raises(Refused):
        down([PointProxy("crm", "127.0.0.1:0", "127.0.0.1:9")], server.ref, clock)
    ours.heal_all()
    assert server.proxy()


def test_marker_with_text_that_is_not_ours_is_said_with_the_command_that_clears_it(server, injector, soon, spec):
    server.api.create("continuity.crm", "127.0.0.1:0", "mine", enabled=False)
    with pytest.raises(Refused) as refused:
        injector().inject(spec("refuse"), server.ref, soon())
    assert "held by somebody who wrote 'mine'" in refused.value.message
    assert f"curl -X DELETE {server.url}/proxies/continuity.crm" in refused.value.message
    assert "9999" not in refused.value.message
    assert server.proxy().enabled
