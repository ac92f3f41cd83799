"""Real servers, a real state folder, and a process to crash."""

import json
import os
import re
import select
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from continuity.clock import SystemClock
from continuity.faults.api import Api
from continuity.faults.inject import FaultSpec, Injector
from continuity.faults.means import StubAt
from continuity.faults.obligations import ServerRef
from continuity.faults.process import started
from continuity.faults.wire import Wire

HERE = Path(__file__).parent


def wait_for(condition, seconds=10.0):
    """Poll until the condition holds; the value it then has."""
    until = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.002)
    return value


class Server:
    """A Toxiproxy server that the test started."""

    def __init__(self, process, port):
        self.process = process
        self.url = f"http://127.0.0.1:{port}"
        self.ref = ServerRef(self.url)
        self.ephemeral = ServerRef(self.url, None, True, process.pid, started(process.pid))
        self.api = Api(Wire(self.ref, SystemClock(), 5.0))

    def state(self):
        return {proxy.name: proxy for proxy in self.api.proxies()}

    def proxy(self, name="crm"):
        return self.api.proxy(name)

    def add_toxic(self, proxy, name, kind="noop"):
        reply = self.api.wire.call("POST", f"/proxies/{proxy}/toxics", {"name": name, "type": kind, "attributes": {}})
        assert reply.status == 200

    def clear(self):
        for name in self.state():
            self.api.delete(name)

    def end(self):
        self.process.kill()
        self.process.wait()


def start_real(port):
    found = shutil.which("toxiproxy-server")
    if not found:
        pytest.skip("toxiproxy-server is not on PATH, so nothing was tried against the real one")
    command = [found, "-host", "127.0.0.1", "-port", str(port)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), port


def start_embedded():
    if find_spec("continuity.embedded") is None or find_spec("continuity.embedded.__main__") is None:
        pytest.skip("the embedded server is not there, so nothing was tried against it")
    command = [sys.executable, "-m", "continuity.embedded", "--port", "0"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.PIPE, text=True
    )
    line = process.stdout.readline()
    found = re.search(r"listening on 127\.0\.0\.1:(\d+)", line)
    if not found:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stdin.close()
        pytest.fail(f"the embedded server said {line!r}")
    return process, int(found[1])


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@pytest.fixture(scope="session")
def start_server():
    """Start a server of a kind; all are ended with the session."""
    begun = []

    def start(kind="real"):
        process, port = start_real(free_port()) if kind == "real" else start_embedded()
        server = Server(process, port)
        begun.append(server)

        def answers():
            try:
                return server.api.wire.call("GET", "/version").status == 200
            except Exception:
                return False

        wait_for(answers)
        return server

    yield start
    for server in begun:
        server.end()
        for stream in (server.process.stdout, server.process.stdin):
            if stream:
                stream.close()


@pytest.fixture(scope="session", params=["real", "embedded"])
def any_server(request, start_server):
    return start_server(request.param)


@pytest.fixture(scope="session")
def real_server(start_server):
    return start_server("real")


def _fresh(server):
    server.clear()
    for name in ("crm", "status"):
        assert server.api.create(name, "127.0.0.1:0", "127.0.0.1:9", enabled=True)
    return server


@pytest.fixture
def server(any_server):
    """A server of each kind, holding the proxies crm and status and nothing else."""
    return _fresh(any_server)


@pytest.fixture
def real(real_server):
    return _fresh(real_server)


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


@pytest.fixture
def clock():
    return SystemClock()


@pytest.fixture
def injector(state, clock):
    def make(run="run-1", holder="anna@laptop", at=state):
        return Injector(at, run, holder, clock, 3600)

    return make


@pytest.fixture
def soon(clock):
    """A deadline so many seconds away."""
    return lambda seconds=60: clock.now() + round(seconds * 1000)


@pytest.fixture
def spec():
    def make(kind="latency", target="crm", fault="f1", **params):
        defaults = {"latency": {"latency": 50}, "http": {"answer": "unavailable"}}
        # Nobody listens at the stub: what matters here is where the proxy leads, not what is answered there.
        stub = StubAt("127.0.0.1:10", "127.0.0.1:9") if kind == "http" else None
        return FaultSpec(fault, kind, target, params or defaults.get(kind, {}), stub)

    return make


class Conductor:
    """A process that forks conductors, tells of each, and reaps them."""

    def __init__(self):
        environ = {**os.environ, "PYTHONWARNINGS": "error"}
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "conductor_process.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environ,
        )
        self.heard = b""

    def send(self, **order):
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()

    def hear(self, seconds=20.0):
        # Two lines may come at once, so what was read beyond the first is kept here and not in the stream.
        until = time.monotonic() + seconds
        while b"\n" not in self.heard:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, until - time.monotonic()))
            assert ready, "the conductor's process said nothing"
            self.heard += os.read(self.process.stdout.fileno(), 65536)
        line, _, self.heard = self.heard.partition(b"\n")
        return json.loads(line)

    def end(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture(scope="session")
def conductor():
    process = Conductor()
    yield process
    process.end()


class Between(ThreadingHTTPServer):
    """Forwards API calls to a real server and spoils the chosen one on its way back (or before it gets there)."""

    daemon_threads = True

    def __init__(self, url):
        super().__init__(("127.0.0.1", 0), _Spoiling)
        self.target = url.removeprefix("http://")
        self.calls = 0
        self.spoil_at = None
        self.how = ""
        self.lies = False
        self.release = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"


class _Spoiling(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def _any(self):
        number, self.server.calls = self.server.calls, self.server.calls + 1
        how = self.server.how if number == self.server.spoil_at else ""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if how == "refused":
            # As from a port on which nobody listens, and nothing of it gets to the server.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return None
        if how.isdigit():
            return self._say(int(how), b'{"error":"planted","status":%s}\n' % how.encode())
        if how == "html":
            return self._say(503, b"<html><head><title>Timeout</title></head></html>")
        changes = (self.command, self.path) in (("POST", "/proxies/crm/toxics"), ("PATCH", "/proxies/crm"))
        if self.server.lies and changes:
            return self._say(200, b'{"name":"crm","listen":"","upstream":"","enabled":false,"toxics":[]}')
        connection = HTTPConnection(self.server.target, timeout=10)
        connection.request(self.command, self.path, body)
        reply = connection.getresponse()
        status, content = reply.status, reply.read()
        connection.close()
        if how in ("lost", "silent"):
            if how == "silent":
                self.server.release.wait(0.8)
            return self.close_connection
        if how == "cut":
            return self._say(status, content[: len(content) // 2], max(1, len(content)))
        if how == "slow":
            return self._drip(status, content)
        return self._say(status, content)

    def _say(self, status, content, length=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.send_header("Connection", "close")
        self.end_headers()
        if status != 204:
            self.wfile.write(content)

    def _drip(self, status, content):
        self.send_response(status)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        try:
            while not self.server.release.wait(0.05):
                self.wfile.write(b" ")
                self.wfile.flush()
        except OSError:
            pass

    do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _any  # noqa: N815


@pytest.fixture
def between():
    """Put a spoiling server between; ended with the test."""
    begun = []

    def make(url):
        server = Between(url)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        begun.append((server, thread))
        return server

    yield make
    for server, thread in begun:
        server.release.set()
        server.shutdown()
        thread.join()
        server.server_close()


class Deaf:
    """Takes connections and never says a word."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"


@pytest.fixture
def deaf():
    server = Deaf()
    yield server
    server.socket.close()


@pytest.fixture
def until():
    return wait_for
