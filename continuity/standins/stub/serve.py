"""The stub's ports, and each connection: one request is read, then answered, or passed on as it is."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import ssl
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from threading import Thread
from urllib.parse import urlsplit

from continuity.standins.stub.answers import Answer, Tls, shares

__all__ = ["main"]

_LARGEST_HEAD = 64 * 1024
_PATIENCE_S = 30.0
_LINGER_S = 1.0
_PIECE = 65_536


def main(arguments: Sequence[str]) -> int:
    """Run until standard input ends; 2 when a port cannot be opened."""
    parser = argparse.ArgumentParser(prog="python -m continuity.standins.stub")
    parser.add_argument("--host", default="127.0.0.1", help="where the Toxiproxy server finds this machine")
    parser.add_argument("answers", help="a list of answers as JSON")
    given = parser.parse_args(arguments)
    try:
        asyncio.run(_serve(given.host, [_answer(each) for each in json.loads(given.answers)]))
    except OSError as problem:
        print(f"continuity.standins.stub: {problem}", file=sys.stderr)
        return 2
    return 0


def _answer(record: dict[str, object]) -> Answer:
    tls = record.pop("tls", None)
    return Answer(**record, tls=Tls(**tls) if isinstance(tls, dict) else None)  # type: ignore[arg-type]


async def _serve(host: str, answers: list[Answer]) -> None:
    ports = {}
    for number, answer in enumerate(answers):
        server = await asyncio.start_server(
            _Port(answer, number).take, host, 0, limit=_LARGEST_HEAD, ssl=_shown(answer.tls), backlog=512
        )
        ports[answer.id] = server.sockets[0].getsockname()[1]
    print(json.dumps(ports), flush=True)
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    Thread(target=_wait_for_end_of_input, args=(loop, over), daemon=True).start()
    await over.wait()
    os._exit(0)


def _wait_for_end_of_input(loop: asyncio.AbstractEventLoop, over: asyncio.Event) -> None:
    with suppress(OSError):
        while os.read(0, 4096):
            pass
    loop.call_soon_threadsafe(over.set)


def _shown(tls: Tls | None) -> ssl.SSLContext | None:
    if tls is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls.certificate, tls.key)
    return context


class _Port:
    """One answer at its port."""

    def __init__(self, answer: Answer, seed: int) -> None:
        self._answer = answer
        self._hits: Iterator[bool] = shares(answer.share, seed)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection; whatever goes wrong ends it and nothing else."""
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _PATIENCE_S)
            if next(self._hits):
                await self._say(head, reader, writer)
            else:
                await self._pass_on(head, reader, writer)
        except (OSError, EOFError, asyncio.LimitOverrunError, TimeoutError):
            pass
        finally:
            writer.close()
            with suppress(OSError, TimeoutError):
                await asyncio.wait_for(writer.wait_closed(), _LINGER_S)

    async def _say(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self._answer.message(head.split(b" ", 1)[0].decode("latin-1")))
        await writer.drain()
        # What the client still sends is listened to, for closing at once would reset the answer away.
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_S):
                while await reader.read(_PIECE):
                    pass

    async def _pass_on(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand over the request and all that follows; the system is asked to close, for we look at one request only."""
        parts, tls = urlsplit(f"//{self._answer.upstream}"), self._answer.tls
        context = ssl.create_default_context(cafile=tls.ca) if tls else None
        theirs, to_them = await asyncio.wait_for(
            asyncio.open_connection(parts.hostname, parts.port, ssl=context, server_hostname=tls.name if tls else None),
            _PATIENCE_S,
        )
        try:
            to_them.write(_closing(head))
            onward = asyncio.ensure_future(_pump(reader, to_them))
            try:
                await _pump(theirs, writer)
            finally:
                onward.cancel()
        finally:
            to_them.close()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while block := await source.read(_PIECE):
            sink.write(block)
            await sink.drain()


def _closing(head: bytes) -> bytes:
    """The same head with ``Connection: close``; one that changes the protocol (RFC 9110 7.8) stays as it is."""
    lines = head[:-4].split(b"\r\n")
    if any(line.lower().startswith(b"upgrade:") for line in lines):
        return head
    kept = [line for line in lines if not line.lower().startswith((b"connection:", b"keep-alive:"))]
    return b"\r\n".join([*kept, b"Connection: close", b"", b""])
