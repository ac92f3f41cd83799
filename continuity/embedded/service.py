"""The life of a server: start, say where, serve, end."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from continuity.embedded.api.bodies import read_population
from continuity.embedded.api.proxy_routes import ProxyRoutes
from continuity.embedded.api.router import Router
from continuity.embedded.api.server_routes import ServerRoutes
from continuity.embedded.api.toxic_routes import ToxicRoutes
from continuity.embedded.ending import ending
from continuity.embedded.http.server import HttpServer
from continuity.embedded.link.chance import Chance
from continuity.embedded.net.address import Address
from continuity.embedded.net.listen import bind, resolve_listen
from continuity.embedded.options import Options
from continuity.embedded.problem import AddressProblem, ApiProblem
from continuity.embedded.proxies import Proxies
from continuity.errors import Refused, UsageProblem

__all__ = ["serve"]


def serve(options: Options, say: Callable[[str], None]) -> None:
    """Serve until a signal or the end of stdin; ``say`` hears ``listening on HOST:PORT`` once ready.

    Raises ``UsageProblem`` when the port is taken or the config file does not hold, ``Refused`` on Windows.
    """
    if sys.platform == "win32":
        raise Refused("the embedded server does not run on Windows", hint="run it on Linux or macOS, or in WSL")
    _raise_file_limit()
    asyncio.run(_serve(options, say))


async def _serve(options: Options, say: Callable[[str], None]) -> None:
    asyncio.get_running_loop().set_exception_handler(_report)
    seed = secrets.randbits(53) if options.seed is None else options.seed
    proxies = Proxies(Chance(seed))
    http = HttpServer(_router(proxies, seed).answer)
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


def _router(proxies: Proxies, seed: int) -> Router:
    acts = {**ServerRoutes(proxies, seed).acts(), **ProxyRoutes(proxies).acts(), **ToxicRoutes(proxies).acts()}
    return Router(acts, _request_id)


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
    await http.start(sock)
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


def _raise_file_limit() -> None:
    """Allow as many sockets as the system lets us have: a proxied connection takes two."""
    import resource  # not on Windows

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _report(_loop: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
    """Say on stderr, in a line, what went wrong in the background."""
    problem = context.get("exception")
    print(f"toxiproxy: {context.get('message')}{f': {problem!r}' if problem else ''}", file=sys.stderr, flush=True)
