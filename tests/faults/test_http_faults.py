"""A proxy is led to a stub and back, on both kinds of server; what anybody else did meanwhile stays."""

import json
import subprocess
import sys
import threading
from collections import Counter
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from continuity.clock import ManualClock
from continuity.errors import Refused
from continuity.faults.inject import FaultSpec
from continuity.faults.means import StubAt
from continuity.faults.obligations import load, open_obligations
from continuity.faults.outcome import Healed, by_hand
from continuity.faults.sweep import sweep
from continuity.faults.wire import CallFailed

GIVEN = {"answer": "unavailable"}


class Real(BaseHTTPRequestHandler):
    """The system behind the proxy: says what it was sent."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"real")


@pytest.fixture
def system():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Real)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def stub():
    """Start stubs as a run does; they end when their input does."""
    begun = []

    def start(upstream, kind="unavailable", **more):
        answers = [{"id": "f1", "upstream": upstream, "kind": kind, **more}]
        command = [sys.executable, "-m", "continuity.standins.stub", json.dumps(answers)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        begun.append(process)
        return StubAt(f"127.0.0.1:{json.loads(process.stdout.readline())['f1']}", upstream)

    yield start
    for process in begun:
        process.stdin.close()
        assert process.wait(5) == 0
        process.stdout.close()


@pytest.fixture
def led(server, system):
    """The proxy crm before a real system."""
    server.api.change("crm", {"upstream": system})
    return server


def ask(address, method="GET", body=None):
    connection = HTTPConnection(address, timeout=5)
    try:
        connection.request(method, "/orders", body)
        reply = connection.getresponse()
        return reply.status, dict(reply.getheaders()), reply.read()
    finally:
        connection.close()


def http_fault(stub, fault="f1", **params):
    return FaultSpec(fault, "http", "crm", {**GIVEN, **params}, stub)


@pytest.mark.parametrize(
    ("kind", "status", "header", "text"),
    [
        ("too-many-requests", 429, ("Retry-After", "7"), b"too many"),
        ("server-error", 500, ("Content-Type", "application/json"), b"internal"),
        ("unavailable", 503, ("Retry-After", "7"), b"unavailable"),
        ("maintenance", 503, ("Content-Type", "text/html; charset=utf-8"), b"back soon"),
        ("unauthorized", 401, ("WWW-Authenticate", 'Bearer error="invalid_token"'), b"session"),
        ("wrong-body", 200, ("Content-Type", "application/json"), b"unexpected"),
    ],
)
def test_each_answer_is_seen_through_the_proxy_and_gone_after_it(
    led, stub, system, injector, soon, kind, status, header, text
):
    baseline = led.state()
    ours = injector()
    ours.inject(http_fault(stub(system, kind, retry_after=7), answer=kind), led.ref, soon())
    seen = ask(led.proxy().listen)
    assert (seen[0], seen[1][header[0]]) == (status, header[1])
    assert text in seen[2]
    assert ask(led.proxy().listen, "POST", b"x" * 300_000)[0] == status
    (outcome,) = ours.heal_all()
    assert (outcome.state, outcome.verified_clean) == (Healed.REMOVED, True)
    assert ask(led.proxy().listen)[2] == b"real"
    assert led.state() == baseline


def test_a_share_is_hit_and_the_others_reach_the_system_unchanged(led, stub, system, injector, soon):
    ours = injector()
    ours.inject(http_fault(stub(system, share=30), share=30), led.ref, soon())
    seen = [ask(led.proxy().listen, "POST", b"order") for _ in range(100)]
    assert Counter(status for status, *_ in seen) == {503: 30, 201: 70}
    assert {body for status, _, body in seen if status == 201} == {b"order"}
    ours.heal_all()


def test_the_text_of_the_answer_can_be_chosen(led, stub, system, injector, soon):
    ours = injector()
    ours.inject(http_fault(stub(system, body="Werk in uitvoering"), body="Werk in uitvoering"), led.ref, soon())
    assert ask(led.proxy().listen)[2] == b"Werk in uitvoering"
    ours.heal_all()


def test_a_dead_stub_never_leaves_the_proxy_pointing_at_nothing(led, injector, system, soon):
    ours = injector()
    ours.inject(http_fault(StubAt("127.0.0.1:9", system)), led.ref, soon())
    assert led.proxy().upstream == "127.0.0.1:9"
    assert all(outcome.healed for outcome in ours.heal_all())
    assert ask(led.proxy().listen)[2] == b"real"


def test_who_led_it_elsewhere_meanwhile_is_not_overwritten(led, stub, system, injector, soon, state):
    ours = injector()
    ours.inject(http_fault(stub(system)), led.ref, soon())
    led.api.change("crm", {"upstream": "127.0.0.1:10"})
    (outcome,) = ours.heal_all()
    assert (outcome.state, led.proxy().upstream) == (Healed.FOREIGN, "127.0.0.1:10")
    assert led.proxy("continuity.crm") is None
    assert open_obligations(state) == ()


def test_a_proxy_that_leads_elsewhere_than_at_the_start_is_refused(led, stub, system, injector, soon, state):
    known = stub(system)
    led.api.change("crm", {"upstream": "127.0.0.1:10"})
    with pytest.raises(Refused, match=r"leads to 127\.0\.0\.1:10"):
        injector().inject(http_fault(known), led.ref, soon())
    assert led.proxy().upstream == "127.0.0.1:10"
    assert open_obligations(state) == ()


def test_without_a_stub_nothing_is_promised(led, injector, soon, state):
    with pytest.raises(Refused, match="gives nothing for it"):
        injector().inject(http_fault(None), led.ref, soon())
    assert open_obligations(state) == ()


def test_two_at_once_on_one_proxy_are_refused_and_other_faults_are_not(led, stub, system, injector, soon, spec):
    ours = injector()
    baseline = led.state()
    ours.inject(http_fault(stub(system)), led.ref, soon())
    with pytest.raises(Refused, match="still has fault f1"):
        ours.inject(http_fault(stub(system), "f2"), led.ref, soon())
    ours.inject(spec("latency", fault="f3"), led.ref, soon())
    ours.inject(spec("refuse", fault="f4"), led.ref, soon())
    ours.heal("f1")
    assert (led.proxy().upstream, led.proxy().enabled) == (system, False)
    assert led.proxy("continuity.crm") is not None
    assert all(outcome.healed for outcome in ours.heal_all())
    assert led.state() == baseline


def test_a_proxy_found_disabled_and_led_away_stays_disabled(led, stub, system, injector, soon):
    led.api.change("crm", {"enabled": False})
    baseline = led.state()
    ours = injector()
    ours.inject(http_fault(stub(system)), led.ref, soon())
    assert all(outcome.healed for outcome in ours.heal_all())
    assert led.state() == baseline


def test_a_proxy_that_could_not_listen_again_is_switched_on_when_healed(led, injector, soon, system):
    """As when its port was taken while Toxiproxy 2.12 started it anew: it stays off, leading to the stub."""
    ours = injector()
    ours.inject(http_fault(StubAt("127.0.0.1:9", system)), led.ref, soon())
    led.api.change("crm", {"enabled": False})
    assert all(outcome.healed for outcome in ours.heal_all())
    assert (led.proxy().upstream, led.proxy().enabled) == (system, True)


def test_sweep_from_another_machine_leads_it_back_by_the_marker(led, injector, system, soon, clock):
    baseline = led.state()
    injector().inject(http_fault(StubAt("127.0.0.1:9", system)), led.ref, soon())
    result = sweep(led.ref, ManualClock(clock.now() + 120_000))
    assert [(each.marker.run, each.problem) for each in result.swept] == [("run-1", None)]
    assert led.state() == baseline


def test_sweep_leaves_an_upstream_that_the_run_did_not_set(led, injector, system, soon, clock):
    injector().inject(http_fault(StubAt("127.0.0.1:9", system)), led.ref, soon())
    led.api.change("crm", {"upstream": "127.0.0.1:10"})
    sweep(led.ref, ManualClock(clock.now() + 120_000))
    assert led.proxy().upstream == "127.0.0.1:10"
    assert led.proxy("continuity.crm") is None


def test_another_run_that_holds_the_proxy_is_waited_for(led, injector, system, soon, tmp_path, spec):
    ours = injector()
    ours.inject(http_fault(StubAt("127.0.0.1:9", system)), led.ref, soon())
    led.api.delete("continuity.crm")
    theirs = injector("run-2", "ben@desk", tmp_path / "other")
    theirs.inject(spec("latency", fault="g1"), led.ref, soon())
    (outcome,) = ours.heal_all(budget_s=0.3)
    assert not outcome.healed
    assert "run-2 (ben@desk) holds the proxy" in outcome.detail
    theirs.heal_all()
    assert all(each.healed for each in ours.heal_all())
    assert led.proxy().upstream == system


def test_what_to_do_by_hand_names_the_upstream_that_was_found(led, injector, system, soon):
    ours = injector()
    made = ours.inject(http_fault(StubAt("127.0.0.1:9", system)), led.ref, soon())
    lead, marker = by_hand(load(made.path))
    assert f'"upstream": "{system}"' in lead
    subprocess.run(["bash", "-c", f"{lead} -s && {marker} -s"], check=True, capture_output=True, timeout=10)
    assert (led.proxy().upstream, led.proxy("continuity.crm")) == (system, None)
    assert all(each.healed for each in ours.heal_all())


def test_a_server_that_says_yes_and_does_not_is_noticed(led, between, injector, system, soon, state):
    """The reply of the change is lost after its effect: the fault is taken out again, and nothing remains."""
    baseline = led.state()
    spoiling = between(led.url)
    reference = type(led.ref)(spoiling.url)
    for call in range(20):
        spoiling.calls, spoiling.spoil_at, spoiling.how = 0, call, "lost"
        try:
            made = injector().inject(http_fault(StubAt("127.0.0.1:9", system)), reference, soon())
        except CallFailed:
            made = None
        spoiling.spoil_at = None
        if made is not None and spoiling.calls <= call:
            break
        assert all(each.healed for each in injector().heal_all())
        assert led.state() == baseline, f"call {call}"
    else:
        pytest.fail("it never went in")
    injector().heal_all()
    assert open_obligations(state) == ()
    assert led.state() == baseline
