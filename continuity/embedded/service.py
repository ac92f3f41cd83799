"""The life of a server: start, say where, serve, end."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from continuity.clock import SystemClock
from continuity.embedded.api.bodies import read_population
from continuity.embedded.api.own_routes import OwnRoutes
from continuity.embedded.api.proxy_routes import ProxyRoutes
from continuity.embedded.api.router import Router
from continuity.embedded.api.server_routes import ServerRoutes
from continuity.embedded.api.token import Token
from continuity.embedded.api.toxic_routes import ToxicRoutes
from continuity.embedded.ending import ending
from continuity.embedded.fine_selector import new_event_loop
from continuity.embedded.http.server import HttpServer
from continuity.embedded.lease import Leases
from continuity.embedded.link.chance import Chance
from continuity.embedded.net.address import Address
from continuity.embedded.net.listen import bind, resolve_listen
from continuity.embedded.options import Options
from continuity.embedded.problem import AddressProblem, ApiProblem
from continuity.embedded.proxies import Proxies
from continuity.embedded.shared import Places, Shared
from continuity.embedded.traffic import Traffic
from continuity.errors import Refused, UsageProblem

__all__ = ["kept_files", "serve"]

_TOKEN_LEAST = 16
_KEPT_FILES = 64
_MOST_KEPT_FILES = 1024
_OTHER_FILES = 32
"""Of those that are kept: not for clients of the API, but for the API itself, look-ups, and who is just leaving."""


def serve(options: Options, say: Callable[[str], None]) -> None:
    """Serve until a signal or the end of stdin; ``say`` hears ``listening on HOST:PORT`` once ready.

    Raises ``UsageProblem`` when the port is taken or the config file does not hold, ``Refused`` on Windows.
    """
    if sys.platform == "win32":
        raise Refused("the embedded server does not run on Windows", hint="run it on Linux or macOS, or in WSL")
    files = _raise_file_limit()
    kept = kept_files(files)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(_serve(options, Places(files - kept), kept - _OTHER_FILES, say))


async def _serve(options: Options, places: Places, api_clients: int, say: Callable[[str], None]) -> None:
    asyncio.get_running_loop().set_exception_handler(_report)
    seed = secrets.randbits(53) if options.seed is None else options.seed
    clock = SystemClock()
    proxies = Proxies(Shared(Chance(seed), clock, Traffic(), Leases(clock), places))
    http = HttpServer(_router(proxies, options).answer, most=api_clients)
    try:
        address = await _start_api(http, options)
        if options.config is not None:
            await _load(proxies, options.config)
        end = ending(with_stdin=options.until_stdin_closes)
        say(f"listening on {address}")
        await end.wait()
    finally:
        await http.stop()
        await proxies.stop()


def _router(proxies: Proxies, options: Options) -> Router:
    metrics = {"proxy_metrics": options.proxy_metrics, "runtime_metrics": options.runtime_metrics}
    acts = {
        **ServerRoutes(proxies, **metrics).acts(),
        **ProxyRoutes(proxies).acts(),
        **ToxicRoutes(proxies).acts(),
        **OwnRoutes(proxies).acts(),
    }
    return Router(acts, _request_id, None if options.token_file is None else _token(options.token_file))


def _token(path: Path) -> Token:
    hint = "the file holds the token and nothing else: a text without spaces, of at least 16 characters"
    try:
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise UsageProblem(f"the token file {path} cannot be read", hint) from None
    if len(text) < _TOKEN_LEAST or not text.isprintable() or " " in text:
        raise UsageProblem(f"the token file {path} does not hold a token", hint)
    return Token(text)


def _request_id() -> str:
    """Twenty characters, as long as the original's."""
    return secrets.token_hex(10)


async def _start_api(http: HttpServer, options: Options) -> Address:
    wanted = Address(options.host, options.port)
    try:
        sock, address = bind(await resolve_listen(str(wanted)))
    except AddressProblem as problem:
        hint = "another server may be running there: end it, or choose another port with --port (0 takes a free one)"
        raise UsageProblem(f"the API cannot listen on {wanted}: {problem.message}", hint) from None
    http.start(sock)
    return address


async def _load(proxies: Proxies, config: Path) -> None:
    """Create what the config file lists; a server that has only a part of it would mislead, so it does not start."""
    hint = "the file holds a JSON array of objects with name, listen, upstream and enabled, as POST /populate takes it"
    try:
        wanted = read_population(config.read_bytes())
        populated = await proxies.populate(wanted)
    except OSError as problem:
        raise UsageProblem(f"the config file {config} cannot be read: {problem.strerror}", hint) from None
    except ApiProblem as problem:
        raise UsageProblem(f"the config file {config} does not hold: {problem.message}", hint) from None
    if populated.problem is not None:
        name = wanted[len(populated.proxies)].name
        raise UsageProblem(f"the proxy {name!r} of {config} cannot start: {populated.problem.message}", hint)


def kept_files(files: int) -> int:
    """How many files proxied connections never get: an eighth of a large number, and never fewer than the API needs."""
    return max(_KEPT_FILES, min(files // 8, _MOST_KEPT_FILES))


def _raise_file_limit() -> int:
    """Allow as many sockets as the system lets us have, and give the number: a proxied connection takes two."""
    import resource  # not on Windows

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return sys.maxsize if allowed == resource.RLIM_INFINITY else allowed


def _report(_loop: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
    """Say on stderr, in a line, what went wrong in the background."""
    problem = context.get("exception")
    print(f"toxiproxy: {context.get('message')}{f': {problem!r}' if problem else ''}", file=sys.stderr, flush=True)
