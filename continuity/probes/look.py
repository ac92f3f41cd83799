"""One look at a point, over HTTP, by a bare TCP connect or at files, within a deadline for the whole of it."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from continuity.clock import Clock
from continuity.events.outage import ProbeState
from continuity.probes.expect import judge_answer
from continuity.probes.files import look_at_files
from continuity.probes.reading import Reading, Target

__all__ = ["client", "look"]

_LARGEST = 1024 * 1024


def client(trust: ssl.SSLContext | None = None) -> httpx2.AsyncClient:
    """A client that keeps no connection: each look meets the point afresh, and no proxy of the environment."""
    limits = httpx2.Limits(max_keepalive_connections=0)
    return httpx2.AsyncClient(trust_env=False, limits=limits, timeout=None, verify=True if trust is None else trust)


async def look(target: Target, http: httpx2.AsyncClient, clock: Clock) -> Reading:
    """Look once; never raises for what the network does."""
    at, begun = clock.now(), clock.monotonic()
    try:
        async with asyncio.timeout(target.probe.timeout / 1000):
            state, detail = await _seen(target, http, clock)
    except TimeoutError:
        state, detail = "down", f"no answer within {target.probe.timeout} ms"
    except (OSError, httpx2.HTTPError) as error:
        state, detail = "down", _in_words(error)
    took = round((clock.monotonic() - begun) * 1000)
    return Reading(target.probe.id, target.point, at, took, state, detail)


async def _seen(target: Target, http: httpx2.AsyncClient, clock: Clock) -> tuple[ProbeState, str]:
    probe = target.probe
    if target.url.startswith("tcp:"):
        parts = urlsplit(target.url)
        _, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.close()
        return "ok", "connected"
    if target.url.startswith("file:"):
        path = Path(target.url.removeprefix("file://"))
        # On a thread: a network share that hangs must not keep the other probes from looking.
        return await asyncio.to_thread(look_at_files, path, probe.expect, clock.now())
    content = probe.body.encode() if probe.body is not None else None
    headers, extensions = dict(probe.headers), {}
    if target.tls and target.probe.url is None:
        headers.setdefault("Host", target.tls.name)
        extensions["sni_hostname"] = target.tls.name
    async with (
        _client_for(target, http) as asking,
        asking.stream(probe.method, target.url, headers=headers, content=content, extensions=extensions) as answer,
    ):
        body = await _body(answer)
    if body is None:
        return "down", "the answer is larger than 1 MiB"
    return judge_answer(answer.status_code, body, probe.expect, clock.now())


@asynccontextmanager
async def _client_for(target: Target, http: httpx2.AsyncClient) -> AsyncIterator[httpx2.AsyncClient]:
    """The common client, or one that trusts the point's own authority."""
    if target.tls is None or target.tls.ca is None or target.probe.url is not None:
        yield http
        return
    async with client(_trusting(target.tls.ca)) as own:
        yield own


@cache
def _trusting(ca: str) -> ssl.SSLContext:
    """Trust one authority, read once; raises ``OSError`` when the file cannot be read."""
    return ssl.create_default_context(cafile=ca)


async def _body(answer: httpx2.Response) -> bytes | None:
    """The whole answer; none when it does not end within what a probe has any use for."""
    body = bytearray()
    async for part in answer.aiter_bytes():
        body += part
        if len(body) > _LARGEST:
            return None
    return bytes(body)


def _in_words(error: Exception) -> str:
    causes = list(_causes(error))
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "connection refused"
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return "its name leads to no address"
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return "its certificate is not trusted"
    if isinstance(error, httpx2.RemoteProtocolError | httpx2.ReadError | ConnectionResetError):
        return "connection cut"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return "no connection" if isinstance(error, httpx2.ConnectError) else type(error).__name__


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and all that led to it; a host with several addresses has one for each."""
    while error is not None:
        yield error
        for inner in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
            yield from _causes(inner)
        error = error.__cause__ or error.__context__
