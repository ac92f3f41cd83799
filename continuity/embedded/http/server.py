"""The HTTP server: one task per client, requests in a row answered in a row."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable

from continuity.embedded.http.bad_request import BadRequest, ExpectationFailed
from continuity.embedded.http.client import Client
from continuity.embedded.http.message import Answer, Request, problem_answer
from continuity.embedded.http.reading import Limits
from continuity.embedded.http.writing import as_bytes
from continuity.embedded.net.accepting import Acceptor
from continuity.embedded.problem import ApiProblem

__all__ = ["HttpServer"]

_STOP_LIMIT = 0.3
_AT_ONCE = 8


class HttpServer:
    """Answers with what ``handle`` gives; ``stop`` closes the listener and every client.

    When there are more than ``most`` clients, the one that has been silent for longest is closed for the next.
    """

    def __init__(
        self, handle: Callable[[Request], Awaitable[Answer]], most: int = 1024, limits: Limits | None = None
    ) -> None:
        self._handle = handle
        self._most = most
        self._limits = limits or Limits()
        self._acceptor: Acceptor | None = None
        self._clients: dict[Client, asyncio.Task[None]] = {}

    def start(self, sock: socket.socket) -> None:
        """Serve on a listening socket."""
        self._acceptor = Acceptor(sock, self._welcome, self._has_room, _AT_ONCE)

    async def stop(self) -> None:
        """Stop at once; see the clients' tasks end by themselves."""
        if self._acceptor is not None:
            self._acceptor.close()
        for client in self._clients:
            client.abort()
        if self._clients:
            await asyncio.wait(self._clients.values(), timeout=_STOP_LIMIT)

    def _has_room(self) -> bool:
        """Whether so few are there, those included that are on their way out, that one more may come."""
        return len(self._clients) < self._most + _AT_ONCE

    def _welcome(self, sock: socket.socket, _address: tuple[str, int]) -> None:
        if len(self._clients) >= self._most:
            silent = next((one for one in self._clients if not one.served and not one.gone), None)
            if silent is not None:
                silent.abort()
        client = Client(sock, self._limits)
        task = asyncio.get_running_loop().create_task(self._serve(client))
        self._clients[client] = task
        task.add_done_callback(lambda _: self._forget(client))

    def _forget(self, client: Client) -> None:
        del self._clients[client]
        if self._acceptor is not None:
            self._acceptor.look_again()

    async def _serve(self, client: Client) -> None:
        try:
            if await client.open():
                while await self._exchange(client):
                    self._clients[client] = self._clients.pop(client)
        except (OSError, TimeoutError):
            pass
        finally:
            client.close()

    async def _exchange(self, client: Client) -> bool:
        """Answer one request; say whether another may follow."""
        try:
            request = await client.requests.next()
        except BadRequest as problem:
            await client.send(problem.answer())
            return False
        except ExpectationFailed as problem:
            await client.send(_failed_expectation(problem))
            return False
        if request is None:
            return False
        client.served = True
        answer = await self._answered(request)
        client.served = False
        bodiless, keep_open = request.method == "HEAD", request.keep_open
        await client.send(as_bytes(answer, bodiless=bodiless, keep_open=keep_open, old=request.old, now=time.time()))
        return keep_open

    async def _answered(self, request: Request) -> Answer:
        """Answer even where we are at fault, and say so on stderr."""
        try:
            return await self._handle(request)
        except Exception as problem:
            context = {"message": f"{request.method} {request.target.path} failed", "exception": problem}
            asyncio.get_running_loop().call_exception_handler(context)
            return problem_answer(ApiProblem(500, f"defect in the embedded server: {problem!r}"))


def _failed_expectation(problem: ExpectationFailed) -> bytes:
    """Say so, and that the connection is closed even to an old client, who would not be told otherwise."""
    answer = Answer(417, headers={"Connection": "close"} if problem.old else {})
    return as_bytes(answer, bodiless=problem.bodiless, keep_open=False, old=problem.old, now=time.time())
