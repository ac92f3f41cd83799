"""A stand-in that is nothing but its switch, as an HTTP server in this process."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from continuity.clock import from_iso

OK = {"mode": "ok", "run": None, "until": None, "settings": {}}


class SwitchHouse(ThreadingHTTPServer):
    """Its ``state`` is what the switch shows."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Switch)
        self.state, self.url = OK, f"http://127.0.0.1:{self.server_port}"
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,))
        self._thread.start()

    def end(self):
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Switch(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self.say(200, self.server.state)

    def do_PUT(self):
        wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        from_iso(wanted["until"])
        if self.server.state["run"] not in (None, wanted["run"]):
            return self.say(409, {"error": {"message": "held"}})
        self.server.state = wanted
        return self.say(200, wanted)

    def do_DELETE(self):
        run = parse_qs(urlsplit(self.path).query)["run"][0]
        if self.server.state["run"] not in (None, run):
            return self.say(409, {"error": {"message": "held"}})
        self.server.state = OK
        return self.say(204)

    def say(self, status, value=None):
        body = json.dumps(value).encode() if value else b""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
