"""Stand-ins to test against: hosted here with a clock we choose, or as a process that can be killed."""

from __future__ import annotations

import contextlib
import http.client
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from continuity.clock import ManualClock
from continuity.standins.host import Host

ALL = ("order-entry", "crm", "status-page", "accounting", "shipping")
ORDER = "/services/data/v60.0/sobjects/Order"
KEY = f"{ORDER}/Form_Number__c/"


class Http:
    """One kept-alive connection to a stand-in."""

    def __init__(self, port: int, token: str | None = "test") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.headers: dict[str, str] = {}

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        raw = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        self._connection.request(method, path, raw, self._headers)
        response = self._connection.getresponse()
        text = response.read()
        self.headers = dict(response.getheaders())
        is_json = self.headers.get("Content-Type", "").startswith("application/json")
        return response.status, json.loads(text) if is_json else text.decode()

    def close(self) -> None:
        self._connection.close()


class Process:
    """Stand-ins in a process of their own, and the ports that it told."""

    def __init__(self, folder: Path, *names: str) -> None:
        command = [sys.executable, "-m", "continuity.standins", "--dir", str(folder), *names]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.child = subprocess.Popen(command, text=True, **pipes)
        line = self.child.stdout.readline()
        self.ports: dict[str, int] = json.loads(line) if line else {}

    def end(self) -> str:
        """End it if it has not ended; gives what it wrote on standard error."""
        self.child.kill()
        return self.child.communicate(timeout=10)[1]


class World:
    """Stand-ins hosted in this process, with a clock that we move."""

    def __init__(self, folder: Path, clock: ManualClock) -> None:
        self.clock = clock
        self._host = Host(folder, ALL, clock)
        self._open: list[Http] = []

    def http(self, name: str, token: str | None = "test") -> Http:
        client = Http(self._host.ports[name], token)
        self._open.append(client)
        return client

    def port(self, name: str) -> int:
        return self._host.ports[name]

    def close(self) -> None:
        for client in self._open:
            client.close()
        self._host.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    started = World(tmp_path, ManualClock())
    yield started
    started.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Start a process on the test's folder; the same folder each time."""
    with contextlib.ExitStack() as stack:

        def begin(*names: str) -> Process:
            process = Process(tmp_path, *names)
            stack.callback(process.end)
            return process

        yield begin


@pytest.fixture
def connect() -> Iterator[Callable[[int], Http]]:
    with contextlib.ExitStack() as stack:

        def to(port: int) -> Http:
            client = Http(port)
            stack.callback(client.close)
            return client

        yield to


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Wait until something holds; fails after ten seconds."""

    def wait(holds: Callable[[], bool], seconds: float = 10.0) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.02)

    return wait
