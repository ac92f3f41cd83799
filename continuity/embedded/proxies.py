"""All proxies of a server, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from continuity.embedded.link.view import Bytes
from continuity.embedded.problem import AddressProblem, ApiProblem, Fault
from continuity.embedded.proxy import Proxy
from continuity.embedded.shared import Shared
from continuity.embedded.traffic import Path

__all__ = ["Populated", "Proxies", "Wanted"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A proxy as a request or the config file describes it."""

    name: str
    upstream: str
    listen: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Populated:
    """What populating did: the proxies dealt with in order, and what stopped it."""

    proxies: tuple[Proxy, ...]
    problem: ApiProblem | None = None


class Proxies:
    """Creates, finds and forgets proxies. A name is taken from the moment that someone asks for it."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self._by_name: dict[str, Proxy] = {}
        self._claimed: set[str] = set()

    def all(self) -> list[Proxy]:
        """Every proxy, in byte order of the names."""
        return sorted(self._by_name.values(), key=lambda proxy: proxy.name.encode())

    def get(self, name: str) -> Proxy:
        """Find a proxy; raises ``ApiProblem`` (404)."""
        if name not in self._by_name:
            raise ApiProblem.of(Fault.PROXY_NOT_FOUND)
        return self._by_name[name]

    async def create(self, wanted: Wanted) -> Proxy:
        """Make a proxy, and let it listen if it is to be enabled; raises ``ApiProblem``."""
        if wanted.name in self._by_name or wanted.name in self._claimed:
            raise ApiProblem.of(Fault.PROXY_EXISTS)
        self._claimed.add(wanted.name)
        try:
            proxy = Proxy(wanted.name, wanted.listen, wanted.upstream, self.shared)
            if wanted.enabled:
                await proxy.start()
        finally:
            self._claimed.discard(wanted.name)
        self._by_name[wanted.name] = proxy
        return proxy

    async def delete(self, name: str) -> None:
        """Stop a proxy and forget it."""
        proxy = self.get(name)
        async with proxy.lock:
            if self._by_name.get(name) is not proxy:
                raise ApiProblem.of(Fault.PROXY_NOT_FOUND)
            del self._by_name[name]
            proxy.chains.forget_leases()
            await proxy.stop()
            proxy.place.give_back()

    async def populate(self, wanted: Sequence[Wanted]) -> Populated:
        """Create or replace proxies in order; an equal one (address and upstream) stays, toxics and all."""
        done: list[Proxy] = []
        for one in wanted:
            try:
                done.append(await self._create_or_replace(one))
            except ApiProblem as problem:
                return Populated(tuple(done), problem)
        return Populated(tuple(done))

    async def _create_or_replace(self, wanted: Wanted) -> Proxy:
        existing = self._by_name.get(wanted.name)
        if existing is None:
            return await self.create(wanted)
        async with existing.lock:
            if await existing.is_at(wanted.listen, wanted.upstream):
                return existing
            return await self._replace(existing, wanted)

    async def _replace(self, existing: Proxy, wanted: Wanted) -> Proxy:
        """Put a new proxy in the place of another; if it cannot listen, the other one listens again."""
        was_enabled = existing.enabled
        await existing.stop()
        proxy = Proxy(wanted.name, wanted.listen, wanted.upstream, self.shared)
        proxy.place = existing.place
        try:
            if wanted.enabled:
                await proxy.start()
        except AddressProblem:
            if was_enabled:
                await existing.start()
            raise
        existing.chains.forget_leases()
        self._by_name[wanted.name] = proxy
        return proxy

    async def reset(self) -> None:
        """Enable every proxy and take all toxics out; one that cannot listen does not keep the others from it."""
        problems: list[AddressProblem] = []
        for proxy in self.all():
            async with proxy.chains.lock:
                await proxy.chains.clear()
            async with proxy.lock:
                try:
                    await proxy.start()
                except AddressProblem as problem:
                    problems.append(problem)
        if problems:
            raise problems[0]

    def traffic(self) -> Mapping[Path, Bytes]:
        """The bytes of every path so far, those of deleted proxies included."""
        return self.shared.traffic.with_open(one for proxy in self.all() for one in proxy.connections.carried())

    async def stop(self) -> None:
        """Stop everything."""
        for proxy in self.all():
            await proxy.stop()
