"""A server that a stalled reader has locked up (Shopify/toxiproxy #427): escalated where it is ours, told where not."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time

import pytest

from continuity.clock import ManualClock, SystemClock, to_iso
from continuity.faults.api import Api
from continuity.faults.escalate import _refuses
from continuity.faults.halt import halt
from continuity.faults.heal import heal
from continuity.faults.obligations import open_obligations
from continuity.faults.outcome import Healed
from continuity.faults.promise import ServerRef
from continuity.faults.sweep import sweep
from continuity.faults.wire import NoAnswer, Wire


class Flood:
    """An upstream that sends without end to whoever connects."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.over = threading.Event()
        self.sent = 0
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self):
        with contextlib.suppress(OSError):
            while True:
                one, _ = self.socket.accept()
                threading.Thread(target=self._send, args=(one,), daemon=True).start()

    def _send(self, one):
        one.settimeout(0.2)
        with contextlib.suppress(OSError), one:
            while not self.over.is_set():
                with contextlib.suppress(TimeoutError):
                    self.sent += one.send(bytes(65536))

    def end(self):
        self.over.set()
        self.socket.close()


@pytest.fixture
def flood():
    upstream = Flood()
    yield upstream
    upstream.end()


@pytest.fixture
def locked(start_server, flood, injector, soon, spec, until):
    """A server of its own with a fault on each of two proxies, and a client that has stopped reading the first."""
    clients = []

    def lock(kind, ours):
        server = start_server(kind)
        server.api.create("crm", "127.0.0.1:0", flood.address, enabled=True)
        server.api.create("status", "127.0.0.1:0", flood.address, enabled=True)
        server.baseline = server.state()
        mine = injector()
        reference = server.ephemeral if ours else server.ref
        mine.inject(spec("latency", latency=1), reference, soon())
        mine.inject(spec("refuse", target="status", fault="f2"), reference, soon())
        clients.append(connect(server))
        seen = [-1]

        def stalled():
            before, seen[0] = seen[0], flood.sent
            time.sleep(0.25)
            return before == flood.sent

        until(stalled)
        return server, mine

    def connect(server):
        host, port = server.baseline["crm"].listen.split(":")
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect((host, int(port)))
        return client

    lock.connect = lambda server: clients.append(connect(server))
    yield lock
    for client in clients:
        client.close()


def outcomes(report):
    return {each.obligation.fault: each for each in report}


def test_on_a_server_of_ours_the_proxy_is_made_anew(locked, state):
    server, mine = locked("real", ours=True)
    found = outcomes(mine.heal_all())
    assert found["f1"].state is Healed.MADE_ANEW, found["f1"]
    assert found["f1"].verified_clean
    assert found["f2"].state is Healed.REMOVED
    assert server.state() == server.baseline
    assert open_obligations(state) == ()


def test_where_that_hangs_as_well_a_server_of_ours_is_ended(locked, state):
    server, mine = locked("real", ours=True)
    # Whoever connects while the toxic is being taken out holds on to the same lock, and deleting waits for it.
    held = threading.Timer(0.5, lambda: locked.connect(server))
    held.start()
    found = outcomes(mine.heal_all())
    held.join()
    assert found["f1"].state is Healed.GONE_WITH_SERVER
    assert found["f2"].healed
    server.process.wait(5)
    assert open_obligations(state) == ()


def test_on_a_server_of_others_the_rest_comes_out_and_a_person_is_told_what_to_do(locked, state, clock):
    server, _ = locked("real", ours=False)
    begun = time.monotonic()
    report = halt(state, "stop", clock)
    assert time.monotonic() - begun < 3.5
    found = outcomes(report.outcomes)
    assert found["f2"].verified_clean
    assert server.proxy("status") == server.baseline["status"]
    stuck = found["f1"]
    assert (stuck.state, "locked up" in stuck.detail) == (Healed.NOT_HEALED, True)
    assert server.process.poll() is None, "a server of others is never ended"
    for command in stuck.manual[3:5]:
        done = subprocess.run(command, shell=True, capture_output=True, timeout=10, check=True)
    assert json.loads(done.stdout)["listen"] == server.baseline["crm"].listen
    assert all(each.healed for each in heal(open_obligations(state), clock=SystemClock(), budget_s=5))
    assert server.state() == server.baseline


@pytest.fixture
def hanging(locked, clock):
    """One proxy of the server has locked up, and so has the list of them all."""
    server, mine = locked("real", ours=False)
    short = Api(Wire(server.ref, clock, 0.5))
    with pytest.raises(NoAnswer):
        short.delete_toxic("crm", "continuity-run-1-f1")
    with pytest.raises(NoAnswer):
        short.proxies()
    return server, mine


def sweeping(server, *more):
    command = [sys.executable, "-m", "continuity", "sweep", "--server", server.url, *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=30)


def test_when_the_list_hangs_sweep_says_so_and_asks_for_names(hanging, state):
    server, _ = hanging
    done = sweeping(server)
    assert done.returncode == 8
    assert "it answers /version: one of its proxies stalls" in done.stderr
    assert f"continuity sweep --server {server.url} --proxy NAME" in done.stderr
    held = json.loads(sweeping(server, "--proxy", "status", "--json").stdout)["held"]
    promised = {one.target: one.deadline_ms for one in open_obligations(state)}
    assert [(one["proxy"], one["run"], one["holder"]) for one in held] == [("status", "run-1", "anna@laptop")]
    assert held[0]["until"] == to_iso(promised["status"])
    done = sweeping(server, "--proxy", "crm", "--proxy", "nope")
    assert done.returncode == 8
    assert f"held by anna@laptop until {to_iso(promised['crm'])}" in done.stdout
    assert "nope" in done.stdout
    assert "by hand: # End the program that stopped reading" in done.stdout


def test_by_name_what_answers_is_swept_and_what_does_not_can_be_made_anew_by_hand(hanging, clock):
    server, _ = hanging
    begun = time.monotonic()
    found = sweep(server.ref, ManualClock(clock.now() + 120_000), ("crm", "status", "nope"))
    assert time.monotonic() - begun < 5
    swept = {one.marker.proxy: one for one in found.swept}
    assert swept["status"].problem is None
    assert server.proxy("status") == server.baseline["status"]
    assert "gave no whole answer" in swept["crm"].problem
    assert (found.missing, found.clean) == (("nope",), False)
    for line in swept["crm"].manual:
        subprocess.run(line, shell=True, capture_output=True, timeout=10, check=True)
    assert sweep(server.ref, ManualClock(clock.now() + 120_000)).clean
    assert server.state() == server.baseline


def test_what_could_not_be_swept_is_told_with_what_to_do_by_hand(real, injector, spec, soon, clock, monkeypatch):
    baseline = real.state()
    mine = injector()
    mine.inject(spec("latency", latency=1), real.ref, soon())
    mine.inject(spec("refuse", fault="f2"), real.ref, soon())
    monkeypatch.setattr(Api, "delete_toxic", lambda *_: True)
    (swept,) = sweep(real.ref, ManualClock(clock.now() + 120_000)).swept
    assert "still shows the fault" in swept.problem
    for line in swept.manual:
        subprocess.run(line, shell=True, capture_output=True, timeout=10, check=True)
    assert real.state() == baseline
    monkeypatch.undo()
    assert all(each.healed for each in mine.heal_all())


class HangsUp:
    """A port at which everybody is let in and sent away at once, which counts them; deaf after many."""

    def __init__(self, most):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.count, self.most = 0, most
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self):
        with contextlib.suppress(OSError), self.socket:
            while self.count < self.most:
                self.socket.accept()[0].close()
                self.count += 1


def test_whether_a_server_has_ended_is_asked_with_a_pause_after_each_answer():
    port = HangsUp(200)
    server = ServerRef(f"http://127.0.0.1:{port.socket.getsockname()[1]}")
    assert not _refuses(Api(Wire(server, ManualClock(), 1.0)))
    assert 2 <= port.count <= 36
    port.most = 0


def test_the_embedded_server_is_locked_up_by_nobody(locked):
    server, mine = locked("embedded", ours=False)
    begun = time.monotonic()
    assert all(each.verified_clean for each in mine.heal_all())
    assert time.monotonic() - begun < 1.0
    assert server.state() == server.baseline
