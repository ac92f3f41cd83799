"""Starting and ending servers."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

from toxiproxy_wire import Api

EMBEDDED = [sys.executable, "-m", "continuity.embedded"]
TOXIPROXY = [sys.executable, "-m", "continuity", "toxiproxy"]
"""The same server, as people start it."""


def start_embedded(*flags: str, program: Sequence[str] = EMBEDDED) -> tuple[subprocess.Popen[str], int]:
    """Start the embedded server on a free port; it ends with its stdin."""
    command = [*program, "--port", "0", "--host", "127.0.0.1", "--until-stdin-closes"]
    process = subprocess.Popen([*command, *flags], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, int(process.stdout.readline().rsplit(":", 1)[1])


def start_real(server: str, *flags: str) -> tuple[subprocess.Popen[str], int]:
    """Start the real server; it cannot tell a port of its own choice, so choose one, and again if it was taken."""
    for _ in range(5):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [server, "-port", str(port), *flags]
        quiet = {**os.environ, "LOG_LEVEL": "error"}
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=quiet, text=True)
        if answers(port):
            return process, port
        stop(process)
    raise RuntimeError("toxiproxy-server did not come up")


def answers(port: int) -> bool:
    """Wait until the API answers."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            return Api(port).get("/version").status == 200
        except OSError:
            time.sleep(0.02)
    return False


def stop(process: subprocess.Popen[str]) -> None:
    """End a server that we started."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def start(engine: str, *flags: str) -> tuple[subprocess.Popen[str], int]:
    """Start either server."""
    return (
        start_embedded(*flags) if engine == "embedded" else start_real(shutil.which("toxiproxy-server") or "", *flags)
    )


def command_of(engine: str) -> list[str]:
    """What starts either server, before its flags."""
    return EMBEDDED if engine == "embedded" else [shutil.which("toxiproxy-server") or ""]
