"""How fast the embedded server is beside the real toxiproxy-server and a direct connection.

Run it as ``python benchmarks/toxiproxy_speed.py [ROUNDS]``: some 10 seconds for the usual 5 rounds. Rounds alternate
between the three, so that whatever else the machine does hits all alike; medians over rounds are compared.
No toxics; one connection at a time.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

ECHOES = 2000
CONNECTS = 250
BULK = 192 * 1024 * 1024
BLOCK = b"x" * 262_144


@dataclass(frozen=True)
class Round:
    """One round through one path: microseconds, connections per second, megabytes per second."""

    p50: float
    p99: float
    connects: float
    bulk: float


def serve_upstream(ports: multiprocessing.Queue[int]) -> None:
    """Echo what comes in small; a first byte ``B`` asks for the bulk."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    ports.put(listener.getsockname()[1])
    while True:
        sock, _ = listener.accept()
        threading.Thread(target=answer, args=(sock,), daemon=True).start()


def answer(sock: socket.socket) -> None:
    """Serve one connection until it ends."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with sock:
        while data := sock.recv(16):
            if data == b"B":
                for _ in range(BULK // len(BLOCK)):
                    sock.sendall(BLOCK)
            else:
                sock.sendall(data)


def connect(port: int) -> socket.socket:
    """Open a connection for small writes."""
    sock = socket.create_connection(("127.0.0.1", port), timeout=20)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def echo(sock: socket.socket) -> None:
    """Send a byte and wait for it."""
    sock.sendall(b"e")
    sock.recv(1)


def measure(port: int) -> Round:
    """Measure one path once."""
    with connect(port) as sock:
        for _ in range(200):
            echo(sock)
        times = []
        for _ in range(ECHOES):
            start = time.perf_counter()
            echo(sock)
            times.append((time.perf_counter() - start) * 1e6)
    times.sort()
    return Round(times[len(times) // 2], times[len(times) * 99 // 100], connects_per_second(port), bulk_rate(port))


def connects_per_second(port: int) -> float:
    """Open, echo one byte, close."""
    start = time.perf_counter()
    for _ in range(CONNECTS):
        with connect(port) as sock:
            echo(sock)
    return CONNECTS / (time.perf_counter() - start)


def bulk_rate(port: int) -> float:
    """Receive the bulk in one stream."""
    buffer = memoryview(bytearray(1 << 20))
    with connect(port) as sock:
        start = time.perf_counter()
        sock.sendall(b"B")
        left = BULK
        while left:
            left -= sock.recv_into(buffer)
        return BULK / (time.perf_counter() - start) / 1e6


def free_port() -> int:
    """Find a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(command: list[str], api: int, upstream: int) -> tuple[subprocess.Popen[bytes], int]:
    """Start a server; give it and the port of a proxy to the upstream."""
    quiet = {**os.environ, "LOG_LEVEL": "error"}
    process = subprocess.Popen([*command, "-port", str(api)], stdout=subprocess.DEVNULL, env=quiet)
    body = json.dumps({"name": "b", "listen": "127.0.0.1:0", "upstream": f"127.0.0.1:{upstream}"})
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", api, timeout=5)
            connection.request("POST", "/proxies", body)
            listen = json.loads(connection.getresponse().read())["listen"]
            connection.close()
            return process, int(listen.rsplit(":", 1)[1])
        except OSError:
            time.sleep(0.05)
    process.terminate()
    raise SystemExit(f"{command[0]} did not start")


def report(name: str, rounds: list[Round], against: list[Round] | None) -> None:
    """Print medians and, against another path, ratios."""

    def median(of: list[Round], pick: Callable[[Round], float]) -> float:
        return statistics.median(pick(one) for one in of)

    picks: list[Callable[[Round], float]] = [lambda r: r.p50, lambda r: r.p99, lambda r: r.connects, lambda r: r.bulk]
    figures = [median(rounds, pick) for pick in picks]
    print(f"{name:<22}{figures[0]:>9.0f} us{figures[1]:>9.0f} us{figures[2]:>9.0f} /s{figures[3]:>9.0f} MB/s")
    if against is not None:
        ratios = [figure / median(against, pick) for figure, pick in zip(figures, picks, strict=True)]
        print(f"{'  ratio':<22}" + "".join(f"{ratio:>9.2f} x " for ratio in ratios))


def main() -> None:
    """Alternate between the paths and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    ports: multiprocessing.Queue[int] = multiprocessing.Queue()
    upstream = multiprocessing.Process(target=serve_upstream, args=(ports,), daemon=True)
    upstream.start()
    paths = {"direct": ports.get()}
    servers = {"embedded": [sys.executable, "-m", "continuity.embedded"]}
    if real := shutil.which("toxiproxy-server"):
        servers = {"real": [real], **servers}
    processes = []
    for name, command in servers.items():
        process, paths[name] = start(command, free_port(), paths["direct"])
        processes.append(process)
    try:
        found: dict[str, list[Round]] = {name: [] for name in paths}
        for _ in range(rounds):
            for name, port in paths.items():
                found[name].append(measure(port))
    finally:
        for process in processes:
            process.terminate()
            process.wait(10)
        upstream.terminate()
    print(f"{os.cpu_count()} cores, {rounds} rounds, medians")
    print(f"{'':<22}{'p50':>12}{'p99':>12}{'connections':>12}{'bulk':>14}")
    for name, rows in found.items():
        report(name, rows, found.get("real") if name == "embedded" else None)
    if "real" not in found:
        print("toxiproxy-server is not on PATH: nothing to compare the embedded server with")


if __name__ == "__main__":
    main()
