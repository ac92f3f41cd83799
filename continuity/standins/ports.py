"""Which loopback port each stand-in has: chosen once, kept in ``ports.json``, the same at every start."""

from __future__ import annotations

import errno
import json
import os
import random
import socket
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from continuity.errors import UsageProblem

__all__ = ["listen"]

# Below every system's range for outgoing connections: there, a port that is free while its stand-in is down can be
# taken by any client, and a client on the same machine can even connect to itself.
_CHOICE = range(20_000, 30_000)
_PATIENCE_S = 1.0


def listen(folder: Path, names: Sequence[str]) -> dict[str, socket.socket]:
    """A listening socket for each name, on its kept port or on a fresh one, which is kept from now on."""
    path = folder / "ports.json"
    kept = _read(path)
    sockets: dict[str, socket.socket] = {}
    try:
        for name in names:
            sockets[name] = _bind_kept(name, kept[name], path) if name in kept else _bind_fresh(set(kept.values()))
    except BaseException:
        for bound in sockets.values():
            bound.close()
        raise
    ports = {name: bound.getsockname()[1] for name, bound in sockets.items()}
    if ports.keys() - kept.keys():
        _write(path, {**kept, **ports})
    return sockets


def _bind_kept(name: str, port: int, path: Path) -> socket.socket:
    deadline = time.monotonic() + _PATIENCE_S  # a predecessor that was told to end may need a moment
    while True:
        bound = _bind(port)
        if bound:
            return bound
        if time.monotonic() > deadline:
            raise UsageProblem(
                f"Port {port}, which {path} keeps for {name}, is taken by another program.",
                f"End that program, or delete {path} so that new ports are chosen.",
            )
        time.sleep(0.02)


def _bind_fresh(avoid: set[int]) -> socket.socket:
    for port in random.SystemRandom().sample(_CHOICE, 500):
        bound = _bind(port) if port not in avoid else None
        if bound:
            return bound
    raise UsageProblem(
        f"No free loopback port between {_CHOICE.start} and {_CHOICE.stop}.", "End programs that listen there."
    )


def _bind(port: int) -> socket.socket | None:
    try:
        return socket.create_server(("127.0.0.1", port), backlog=128)
    except OSError as problem:
        if problem.errno in (errno.EADDRINUSE, errno.EACCES):
            return None
        raise UsageProblem(f"Cannot listen on 127.0.0.1:{port}: {problem.strerror}.") from None


def _read(path: Path) -> dict[str, int]:
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_bytes())
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(type(port) is int and 0 < port < 65_536 for port in found.values()):
        raise UsageProblem(
            f'{path} does not hold ports, like {{"crm": 20123}}.', "Delete it so that new ports are chosen."
        )
    return found


def _write(path: Path, ports: Mapping[str, int]) -> None:
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(ports, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
