"""The HTTP server: one task per client, requests in a row answered in a row."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable

from continuity.embedded.http.message import Answer, BadRequest, Request, problem_answer
from continuity.embedded.http.reading import HEAD_LIMIT, read_request
from continuity.embedded.http.writing import as_bytes
from continuity.embedded.problem import ApiProblem

__all__ = ["HttpServer"]

_IDLE_LIMIT = 60.0
_WRITE_LIMIT = 30.0
_STOP_LIMIT = 0.3


class HttpServer:
    """Answers with what ``handle`` gives; ``stop`` closes the listener and every client."""

    def __init__(self, handle: Callable[[Request], Awaitable[Answer]]) -> None:
        self._handle = handle
        self._server: asyncio.Server | None = None
        self._clients: dict[asyncio.Task[None] | None, asyncio.StreamWriter] = {}

    async def start(self, sock: socket.socket) -> None:
        """Serve on a listening socket."""
        self._server = await asyncio.start_server(self._client, sock=sock, limit=HEAD_LIMIT)

    async def stop(self) -> None:
        """Stop at once; see the clients' tasks end by themselves."""
        if self._server is not None:
            self._server.close()
        for writer in self._clients.values():
            writer.transport.abort()
        tasks = [task for task in self._clients if task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=_STOP_LIMIT)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._clients[task] = writer
        try:
            while await self._exchange(reader, writer):
                pass
        except (OSError, TimeoutError):
            pass
        finally:
            del self._clients[task]
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; say whether another may follow."""
        try:
            request = await read_request(reader, writer, _IDLE_LIMIT)
        except BadRequest as problem:
            await _send(writer, as_bytes(problem.answer(), bodiless=False, keep_open=False, old=False, now=time.time()))
            return False
        if request is None:
            return False
        answer = await self._answered(request)
        bodiless, keep_open = request.method == "HEAD", request.keep_open
        await _send(writer, as_bytes(answer, bodiless=bodiless, keep_open=keep_open, old=request.old, now=time.time()))
        return keep_open

    async def _answered(self, request: Request) -> Answer:
        """Answer even where we are at fault, and say so on stderr."""
        try:
            return await self._handle(request)
        except Exception as problem:
            context = {"message": f"{request.method} {request.path} failed", "exception": problem}
            asyncio.get_running_loop().call_exception_handler(context)
            return problem_answer(ApiProblem(500, f"defect in the embedded server: {problem!r}"))


async def _send(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    async with asyncio.timeout(_WRITE_LIMIT):
        await writer.drain()
