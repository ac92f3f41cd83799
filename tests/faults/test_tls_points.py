"""TLS behind a proxy: name, Host and certificate are kept; a stub answers with a certificate that clients trust."""

import asyncio
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections import Counter
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from continuity.clock import SystemClock
from continuity.faults.inject import FaultSpec
from continuity.faults.means import StubAt
from continuity.plan import Probe, Tls
from continuity.probes import Target
from continuity.probes.look import client, look

NAME = "crm.example.com"
PAGE = Path(__file__).parents[2] / "docs" / "tls-points.md"
MAKING, ASKING = re.findall(r"```bash\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def shell(script, where):
    return subprocess.run(["bash", "-euc", script], cwd=where, capture_output=True, text=True, timeout=30)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder in which the page's own commands made authority, certificate and key."""
    for program in ("openssl", "curl"):
        if shutil.which(program) is None:
            reason = f"{program} is not on PATH, so TLS behind a proxy was not tried"
            if os.environ.get("CONTINUITY_DEMAND_TOXIPROXY") == "1":
                pytest.fail(reason)
            pytest.skip(reason)
    where = tmp_path_factory.mktemp("tls-point")
    done = shell(MAKING, where)
    assert done.returncode == 0, done.stderr
    return where


class System(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self.server.heard.append((self.connection.asked_for, self.headers["Host"]))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")


class Asked(ssl.SSLSocket):
    asked_for = None


@pytest.fixture
def system(made):
    """A TLS service that remembers under which name and Host it was asked."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), System)
    server.heard, server.handle_error = [], lambda *arguments: None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made / "tls" / "crm.pem", made / "tls" / "crm.key")
    context.sslsocket_class = Asked
    context.sni_callback = lambda sock, name, _: setattr(sock, "asked_for", name)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    server.address = f"127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def led(server, system):
    server.api.change("crm", {"upstream": system.address})
    return server


def ask(listen, made, name=NAME):
    """As a client that is told where to connect: to the proxy, under the service's name."""
    context = ssl.create_default_context(cafile=made / "tls" / "authority.pem")
    connection = HTTPSConnection(name, timeout=5, context=context)
    host, _, port = listen.rpartition(":")
    connection._create_connection = lambda *_: socket.create_connection((host, int(port)), 5)
    try:
        connection.request("GET", "/healthz")
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


def seen(listen, made, ca=True):
    tls = Tls(NAME, ca=str(made / "tls" / "authority.pem") if ca else None)
    target = Target(Probe("crm", path="/healthz", timeout=10_000), "crm", f"https://{listen}/healthz", 1000, tls)

    async def once():
        async with client() as http:
            return await look(target, http, SystemClock())

    return asyncio.run(once())


def test_the_page_s_recipe_keeps_name_host_and_certificate(led, made, system):
    port = led.proxy().listen.rpartition(":")[2]
    done = shell(ASKING.replace("9443", port), made)
    assert (done.stdout, done.stderr) == ("ok", "")
    assert system.heard == [(NAME, NAME)]


def test_a_client_told_where_to_connect_keeps_them_too(led, made, system):
    assert ask(led.proxy().listen, made) == (200, b"ok")
    assert system.heard == [(NAME, NAME)]


def test_the_proxy_s_address_as_the_name_is_not_believed(led, made):
    with pytest.raises(ssl.SSLCertVerificationError):
        ask(led.proxy().listen, made, name="127.0.0.1")


def test_a_probe_asks_under_the_name_and_checks_the_certificate(led, made, system):
    assert (seen(led.proxy().listen, made).state, system.heard) == ("ok", [(NAME, NAME)])
    stranger = seen(led.proxy().listen, made, ca=False)
    assert (stranger.state, stranger.detail) == ("down", "its certificate is not trusted")


@pytest.mark.parametrize(
    ("kind", "params", "then"),
    [
        ("latency", {"latency": 30}, "ok"),
        ("slicer", {"average_size": 200, "size_variation": 50}, "ok"),
        ("bandwidth", {"rate": 100}, "ok"),
        ("slow_close", {"delay": 20}, "ok"),
        ("refuse", {}, "down"),
        ("reset_peer", {}, "down"),
        ("limit_data", {"bytes": 100}, "down"),
        ("timeout", {"timeout": 100}, "down"),
    ],
)
def test_faults_below_tls_pass_it_through_untouched(led, made, injector, soon, kind, params, then):
    ours = injector()
    ours.inject(FaultSpec("f1", kind, "crm", params), led.ref, soon())
    assert seen(led.proxy().listen, made).state == then
    assert all(each.healed for each in ours.heal_all())
    assert seen(led.proxy().listen, made).state == "ok"


@pytest.fixture
def stub(made):
    begun = []

    def start(upstream, **more):
        tls = {"certificate": "crm.pem", "key": "crm.key", "ca": "authority.pem"}
        paths = {key: str(made / "tls" / name) for key, name in tls.items()}
        answer = {"id": "f1", "upstream": upstream, "kind": "unavailable", "tls": {"name": NAME, **paths}, **more}
        command = [sys.executable, "-m", "continuity.standins.stub", json.dumps([answer])]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        begun.append(process)
        return StubAt(f"127.0.0.1:{json.loads(process.stdout.readline())['f1']}", upstream)

    yield start
    for process in begun:
        process.stdin.close()
        process.wait(5)
        process.stdout.close()


def test_a_stub_answers_under_a_certificate_that_clients_trust_and_passes_the_rest_on(
    led, made, system, stub, injector, soon
):
    ours = injector()
    given = FaultSpec("f1", "http", "crm", {"answer": "unavailable", "share": 40}, stub(system.address, share=40))
    ours.inject(given, led.ref, soon())
    answers = [ask(led.proxy().listen, made) for _ in range(100)]
    assert Counter(status for status, _ in answers) == {503: 40, 200: 60}
    assert {body for status, body in answers if status == 200} == {b"ok"}
    assert set(system.heard) == {(NAME, NAME)}
    assert all(each.healed for each in ours.heal_all())
    assert seen(led.proxy().listen, made).state == "ok"
