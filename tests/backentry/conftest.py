from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from continuity.backentry import Rules, Target, target
from continuity.ledger.entry import Entry
from continuity.plan.organisation import BackEntry
from continuity.units import Money

BY_KEY = "/services/data/v60.0/sobjects/Order/Form_Number__c/{number}"
QUERY = "/services/data/v60.0/query?prefix={prefix}"


@pytest.fixture(scope="session")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real CRM stand-in."""
    folder: Path = tmp_path_factory.mktemp("crm")
    command = [sys.executable, "-m", "continuity.standins", "--dir", str(folder), "crm"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{json.loads(process.stdout.readline())['crm']}"
        process.terminate()
        process.wait(10)


@pytest.fixture
def open_target() -> Iterator[Callable[..., Target]]:
    opened: list[Target] = []

    def make(url: str, *, test: bool = True, deadline_s: float = 5.0, search: str = QUERY) -> Target:
        plan = BackEntry(url, BY_KEY, BY_KEY, search, headers={"Authorization": "Bearer practice"})
        opened.append(target(plan, Rules(test, ("P26-",), deadline_s)))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def entry() -> Callable[..., Entry]:
    def make(number: str, minor: int = 118_000, customer: str = "Vivai Pellegrini, Pistoia") -> Entry:
        labels = {"customer": "Customer", "item": "Item"}
        total = Money(minor, "EUR")
        return Entry(number, "order", customer, total, 1_767_268_800_000, {"Item": "Spade"}, labels, "customer")

    return make


class Scripted(ThreadingHTTPServer):
    """A CRM that keeps what it is sent and answers as the test says: by method, (status, body) or None to hang up."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.held: dict[str, dict[str, object]] = {}
        self.writes = 0
        self.connections = 0
        self.headers: list[dict[str, str]] = []
        self.answers: dict[str, Callable[[str], tuple[int, bytes] | None]] = {}
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Scripted

    def setup(self) -> None:
        self.server.connections += 1
        super().setup()

    def do_PATCH(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        key = self.path.rpartition("/")[2]
        self.server.writes += 1
        self._answer("PATCH", key, lambda: self.server.held.update({key: json.loads(body)}))

    def do_GET(self) -> None:
        self._answer("GET", self.path.rpartition("/")[2], lambda: None)

    def _answer(self, method: str, key: str, write: Callable[[], None]) -> None:
        write()
        self.server.headers.append(dict(self.headers))
        answer = self.server.answers[method](key)
        if answer is None:
            self.close_connection = True
            return
        status, body = answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    with Scripted() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)
