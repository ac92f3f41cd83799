"""Measure by hand: ``python tests/faults/measure_healing.py [ROUNDS]``; prints medians and 99th percentiles in ms.

Killed: from SIGKILL of a conductor that holds 20 faults on 20 proxies until the server shows none of them, and until
every promise is closed. Stopped: from the deadline of 20 faults until the server
shows none of them. Halted: the whole process ``python -c halt`` with 20 faults. Started: the guard until ready.
"""

import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from continuity.clock import SystemClock
from continuity.faults.api import Api
from continuity.faults.inject import FaultSpec, Injector
from continuity.faults.obligations import ServerRef, open_obligations
from continuity.faults.start_guard import start_guard
from continuity.faults.wire import Wire

FAULTS = 20
HALT = """
import sys
from pathlib import Path
from continuity.clock import SystemClock
from continuity.faults.halt import halt
sys.exit(len(halt(Path(sys.argv[1]), "measured", SystemClock()).not_healed))
"""


def server():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    binary = shutil.which("toxiproxy-server")
    process = subprocess.Popen([binary, "-port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    return process, ServerRef(f"http://127.0.0.1:{port}")


def inject(state, reference, run, for_ms=600_000):
    deadline = SystemClock().now() + for_ms
    injector = Injector(state, run, "me@here", SystemClock(), 3600)
    for number in range(FAULTS):
        kind, params = ("refuse", {}) if number % 2 else ("latency", {"latency": 100})
        fault = FaultSpec(f"f{number}", kind, f"p{number}", params)
        injector.inject(fault, reference, deadline)
    return deadline


def dirty(api):
    return any((not each.enabled or each.toxics) and not each.name.startswith("continuity.") for each in api.proxies())


def until(condition):
    while condition():
        time.sleep(0.001)
    return time.monotonic()


def killed(state, reference, api, run):
    woken, waker = os.pipe()
    child = os.fork()
    if child == 0:
        begun = time.monotonic()
        start_guard(state, run)
        took = time.monotonic() - begun
        inject(state, reference, run)
        os.write(waker, json.dumps(took).encode())
        time.sleep(600)
    started = json.loads(os.read(woken, 100))
    os.close(woken)
    os.close(waker)
    time.sleep(0.3)
    at = time.monotonic()
    os.kill(child, signal.SIGKILL)
    out = until(lambda: dirty(api)) - at
    closed = until(lambda: open_obligations(state)) - at
    os.waitpid(child, 0)
    return started, out, closed


def slipped(state, reference, api, run):
    """From the deadline of faults whose conductor stands still until the server shows none of them."""
    woken, waker = os.pipe()
    child = os.fork()
    if child == 0:
        start_guard(state, run)
        deadline = inject(state, reference, run, 1500)
        os.write(waker, json.dumps(deadline).encode())
        time.sleep(600)
    deadline = json.loads(os.read(woken, 100))
    os.close(woken)
    os.close(waker)
    os.kill(child, signal.SIGSTOP)
    until(lambda: dirty(api))
    slip = (SystemClock().now() - deadline) / 1000
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    until(lambda: open_obligations(state))
    return slip


def halted(state, reference, run):
    inject(state, reference, run)
    at = time.monotonic()
    done = subprocess.run([sys.executable, "-c", HALT, str(state)])
    took = time.monotonic() - at
    (state / "halt.json").unlink()
    assert done.returncode == 0
    # This process lives, so the last word on its promises is its own.
    Injector(state, run, "me@here", SystemClock(), 3600).heal_all()
    return took


def show(name, seconds):
    ordered = sorted(1000 * each for each in seconds)
    high = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
    print(f"{name:42} median {statistics.median(ordered):7.1f}  p99 {high:7.1f}  of {len(ordered)}")


def main(rounds):
    process, reference = server()
    api = Api(Wire(reference, SystemClock(), 5.0))
    try:
        for number in range(FAULTS):
            api.create(f"p{number}", "127.0.0.1:0", "127.0.0.1:9", enabled=True)
        with tempfile.TemporaryDirectory() as folder:
            state = Path(folder)
            rows = [killed(state, reference, api, f"k{number}") for number in range(rounds)]
            slips = [slipped(state, reference, api, f"s{number}") for number in range(max(3, rounds // 5))]
            halts = [halted(state, reference, f"h{number}") for number in range(max(3, rounds // 5))]
        show("guard ready after", [row[0] for row in rows])
        show(f"killed, {FAULTS} faults: all out after", [row[1] for row in rows])
        show(f"killed, {FAULTS} faults: all promises closed after", [row[2] for row in rows])
        show(f"stopped, {FAULTS} faults: all out after the deadline", slips)
        show(f"halt, {FAULTS} faults, whole process", halts)
    finally:
        process.kill()
        process.wait()


main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
