"""What a lost machine left in a server is cleared from another one, and only when its time is over."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from continuity.clock import SystemClock
from continuity.faults.api import Api
from continuity.faults.inject import FaultSpec, Injector
from continuity.faults.promise import ServerRef
from continuity.faults.wire import Wire

SWEEP = [str(Path(sys.executable).parent / "continuity"), "sweep", "--json"]


@pytest.fixture
def server():
    command = [sys.executable, "-m", "continuity.embedded", "--port", "0", "--until-stdin-closes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield ServerRef(f"http://127.0.0.1:{int(process.stdout.readline().rsplit(':', 1)[1])}")
        process.stdin.close()
        process.wait(10)


def swept(server, *more):
    environ = {**os.environ, "TOXIPROXY_URL": server.url}
    done = subprocess.run([*SWEEP, *more], env=environ, capture_output=True, text=True, timeout=20)
    return done.returncode, json.loads(done.stdout)


def test_a_lost_machine_is_cleaned_up_after_by_another(server, tmp_path):
    clock = SystemClock()
    api = Api(Wire(server, clock, 5.0))
    api.create("crm", "127.0.0.1:0", "127.0.0.1:9", enabled=True)
    injector = Injector(tmp_path, "run-1", "anna@laptop", clock, 3600)
    injector.inject(FaultSpec("f1", "latency", "crm", {"latency": 50}), server, clock.now() + 60_000)
    code, found = swept(server)
    assert (code, found["swept"], found["held"][0]["holder"]) == (0, [], "anna@laptop")
    marker = api.proxy("continuity.crm")
    long_ago = json.dumps({**json.loads(marker.upstream), "until": "2001-01-01T00:00:00Z"})
    api.change(marker.name, {"upstream": long_ago})
    code, found = swept(server)
    assert (code, found["swept"][0]["run"], found["swept"][0]["problem"]) == (0, "run-1", None)
    assert api.proxy("continuity.crm") is None
    assert api.proxy("crm").toxics == ()


def test_without_a_server_it_asks_for_one(tmp_path):
    environ = {name: value for name, value in os.environ.items() if name != "TOXIPROXY_URL"}
    done = subprocess.run(SWEEP, env=environ, capture_output=True, text=True, timeout=20)
    assert done.returncode == 2
    assert "Name the server" in done.stderr


@pytest.mark.parametrize("name", ["", " ", "continuity."])
def test_an_empty_name_is_no_proxy(server, name):
    environ = {**os.environ, "TOXIPROXY_URL": server.url}
    command = [*SWEEP, "--proxy", name]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=20)
    assert (done.returncode, "An empty name is no proxy" in done.stderr) == (2, True), done.stderr


def test_a_server_that_cannot_be_read_may_hold_a_fault(tmp_path):
    environ = {**os.environ, "TOXIPROXY_URL": "http://127.0.0.1:9"}
    done = subprocess.run(SWEEP, env=environ, capture_output=True, text=True, timeout=20)
    assert done.returncode == 8
    assert "nothing could be swept" in done.stderr
