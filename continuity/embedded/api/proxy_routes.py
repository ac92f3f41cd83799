"""The routes under ``/proxies`` that deal with proxies."""

from __future__ import annotations

from collections.abc import Mapping

from continuity.embedded.api.bodies import read_change, read_wanted
from continuity.embedded.api.router import Act, Call
from continuity.embedded.api.shapes import proxies_shape, proxy_shape
from continuity.embedded.http.message import Answer, json_answer
from continuity.embedded.proxies import Proxies

__all__ = ["ProxyRoutes"]


class ProxyRoutes:
    """List, create, show, change and delete proxies."""

    def __init__(self, proxies: Proxies) -> None:
        self._proxies = proxies

    def acts(self) -> Mapping[str, Mapping[str, Act]]:
        """The acts by path and method; POST changes a proxy too, as clients before 2.6 do."""
        one: Mapping[str, Act] = {
            "GET": self._show,
            "PATCH": self._change,
            "POST": self._change,
            "DELETE": self._delete,
        }
        return {"/proxies": {"GET": self._list, "POST": self._create}, "/proxies/{proxy}": one}

    async def _list(self, _call: Call) -> Answer:
        return json_answer(200, proxies_shape(self._proxies.all()))

    async def _create(self, call: Call) -> Answer:
        proxy = await self._proxies.create(read_wanted(call.body))
        return json_answer(201, proxy_shape(proxy))

    async def _show(self, call: Call) -> Answer:
        return json_answer(200, proxy_shape(self._proxies.get(call.proxy)))

    async def _change(self, call: Call) -> Answer:
        proxy = self._proxies.get(call.proxy)
        change = read_change(call.body)
        async with proxy.lock:
            self._proxies.get(call.proxy)
            await proxy.update(change)
            return json_answer(200, proxy_shape(proxy))

    async def _delete(self, call: Call) -> Answer:
        await self._proxies.delete(call.proxy)
        return Answer(204)
