"""The panic button: no workspace, no journal, no name for its user; everything of every run, and a lever."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from continuity.cli.halt import command
from continuity.clock import SystemClock
from continuity.faults.api import Api
from continuity.faults.inject import FaultSpec, Injector
from continuity.faults.promise import ServerRef
from continuity.faults.wire import Wire

CONTINUITY = str(Path(sys.executable).parent / "continuity")


@pytest.fixture
def server():
    command = [sys.executable, "-m", "continuity.embedded", "--port", "0", "--until-stdin-closes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        one = ServerRef(f"http://127.0.0.1:{int(process.stdout.readline().rsplit(':', 1)[1])}")
        for proxy in ("crm", "status", "mail"):
            api(one).create(proxy, "127.0.0.1:0", "127.0.0.1:9", enabled=True)
        yield one
        process.stdin.close()
        process.wait(10)


def api(server):
    return Api(Wire(server, SystemClock(), 5.0))


def put_in(state, server, run, *targets):
    injector = Injector(state, run, f"{run}@laptop", SystemClock(), 3600)
    for target in targets:
        injector.inject(FaultSpec(f"f-{target}", "refuse", target), server, SystemClock().now() + 60_000)


def continuity(state, *arguments, **environ):
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", ""), "CONTINUITY_STATE": str(state)}
    command = [CONTINUITY, *arguments]
    return subprocess.run(command, env={**env, **environ}, cwd="/", capture_output=True, text=True, timeout=20)


def test_everything_of_every_run_comes_out_and_is_counted(server, tmp_path):
    before = api(server).proxies()
    put_in(tmp_path, server, "run-1", "crm", "status")
    put_in(tmp_path, server, "run-2", "mail")
    done = continuity(tmp_path, "halt", "--reason", "no duff")
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()[:4]]
    assert rows[0] == ["found", "removed", "verified", "not", "healed"]
    assert ["run-1", "2", "2", "2", "0"] in rows
    assert ["run-2", "1", "1", "1", "0"] in rows
    assert rows[3] == ["all", "3", "3", "3", "0"]
    assert api(server).proxies() == before


def test_as_json_it_tells_programs_all_of_it(server, tmp_path):
    put_in(tmp_path, server, "run-1", "crm")
    (tmp_path / "obligations" / "torn.jsonl").write_text("{")
    done = continuity(tmp_path, "halt", "--reason", "no duff", "--json")
    assert done.returncode == 8, "behind a promise that cannot be read a fault may stand"
    told = json.loads(done.stdout)
    assert [told[key] for key in ("found", "removed", "verified", "not_healed")] == [1, 1, 1, 0]
    assert told["lever"]["reason"] == "no duff"
    assert told["outcomes"][0]["state"] == "removed"
    assert told["unreadable"][0]["file"].endswith("torn.jsonl")


def test_one_that_does_not_come_out_is_told_with_what_to_do_and_the_others_are_out(server, tmp_path):
    put_in(tmp_path, server, "run-1", "crm", "status")
    promise = tmp_path / "obligations" / "run-1.f-crm.1.jsonl"
    promise.write_text(promise.read_text().replace(server.url, "http://127.0.0.1:9"))
    done = continuity(tmp_path, "halt", "--reason", "no duff")
    assert done.returncode == 8
    assert "run-1                             2        1         1           1" in done.stdout
    assert "by hand: curl -X POST" in done.stdout
    assert api(server).proxy("status").enabled
    again = continuity(tmp_path, "status")
    assert (again.returncode, "HALTED" in again.stdout) == (8, True)
    assert "healing it failed at" in again.stdout, "though its maker lives, and is this test"


def test_a_user_that_nobody_lists_can_halt(server, tmp_path, monkeypatch):
    def nobody():
        raise KeyError("getpwuid(): uid not found")

    put_in(tmp_path, server, "run-1", "crm")
    monkeypatch.setenv("CONTINUITY_STATE", str(tmp_path))
    monkeypatch.setattr("getpass.getuser", nobody)
    done = CliRunner().invoke(command, ["--reason", "no duff"])
    assert done.exit_code == 0, done.output
    assert api(server).proxy("crm").enabled


def test_the_lever_refuses_until_it_is_released(tmp_path):
    assert continuity(tmp_path, "halt", "--reason", "no duff").returncode == 0
    assert "HALTED" in continuity(tmp_path, "status").stdout
    assert continuity(tmp_path, "halt", "--release").stdout == "The lever is released.\n"
    assert "HALTED" not in continuity(tmp_path, "status").stdout


def test_pressing_ctrl_c_does_not_interrupt_it(server, tmp_path, silent):
    put_in(tmp_path, server, "run-1", "crm", "status")
    promise = tmp_path / "obligations" / "run-1.f-crm.1.jsonl"
    promise.write_text(promise.read_text().replace(server.url, silent))
    environ = {**os.environ, "CONTINUITY_STATE": str(tmp_path)}
    command = [CONTINUITY, "halt", "--reason", "x"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while not (tmp_path / "halt.json").exists():
            pass
        process.send_signal(signal.SIGINT)
        said, shouted = process.communicate(timeout=20)
    assert process.returncode == 8
    assert "this takes 3 s at most" in shouted
    assert "1         1           1" in said
    assert api(server).proxy("status").enabled


@pytest.fixture
def silent():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as sock:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
