"""Looking names up without holding anyone up, and without keeping the process alive for an answer."""

from __future__ import annotations

import asyncio
import re
import socket
import threading

from continuity.embedded.net.address import Address, is_literal, looks_numeric
from continuity.embedded.problem import AddressProblem

__all__ = ["look_up"]

_NAME = re.compile(r"[A-Za-z0-9_.-]+")
"""Other letters are in no name that a server looks up; what stands for them there is for clients to write."""


async def look_up(address: Address, limit: float) -> list[Address]:
    """Give the addresses of a host, IPv4 first; raises ``AddressProblem`` after ``limit`` seconds or when unknown."""
    if is_literal(address.host):
        return [address]
    if looks_numeric(address.host) or not _NAME.fullmatch(address.host):
        raise AddressProblem(f"lookup {address.host}: no such host")
    try:
        hosts = await asyncio.wait_for(_in_thread(address.host), limit)
    except TimeoutError:
        raise AddressProblem(f"lookup {address.host}: i/o timeout") from None
    except (OSError, UnicodeError):
        raise AddressProblem(f"lookup {address.host}: no such host") from None
    return [Address(host, address.port) for host in hosts]


def _in_thread(host: str) -> asyncio.Future[list[str]]:
    """Ask the system in a daemon thread: a name server that never answers must not delay the end of the process."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def ask() -> None:
        try:
            hosts = _ask_system(host)
        except (OSError, UnicodeError) as problem:
            _tell(loop, answer, problem)
        else:
            _tell(loop, answer, hosts)

    threading.Thread(target=ask, name=f"look up {host}", daemon=True).start()
    return answer


def _ask_system(host: str) -> list[str]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    by_family = sorted(found, key=lambda entry: entry[0] != socket.AF_INET)
    return list(dict.fromkeys(str(entry[4][0]) for entry in by_family))


def _tell(
    loop: asyncio.AbstractEventLoop, answer: asyncio.Future[list[str]], result: list[str] | OSError | UnicodeError
) -> None:
    def deliver() -> None:
        if answer.done():
            return
        if isinstance(result, list):
            answer.set_result(result)
        else:
            answer.set_exception(result)

    if not loop.is_closed():
        loop.call_soon_threadsafe(deliver)
