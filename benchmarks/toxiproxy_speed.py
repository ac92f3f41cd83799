"""How fast the embedded server is beside the real toxiproxy-server and a direct connection.

Run it as ``python benchmarks/toxiproxy_speed.py [ROUNDS]``: half a minute for the usual 5 rounds. Rounds alternate
between the three, so that whatever else the machine does hits all alike; medians over rounds are compared. No toxics,
logs and metrics off. ``python tests/differential/compare.py`` compares how true each toxic is to its figures.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import selectors
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ECHOES = 2000
CONNECTS = 300
BULK = 128 * 1024 * 1024
BLOCK = b"x" * 262_144
CLIENTS, RATE, SECONDS = 64, 1500, 1.0
IDLE = 250


@dataclass(frozen=True)
class Figure:
    """What is measured; ``goal`` bounds the ratio to the original, from above unless ``more`` is better."""

    name: str
    unit: str
    more: bool = False
    goal: float | None = None


FIGURES = (
    Figure("echo p50", "us", goal=1.0),
    Figure("echo p99", "us", goal=1.5),
    Figure("echo p99.9", "us"),
    Figure("connections", "/s", more=True, goal=0.8),
    Figure("bulk, 1 stream", "MB/s", more=True, goal=1.0),
    Figure("bulk, 4 streams", "MB/s", more=True, goal=1.0),
    Figure("bulk, 16 streams", "MB/s", more=True, goal=1.0),
    Figure(f"{CLIENTS} clients at {RATE}/s p99", "us"),
    Figure("CPU per GB", "s"),
    Figure("CPU per 1000 connections", "s"),
    Figure("memory per idle connection", "KB"),
)
Round = dict[str, float]


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
            if data[:1] == b"B":
                for _ in range(int(data[1:])):
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


def quantiles(times: list[float]) -> list[float]:
    """Give p50, p99 and p99.9 in microseconds."""
    times.sort()
    return [times[int(len(times) * share)] * 1e6 for share in (0.5, 0.99, 0.999)]


def echoes(port: int) -> list[float]:
    """Bounce a byte, one after the other."""
    with connect(port) as sock:
        for _ in range(200):
            echo(sock)
        times = []
        for _ in range(ECHOES):
            start = time.perf_counter()
            echo(sock)
            times.append(time.perf_counter() - start)
    return quantiles(times)


def connects_per_second(port: int) -> float:
    """Open, echo one byte, close."""
    start = time.perf_counter()
    for _ in range(CONNECTS):
        with connect(port) as sock:
            echo(sock)
    return CONNECTS / (time.perf_counter() - start)


def receive_bulk(sock: socket.socket, blocks: int) -> None:
    """Ask for blocks and take them."""
    buffer = memoryview(bytearray(1 << 20))
    sock.sendall(b"B%d" % blocks)
    left = blocks * len(BLOCK)
    while left:
        left -= sock.recv_into(buffer)


def bulk_rate(port: int, streams: int) -> float:
    """Receive the bulk, shared among so many streams at once."""
    socks = [connect(port) for _ in range(streams)]
    blocks = BULK // len(BLOCK) // streams
    threads = [threading.Thread(target=receive_bulk, args=(sock, blocks)) for sock in socks]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - start
    for sock in socks:
        sock.close()
    return blocks * streams * len(BLOCK) / taken / 1e6


def at_a_fixed_rate(port: int) -> float:
    """Send at fixed moments, whatever is outstanding; give p99 from the moment planned to the answer."""
    socks = [connect(port) for _ in range(CLIENTS)]
    times: list[float] = []
    planned: dict[socket.socket, list[float]] = {sock: [] for sock in socks}
    with selectors.DefaultSelector() as selector:
        for sock in socks:
            selector.register(sock, selectors.EVENT_READ)
        start, sent, total = time.perf_counter(), 0, int(RATE * SECONDS)
        while len(times) < total:
            while sent < total and (due := start + sent / RATE) <= time.perf_counter():
                sock = socks[sent % CLIENTS]
                planned[sock].append(due)
                sock.sendall(b"e")
                sent += 1
            for key, _ in selector.select(0 if sent < total else 1):
                ready = key.fileobj
                assert isinstance(ready, socket.socket)
                for _ in ready.recv(64):
                    times.append(time.perf_counter() - planned[ready].pop(0))
    for sock in socks:
        sock.close()
    return quantiles(times)[1]


def cpu_seconds(pid: int) -> float:
    """What a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_kb(pid: int) -> float:
    """The memory of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024


def measure(port: int, pid: int | None) -> Round:
    """Measure one path once."""
    found = dict(zip(("echo p50", "echo p99", "echo p99.9"), echoes(port), strict=True))
    known = pid is not None and Path("/proc/self/stat").exists()
    before = cpu_seconds(pid) if known and pid else 0.0
    found["connections"] = connects_per_second(port)
    if known and pid:
        found["CPU per 1000 connections"] = (cpu_seconds(pid) - before) * 1000 / CONNECTS
        before = cpu_seconds(pid)
    for streams in (1, 4, 16):
        found[f"bulk, {streams} stream{'s' if streams > 1 else ''}"] = bulk_rate(port, streams)
    if known and pid:
        found["CPU per GB"] = (cpu_seconds(pid) - before) * 1e9 / (3 * BULK)
    found[f"{CLIENTS} clients at {RATE}/s p99"] = at_a_fixed_rate(port)
    return found


def idle_memory(port: int, pid: int) -> float:
    """What a connection costs that does nothing."""
    before = resident_kb(pid)
    socks = [connect(port) for _ in range(IDLE)]
    for sock in socks:
        echo(sock)
    cost = (resident_kb(pid) - before) / IDLE
    for sock in socks:
        sock.close()
    return cost


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


def report(found: dict[str, list[Round]]) -> None:
    """Print medians, the ratio of embedded to original, and whether the goal is met."""
    print(f"{'':<30}" + "".join(f"{name:>12}" for name in found) + f"{'':<6}{'ratio':>8}  goal")
    for figure in FIGURES:
        rows = {name: [one[figure.name] for one in rounds if figure.name in one] for name, rounds in found.items()}
        medians = {name: statistics.median(values) for name, values in rows.items() if values}
        shown = "".join(f"{medians[name]:>12.5g}" if name in medians else f"{'':>12}" for name in found)
        print(f"{figure.name:<30}{shown} {figure.unit:<5}{judged(figure, medians)}")


def judged(figure: Figure, medians: dict[str, float]) -> str:
    """Compare with the original."""
    if not {"original", "embedded"} <= set(medians) or not medians["original"]:
        return ""
    ratio = medians["embedded"] / medians["original"]
    if figure.goal is None:
        return f"{ratio:>6.2f} x"
    met = ratio >= figure.goal if figure.more else ratio <= figure.goal
    return f"{ratio:>6.2f} x  {'>=' if figure.more else '<='} {figure.goal} x{'' if met else ', MISSED'}"


def main() -> None:
    """Alternate between the paths and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    ports: multiprocessing.Queue[int] = multiprocessing.Queue()
    upstream = multiprocessing.Process(target=serve_upstream, args=(ports,), daemon=True)
    upstream.start()
    paths: dict[str, tuple[int, int | None]] = {"direct": (ports.get(), None)}
    servers = {"embedded": [sys.executable, "-m", "continuity.embedded"]}
    if real := shutil.which("toxiproxy-server"):
        servers = {"original": [real], **servers}
    processes = []
    for name, command in servers.items():
        process, port = start(command, free_port(), paths["direct"][0])
        paths[name] = port, process.pid
        processes.append(process)
    found: dict[str, list[Round]] = {name: [] for name in paths}
    try:
        for _ in range(rounds):
            for name, (port, pid) in paths.items():
                found[name].append(measure(port, pid))
        for name, (port, pid) in paths.items():
            if pid is not None and Path("/proc/self/statm").exists():
                found[name].append({"memory per idle connection": idle_memory(port, pid)})
    finally:
        for process in processes:
            process.terminate()
            process.wait(10)
        upstream.terminate()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {rounds} rounds, medians")
    report(found)
    if "original" not in found:
        print("toxiproxy-server is not on PATH: nothing to compare the embedded server with")


if __name__ == "__main__":
    main()
