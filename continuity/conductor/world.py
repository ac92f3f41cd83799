"""What surrounds a run while it is driven: stand-ins, server, proxies. Made in order, undone in reverse."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from continuity.clock import Clock
from continuity.conductor.addresses import STAND_IN, Addresses
from continuity.conductor.children import start_server, start_stand_ins
from continuity.conductor.choose_server import named_server, needs_standing_server
from continuity.conductor.claim import claim_of
from continuity.conductor.standing_proxy import standing_proxy
from continuity.conductor.stubs import open_stubs
from continuity.errors import ContinuityError, Refused
from continuity.faults.api import Api
from continuity.faults.holding import held_by_another
from continuity.faults.inject import Injector
from continuity.faults.means import StubAt
from continuity.faults.promise import ServerRef
from continuity.faults.start_guard import GuardHandle, start_guard
from continuity.faults.token import server_at
from continuity.faults.wire import UNHURRIED_S, Wire
from continuity.plan import FrozenPlan

__all__ = ["World", "engine_of"]

_SPARE_SECONDS = 120


class World:
    """``addresses`` say where everything is; ``close`` heals what is open and ends what we started.

    In a real outage there is nothing around it: no fault to guard, and probes look straight at each system.
    """

    def __init__(
        self, plan: FrozenPlan, run: str, root: Path, state_dir: Path, clock: Clock, *, real: bool = False
    ) -> None:
        self.plan = plan
        self.claim = claim_of(root, run)
        self.state_dir = state_dir
        self.folder = root / ".continuity" / "stand-ins" / run
        self._clock = clock
        self._root = root
        self._stack = ExitStack()
        holder = f"{os.environ.get('USER') or 'somebody'}@{socket.gethostname()}"
        longest = plan.drill.limits.max_duration // 1000 + _SPARE_SECONDS
        self.injector = Injector(state_dir, self.claim, holder, clock, longest)
        self.addresses = Addresses("none", root=root)
        self._needed: list[tuple[str, Callable[[], bool]]] = []
        try:
            if not real:
                self._build()
        except BaseException:
            self.close()
            raise

    def _build(self) -> None:
        stand_ins = self._stand_ins()
        server, engine = self._server()
        self.addresses = Addresses(engine, server, stand_ins, root=self._root)
        # Before the guard, so that it ends after it: healing finds the stub where the promise says.
        stubs = self._stubs(server)
        self._start_guard()
        names: dict[str, str] = {}
        listens: dict[str, str] = {}
        for point in self.plan.watched_points():
            proxy = self._proxy(point, server)
            if proxy is not None:
                names[point], listens[point] = proxy
        self.addresses = Addresses(engine, server, stand_ins, names, listens, stubs, self._root)

    def _stand_ins(self) -> dict[str, ServerRef]:
        names = self.plan.environment.stand_ins
        if not names:
            return {}
        child, urls = start_stand_ins(names, self.folder)
        self._stack.callback(child.close)
        self.need("the stand-ins are gone", lambda: child.alive)
        return {name: child.ref(url) for name, url in urls.items()}

    def _stubs(self, server: ServerRef | None) -> Mapping[str, StubAt]:
        points = {point for _, point, fault, *_ in self.plan.faults() if fault.kind == "http"}
        host = self.plan.environment.stub_host
        if points and server and not Wire(server, self._clock).loopback and Wire(_at(host), self._clock).loopback:
            raise Refused(
                f"the Toxiproxy server {server.url} cannot reach a stub at {host}",
                hint="Write stub_host: in the environment, the address of this machine as that server sees it.",
            )
        leads = {point: self._leads_to(point, server) for point in points}
        opened = open_stubs(self.plan, {point: to for point, to in leads.items() if to}, self._root, self.folder)
        if opened is None:
            return {}
        child, stubs = opened
        self._stack.callback(child.close)
        self.need("the stub that answers for a system is gone", lambda: child.alive)
        return stubs

    def _leads_to(self, point: str, server: ServerRef | None) -> str | None:
        """The upstream of the proxy in front of a point, before anything is changed."""
        wanted = self.plan.place(point).proxy
        if wanted is None or server is None:
            return None
        if wanted.upstream.startswith(STAND_IN):
            return self.addresses.url(wanted.upstream).removeprefix("http://")
        return standing_proxy(server, self._clock, point, wanted, self.claim).upstream

    def _server(self) -> tuple[ServerRef | None, str]:
        url = named_server(self.plan, os.environ.get("TOXIPROXY_URL"))
        if url is not None:
            ref = server_at(url, os.environ)
            return ref, engine_of(ref, self._clock)
        if not any(self.plan.place(point).proxy for point in self.plan.watched_points()):
            return None, "none"
        standing = needs_standing_server(self.plan)
        if standing:
            raise Refused(
                f"no Toxiproxy server is named for {', '.join(standing)}",
                hint="Name it under servers: and in the environment, or set TOXIPROXY_URL.",
            )
        child, url = start_server(self.folder)
        self._stack.callback(child.close)
        self.need("the Toxiproxy server is gone", lambda: child.alive)
        ref = child.ref(url)
        return ref, engine_of(ref, self._clock)

    def _proxy(self, point: str, server: ServerRef | None) -> tuple[str, str] | None:
        """Name and listen address of the proxy in front of a point; made when it leads to a stand-in."""
        wanted = self.plan.place(point).proxy
        if wanted is None or server is None:
            return None
        if wanted.upstream.startswith(STAND_IN):
            name = f"{self.claim}-{wanted.name}"
            upstream = self.addresses.url(wanted.upstream).removeprefix("http://")
            made = self.injector.create_proxy(name, wanted.listen or "127.0.0.1:0", upstream, server)
            return made.name, made.listen
        found = standing_proxy(server, self._clock, point, wanted, self.claim)
        return found.name, found.listen

    def held_by_others(self) -> list[str]:
        """Who holds proxies that this run needs: somebody may have begun while we looked whether all is well."""
        server = self.addresses.server
        if server is None:
            return []
        api = Api(Wire(server, self._clock, UNHURRIED_S))
        found = (held_by_another(api, proxy, self.claim) for proxy in self.addresses.proxies.values())
        return [refusal.message for refusal in found if refusal is not None]

    def need(self, words: str, lives: Callable[[], bool]) -> None:
        """Name a process without which the run must not go on; ``words`` say that it is gone."""
        self._needed.append((words, lives))

    def missing(self) -> str | None:
        """What the run needs and has lost; none while all of it lives."""
        return next((words for words, lives in self._needed if not lives()), None)

    def _start_guard(self) -> None:
        guard = start_guard(self.state_dir, self.claim)
        self._stack.callback(self._say_good_bye, guard)
        self.need("the guard is gone", lambda: guard.alive)

    def _say_good_bye(self, guard: GuardHandle) -> None:
        """Heal what is open, then let the guard go: it looks once more, and ends."""
        try:
            self.injector.heal_all()
        finally:
            guard.close()

    def close(self) -> None:
        """Undo everything, last things first."""
        self._stack.close()

    def __enter__(self) -> World:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _at(host: str) -> ServerRef:
    return ServerRef(f"http://{host}")


def engine_of(server: ServerRef, clock: Clock) -> str:
    """``toxiproxy 2.12.0``, or ``embedded 0.1.0`` for the server that comes with Continuity."""
    wire = Wire(server, clock, UNHURRIED_S)
    own = wire.call("GET", "/continuity")
    if own.status == 200 and isinstance(own.value, dict):
        return f"embedded {own.value.get('version', '?')}"
    said = wire.call("GET", "/version")
    if said.status != 200 or not isinstance(said.value, dict):
        raise ContinuityError(f"{server.url} is no Toxiproxy server", hint="Is the port right?")
    return f"toxiproxy {said.value.get('version', '?')}"
