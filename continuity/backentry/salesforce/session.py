"""The client library's way to the network, with what it lacks: one deadline for all of a call, and no surprises.

It has no time limits of its own, and one per read would let a peer that drips hold us for ever; so a timer cuts the
connections. Redirects are not followed: a login page is no answer. Proxies and certificates named in the environment
are not used. It knows https and the vendor's hosts only; for a stand-in, all of it is led to that one address.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Timer
from time import monotonic
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError

from continuity.backentry.line import NoAnswer, NotSent

__all__ = ["Session"]

_UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"


class Session(requests.Session):
    """For one thread. ``place`` is ``http(s)://host:port`` when everything is to go there, ``heard`` gets answers."""

    def __init__(
        self, deadline_s: float, place: str | None, ca_file: str | None, heard: Callable[[requests.Response], None]
    ) -> None:
        super().__init__()
        self.trust_env = False
        self.verify = ca_file or True
        self._deadline_s = deadline_s
        self._place = urlsplit(place) if place else None
        self._heard = heard
        self._ways = _Ways()
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter(self._ways))

    def send(self, request: requests.PreparedRequest, **how: object) -> requests.Response:
        """One call; raises ``NotSent`` or ``NoAnswer``, and nothing else of the network's."""
        if self._place and request.url:
            there = urlsplit(request.url)._replace(scheme=self._place.scheme, netloc=self._place.netloc)
            request.url = urlunsplit(there)
        end = monotonic() + self._deadline_s
        cut = Timer(self._deadline_s, self._ways.cut)
        cut.daemon = True
        cut.start()
        try:
            answer = super().send(request, **{**how, "timeout": self._deadline_s, "allow_redirects": False})  # type: ignore[arg-type]
            if monotonic() >= end:
                raise TimeoutError  # a body without a length looks whole after the cut
        except (requests.RequestException, HTTPError, OSError) as problem:
            self._ways.cut()
            raise self._told(problem, monotonic() >= end) from None
        finally:
            cut.cancel()
            cut.join()
        self._heard(answer)
        return answer

    def close(self) -> None:
        """Hang up, at once: the pool would leave it to the garbage collector."""
        self._ways.cut()
        super().close()

    def _told(self, problem: Exception, late: bool) -> NotSent | NoAnswer:
        reason = problem.args[0] if problem.args else None
        nobody = isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)
        if nobody or isinstance(problem, requests.exceptions.ConnectTimeout):
            return NotSent("no connection: nobody answers there")
        if _UNTRUSTED in str(problem):
            return NotSent("no connection: its certificate is not trusted")
        if late or isinstance(problem, (requests.exceptions.Timeout, TimeoutError)):
            return NoAnswer(f"no answer within {self._deadline_s:g} s")
        return NoAnswer(f"the answer was cut: {type(problem).__name__}")


class _Ways:
    """A second handle on the one open connection to each host, to cut it while another thread reads from the first."""

    def __init__(self) -> None:
        self._open: dict[str, socket.socket] = {}

    def add(self, host: str, way: socket.socket) -> None:
        """Keep a handle in place of the last one; a handle that is kept holds its connection open."""
        if host in self._open:
            self._open[host].close()
        self._open[host] = way.dup()

    def cut(self) -> None:
        """End every connection now."""
        for way in self._open.values():
            with suppress(OSError):
                way.shutdown(socket.SHUT_RDWR)
        self.forget()

    def forget(self) -> None:
        """Let go of the handles."""
        for way in self._open.values():
            way.close()
        self._open = {}


class _Adapter(HTTPAdapter):
    """Tells of each connection that is made."""

    def __init__(self, ways: _Ways) -> None:
        self._ways = ways
        super().__init__(pool_connections=2, pool_maxsize=1)

    def init_poolmanager(self, *arguments: object, **named: object) -> None:
        """Let both kinds of connection be made by us."""
        super().init_poolmanager(*arguments, **named)  # type: ignore[arg-type]
        ways = self._ways

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                made = super()._new_conn()
                ways.add(f"{self.host}:{self.port}", made)
                return made

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                made = super()._new_conn()
                ways.add(f"{self.host}:{self.port}", made)
                return made

        plain = type("Plain", (HTTPConnectionPool,), {"ConnectionCls": Plain})
        secure = type("Secure", (HTTPSConnectionPool,), {"ConnectionCls": Secure})
        self.poolmanager.pool_classes_by_scheme = {"http": plain, "https": secure}
