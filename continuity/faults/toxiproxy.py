"""toxiproxy-python, made safe to drive several servers at once: for creating and listing.

Bare, version 0.1.1 keeps its address in a class, waits for ever, obeys proxies of the environment and takes a 500
for success. Here each call has its own address, session and time-outs, and every status from 400 on is raised.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from types import ModuleType
from urllib.parse import quote

from continuity.faults.api import ProxyState, ServerSaid
from continuity.faults.kinds.effect import Toxic
from continuity.faults.promise import ServerRef
from continuity.faults.wire import NoAnswer, NoConnection, Reply

__all__ = ["Client"]

_CONNECT_SECONDS, _READ_SECONDS = 1.0, 5.0
_server: ContextVar[ServerRef] = ContextVar("toxiproxy_server")
"""Which server the library talks to in this thread or task, right now."""


class Client:
    """One server as toxiproxy-python sees it; raises ``CallFailed`` errors like the rest of this room."""

    def __init__(self, server: ServerRef) -> None:
        self._about = server

    def names(self) -> tuple[str, ...]:
        """List the proxies' names."""
        toxiproxy, token = _library(), _server.set(self._about)
        try:
            return tuple(sorted(toxiproxy.Toxiproxy().proxies()))
        finally:
            _server.reset(token)

    def create(self, name: str, listen: str, upstream: str) -> ProxyState | None:
        """Create an enabled proxy; ``None`` when the name is taken."""
        toxiproxy, token = _library(), _server.set(self._about)
        try:
            made = toxiproxy.Toxiproxy().create(upstream, name, listen, enabled=True)
        except toxiproxy.exceptions.ProxyExists:
            return None
        finally:
            _server.reset(token)
        return ProxyState(made.name, made.listen, made.upstream, made.enabled, ())

    def add_toxic(self, proxy: ProxyState, name: str, toxic: Toxic) -> None:
        """Add a toxic; what came of it is to be read back."""
        toxiproxy, token = _library(), _server.set(self._about)
        target = toxiproxy.Proxy(name=proxy.name, listen=proxy.listen, upstream=proxy.upstream, enabled=proxy.enabled)
        try:
            target.add_toxic(
                type=toxic.type,
                stream=toxic.stream,
                name=name,
                toxicity=toxic.toxicity / 100,
                attributes=dict(toxic.attributes),
            )
        finally:
            _server.reset(token)


@cache
def _library() -> ModuleType:
    """Import the library when it is first used (it brings requests, some 100 ms), and give it our way to call."""
    import requests
    import toxiproxy
    import toxiproxy.exceptions
    import toxiproxy.proxy
    import toxiproxy.server
    from toxiproxy.api import APIConsumer

    class SafeConsumer(APIConsumer):  # type: ignore[misc]  # the library has no types
        @classmethod
        def get(cls, url: str, params: object = None, **more: object) -> object:
            return _send(requests, "GET", url, params=params, **more)

        @classmethod
        def delete(cls, url: str, **more: object) -> object:
            return _send(requests, "DELETE", url, **more)

        @classmethod
        def post(cls, url: str, data: object = None, json: object = None, **more: object) -> object:
            return _send(requests, "POST", url, data=data, json=json, **more)

    toxiproxy.server.APIConsumer = SafeConsumer
    toxiproxy.proxy.APIConsumer = SafeConsumer
    library: ModuleType = toxiproxy
    return library


def _send(requests: ModuleType, method: str, path: str, **more: object) -> object:
    server = _server.get()
    url = server.url.rstrip("/") + quote(path, safe="/")
    headers = {"User-Agent": "continuity", **({"Authorization": f"Bearer {server.token}"} if server.token else {})}
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(
                method, url, headers=headers, timeout=(_CONNECT_SECONDS, _READ_SECONDS), allow_redirects=False, **more
            )
    except requests.ConnectionError as problem:
        raise NoConnection(f"{server.url} cannot be reached for {method} {path}", refused=False) from problem
    except requests.RequestException as problem:
        raise NoAnswer(f"{server.url} gave no whole answer to {method} {path}") from problem
    if answer.status_code >= 300:
        words = Reply(answer.status_code, answer.content).words
        raise ServerSaid(f"{server.url}, {method} {path}: {words}", answer.status_code)
    return answer
