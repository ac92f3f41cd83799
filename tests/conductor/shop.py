"""Something that must stay well, or somebody who is asked whether a drill may start."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Shop(ThreadingHTTPServer):
    """Answers as it is told: ``status``, ``body``, after ``delay_s``; ``asked`` are the questions."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answers)
        self.status, self.body, self.asked, self.delay_s = 200, b'{"go": true}', [], 0
        self.url = f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body)

    def do_POST(self):
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        time.sleep(self.server.delay_s)
        self.do_GET()


@contextmanager
def open_shop() -> Iterator[Shop]:
    server = Shop()
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def guard_the_shop(trial, shop, misses=2):
    """Make it a point of the house that must stay well."""
    house = trial.root / "continuity.yaml"
    point = f"""\
  - id: shop
    title: The shop that must stay up
    process: take-orders
    owner: counter
    places:
      practice:
        probes: [{{id: shop, url: "{shop.url}/", every: 250ms, timeout: 200ms}}]
environments:
"""
    house.write_text(house.read_text().replace("environments:\n", point))
    change(trial, "limits:", f"stop_when: [{{probe: shop, every: 200ms, timeout: 150ms, misses: {misses}}}]\nlimits:")


def change(trial, old, new):
    """Change the drill."""
    drill = trial.root / "drills" / "small.yaml"
    assert old in drill.read_text()
    drill.write_text(drill.read_text().replace(old, new))


def bound(trial, words):
    """Add to the environment."""
    house = trial.root / "continuity.yaml"
    house.write_text(house.read_text().replace("    test: true\n", f"    test: true\n    {words}\n"))
