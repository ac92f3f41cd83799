"""HTTP/1.1 on a loopback socket: keep-alive, Content-Length, no waiting for Nagle, JSON for every error."""

from __future__ import annotations

import socket
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from continuity.standins.service import Service, answer_request
from continuity.standins.web.messages import Answer, HttpProblem, Request, as_json

__all__ = ["Server"]

MAX_BODY = 8 * 1024 * 1024
_LINGER_S = 1.0
_HANDSHAKE_S = 10.0


class Server(ThreadingHTTPServer):
    """Hosts one service on a socket that listens already, with a thread per connection."""

    daemon_threads = True

    def __init__(self, service: Service, listening: socket.socket, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(listening.getsockname()[:2], _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.service = service
        self.scheme = "https" if tls else "http"
        self._tls = tls

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        """Take a connection; its handshake is left to its own thread, so that a silent peer holds up nobody."""
        peer, address = super().get_request()
        if self._tls is None:
            return peer, address
        return self._tls.wrap_socket(peer, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, *_: object) -> None:
        """A peer that went away is no news; anything else is one line in the log."""
        defect = sys.exc_info()[1]
        if not isinstance(defect, (ConnectionError, TimeoutError, ssl.SSLError)):
            print(f"{self.service.name}: {type(defect).__name__}: {defect}", file=sys.stderr)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "continuity-stand-in"
    sys_version = ""
    # With Nagle's algorithm every kept-alive answer would wait some 40 ms for an acknowledgement.
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120.0

    def setup(self) -> None:
        """Make the connection ready, TLS included."""
        if isinstance(self.request, ssl.SSLSocket):
            self.request.settimeout(_HANDSHAKE_S)
            self.request.do_handshake()
        super().setup()

    def _serve(self) -> None:
        try:
            request = self._read()
        except HttpProblem as problem:
            self._refuse(problem)
            return
        self._write(answer_request(self.server.service, request))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - names that http.server looks for

    def _read(self) -> Request:
        url = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        length = self._length()
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionAbortedError("the request was cut off")
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        return Request(self.command, url.path.rstrip("/") or "/", query, headers, body, scheme=self.server.scheme)

    def _length(self) -> int:
        if self.headers.get("Transfer-Encoding"):
            raise HttpProblem(411, "LENGTH_REQUIRED", "Send the body whole, with Content-Length.")
        text = self.headers.get("Content-Length", "0")
        if not (text.isascii() and text.isdecimal()):
            raise HttpProblem(400, "BAD_LENGTH", "Content-Length must be a whole number.")
        if int(text) > MAX_BODY:
            raise HttpProblem(413, "TOO_LARGE", f"The body is over {MAX_BODY} bytes.")
        return int(text)

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.status != 204:
            self.send_header("Content-Type", answer.media)
            self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What http.server refuses by itself (a broken request line, an unknown method), in our shape."""
        self._refuse(HttpProblem(code, "BAD_REQUEST", message or "This request cannot be read."))

    def _refuse(self, problem: HttpProblem) -> None:
        """Answer without having read the body, and listen to the rest: closing at once would reset the answer away."""
        self.close_connection = True
        self._write(as_json(problem.status, self.server.service.shape_problem(problem)))
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(_LINGER_S)
        rest = MAX_BODY
        while rest > 0 and (heard := self.connection.recv(65_536)):
            rest -= len(heard)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: a stand-in's log is its store."""
