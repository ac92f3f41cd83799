"""A proxy of the right name that is another one is somebody else's: no drill takes it, and it stays as it is."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial

import pytest
from standing_server import StandingServer, engines
from tiny_drill import write_tiny
from trial import Trial

from continuity.clock import SystemClock
from continuity.conductor.standing_proxy import standing_proxy
from continuity.errors import Refused
from continuity.faults.api import Api, ProxyState
from continuity.faults.inject import FaultSpec, Injector
from continuity.faults.means import StubAt
from continuity.faults.promise import ServerRef
from continuity.faults.standing import as_wanted
from continuity.faults.wire import Wire
from continuity.plan import Proxy

RUN = ("drill", "run", "tiny", "--auto", "all", "--plain")
ELSEWHERE = "127.0.0.1:1"


@pytest.fixture(scope="module", params=engines())
def either(request):
    server = StandingServer(request.param)
    yield server
    server.close()


def trial_with(server, folder, listen, upstream):
    return Trial(server, folder, 1, lambda root, _, seed: write_tiny(root, (listen, upstream), seed))


@pytest.mark.parametrize("which", ["listen", "upstream"])
@pytest.mark.parametrize("command", [RUN, ("drill", "dry-run", "tiny")], ids=["run", "dry-run"])
def test_start_is_refused_and_shows_the_one_found_and_the_one_wanted(either, tmp_path, which, command):
    listen, upstream = either.gate
    wanted = (ELSEWHERE, upstream) if which == "listen" else (listen, ELSEWHERE)
    trial = trial_with(either, tmp_path, *wanted)
    code, said = trial.tell(*command)
    assert code == 4, said
    assert f"another proxy 'gate': it listens on {listen} for {upstream}" in said
    assert f"wanted is {wanted[0]} for {wanted[1]}" in said
    assert either.state() == either.baseline
    assert trial.runs() == []


@pytest.mark.parametrize("spelling", ["localhost:PORT", "127.0.0.1:0", "gate.example.com:PORT"])
def test_other_spellings_of_its_address_are_the_same_proxy(either, tmp_path, spelling):
    listen, upstream = either.gate
    trial = trial_with(either, tmp_path, spelling.replace("PORT", listen.rpartition(":")[2]), upstream)
    code, said = trial.tell("drill", "dry-run", "tiny")
    assert (code, "Nothing speaks against it." in said) == (0, True), said


@pytest.mark.parametrize(
    ("shown", "wanted", "same"),
    [
        ("10.0.0.7:9001", "gate.example.com:9001", True),
        ("[fd00::7]:9001", "gate.example.com:9001", True),
        ("10.0.0.7:9002", "gate.example.com:9001", False),
        ("gate.example.com:9001", "gate.example.com:9001", True),
        ("door.example.com:9001", "gate.example.com:9001", False),
        ("10.0.0.7:9001", "10.0.0.8:9001", False),
        ("10.0.0.7:9001", "localhost:9001", False),
        ("10.0.0.7:9001", ":9001", False),
        ("[::]:9001", "0.0.0.0:9001", True),
    ],
)
def test_only_a_host_name_is_compared_by_its_port(shown, wanted, same):
    standing = ProxyState("gate", shown, "crm:80", True, ())
    with nullcontext() if same else pytest.raises(Refused, match="another proxy 'gate'"):
        as_wanted(standing, wanted, "crm:80", ServerRef("http://lab:8474"))


def test_one_that_took_its_place_after_the_start_is_not_touched(either, tmp_path):
    trial = Trial(either, tmp_path, 1, partial(write_tiny, starts_after="2m"))
    process = trial.start(*RUN)
    trial.await_event("conductor.took")
    either._call("POST", "/proxies/gate", {"upstream": "localhost:" + either.gate[1].rpartition(":")[2]})
    theirs = either.state()["gate"]
    try:
        assert process.wait(60) not in (0, 8), trial.said()
        assert either.state()["gate"] == theirs
        assert trial.count("fault.injected") == 0
        (why,) = trial.bodies("fault.failed", "why")
        assert "another proxy 'gate'" in str(why)
    finally:
        process.kill()
        process.wait()
        either._call("POST", "/proxies/gate", {"upstream": either.gate[1]})


def test_while_it_leads_to_our_own_stub_it_is_still_the_one_meant(either, tmp_path):
    clock, server = SystemClock(), ServerRef(either.url)
    api = Api(Wire(server, clock, 5.0))
    ours = Injector(tmp_path, "run-1", "anna@laptop", clock, 3600)
    stub = FaultSpec("f1", "http", "gate", {"answer": "unavailable"}, StubAt("127.0.0.1:9", either.gate[1]))
    wanted = Proxy("gate", either.gate[1], either.gate[0])
    ours.inject(stub, server, clock.now() + 60_000)
    try:
        assert api.proxy("gate").upstream == "127.0.0.1:9"
        assert standing_proxy(server, clock, "gate", wanted, "run-1").upstream == either.gate[1]
        with pytest.raises(Refused, match="run-1"):
            standing_proxy(server, clock, "gate", wanted, "run-2")
    finally:
        ours.heal_all()
    assert either.state() == either.baseline


def test_hold_that_names_no_run_is_said_with_the_command_that_clears_it(either, tmp_path):
    trial = Trial(either, tmp_path, 1, write_tiny)
    marker = {"name": "continuity.gate", "listen": "127.0.0.1:0", "upstream": "mine", "enabled": False}
    either._call("POST", "/proxies", marker)
    try:
        for command in (RUN, ("drill", "dry-run", "tiny")):
            code, said = trial.tell(*command)
            assert code == 4, said
            assert f"curl -X DELETE {either.url}/proxies/continuity.gate" in said
            assert "9999-12-31" not in said
    finally:
        either._call("DELETE", "/proxies/continuity.gate", None)
    assert trial.tell("drill", "dry-run", "tiny")[0] == 0
