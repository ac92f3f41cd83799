"""Processes that live as long as the conductor: stand-ins, a server of ours, simulated people."""

from __future__ import annotations

import json
import os
import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from continuity.errors import ContinuityError
from continuity.faults.process import started
from continuity.faults.promise import ServerRef
from continuity.structure import JsonObject

__all__ = ["Child", "start_server", "start_stand_ins", "start_stub"]

_START_SECONDS = 15.0
_PORTS = range(20_000, 30_000)
"""Below the ports that the system gives to outgoing connections."""


class Child:
    """A process with a pipe from us as its standard input; it ends when the pipe closes."""

    def __init__(self, command: Sequence[str], log: Path, env: dict[str, str] | None = None) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log = log
        self._name = " ".join(command[1:4])
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=out,
                start_new_session=True,
                env={**os.environ, **(env or {})},
            )

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def line(self) -> str:
        """The first line that it prints; raises when it ends or stays silent."""
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], _START_SECONDS)
        text = self._process.stdout.readline().decode().strip() if ready else ""
        if text:
            return text
        said = self.log.read_text(errors="replace").strip().splitlines()
        raise ContinuityError(
            f"{self._name} did not start: {said[-1] if said else 'it said nothing'}",
            hint=f"Its log is {self.log}.",
        )

    def ref(self, url: str) -> ServerRef:
        """How faults on it are remembered: when this process is gone, so is what it held in memory."""
        return ServerRef(url, ephemeral=True, pid=self.pid, pid_started=started(self.pid))

    def close(self) -> None:
        """Close the pipe, and end what does not end by itself."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def start_stand_ins(names: Sequence[str], folder: Path) -> tuple[Child, dict[str, str]]:
    """Start stand-ins that keep ports and state in ``folder``; gives the process and the URL of each."""
    command = [sys.executable, "-m", "continuity.standins", "--dir", str(folder), *names]
    child = Child(command, folder / "stand-ins.log")
    try:
        ports = json.loads(child.line())
    except BaseException:
        child.close()
        raise
    return child, {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}


def start_stub(host: str, answers: Sequence[JsonObject], folder: Path) -> tuple[Child, dict[str, str]]:
    """Start a stub that gives these answers; gives the process and the address (host:port) of each by its id."""
    command = [sys.executable, "-m", "continuity.standins.stub", "--host", host, json.dumps(answers)]
    child = Child(command, folder / "stub.log")
    try:
        ports = json.loads(child.line())
    except BaseException:
        child.close()
        raise
    return child, {id: f"{host}:{port}" for id, port in ports.items()}


def start_server(folder: Path) -> tuple[Child, str]:
    """Start a Toxiproxy server of our own: the real one when it is on the PATH, else the embedded one."""
    real = shutil.which("toxiproxy-server")
    if real:
        return _start_real(real, folder)
    command = [sys.executable, "-m", "continuity.embedded", "--port", "0", "--until-stdin-closes"]
    child = Child(command, folder / "toxiproxy.log")
    try:
        return child, "http://" + child.line().rpartition(" ")[2]
    except BaseException:
        child.close()
        raise


def _start_real(program: str, folder: Path) -> tuple[Child, str]:
    port = _free_port()
    keeper = [sys.executable, "-m", "continuity.conductor.keeper"]
    command = [*keeper, program, "-host", "127.0.0.1", "-port", str(port)]
    child = Child(command, folder / "toxiproxy.log", {"LOG_LEVEL": "error"})
    url = f"http://127.0.0.1:{port}"
    try:
        _await_answer(child, url + "/version")
    except BaseException:
        child.close()
        raise
    return child, url


def _await_answer(child: Child, url: str) -> None:
    opener = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and child.alive:
        try:
            with opener.open(url, timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    raise ContinuityError("toxiproxy-server did not start", hint=f"Its log is {child.log}.")


def _free_port() -> int:
    for port in _PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", _spread(port)))
            except OSError:
                continue
            return _spread(port)
    raise ContinuityError("no loopback port is free", hint="End programs that listen on ports 20000 to 29999.")


def _spread(port: int) -> int:
    """The same range in another order for each process, so that two drills rarely meet."""
    return _PORTS.start + (port - _PORTS.start + os.getpid() * 7919) % len(_PORTS)
