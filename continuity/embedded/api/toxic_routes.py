"""The routes that deal with the toxics of a proxy."""

from __future__ import annotations

from collections.abc import Mapping

from continuity.embedded.api.bodies import read_new_toxic, read_toxic_update
from continuity.embedded.api.own_shapes import lease_shape
from continuity.embedded.api.router import Act, Call
from continuity.embedded.api.shapes import toxic_shape
from continuity.embedded.chains import Chains
from continuity.embedded.http.message import Answer, json_answer
from continuity.embedded.lease import Wish
from continuity.embedded.proxies import Proxies
from continuity.embedded.toxic import Toxic

__all__ = ["ToxicRoutes"]


class ToxicRoutes:
    """List, add, show, change and remove toxics."""

    def __init__(self, proxies: Proxies) -> None:
        self._proxies = proxies

    def acts(self) -> Mapping[str, Mapping[str, Act]]:
        """The acts by path and method."""
        one: Mapping[str, Act] = {
            "GET": self._show,
            "PATCH": self._change,
            "POST": self._change,
            "DELETE": self._remove,
        }
        whole: Mapping[str, Act] = {"GET": self._list, "POST": self._add}
        return {"/proxies/{proxy}/toxics": whole, "/proxies/{proxy}/toxics/{toxic}": one}

    async def _list(self, call: Call) -> Answer:
        proxy = self._proxies.get(call.proxy)
        return json_answer(200, [toxic_shape(toxic) for toxic in proxy.chains.all()])

    async def _add(self, call: Call) -> Answer:
        chains = self._proxies.get(call.proxy).chains
        wanted = read_new_toxic(call.body)
        async with chains.lock:
            chains.refuse_taken(wanted.name)
            toxic = wanted.build()
            chains.add(toxic)
            return _shown(chains, toxic, wanted.lease)

    async def _show(self, call: Call) -> Answer:
        return json_answer(200, toxic_shape(self._proxies.get(call.proxy).chains.get(call.toxic)))

    async def _change(self, call: Call) -> Answer:
        chains = self._proxies.get(call.proxy).chains
        async with chains.lock:
            toxic = chains.get(call.toxic)
            update = read_toxic_update(call.body, toxic)
            if update.toxic is not None:
                toxic = update.toxic
                await chains.update(toxic)
            return _shown(chains, toxic, update.lease)

    async def _remove(self, call: Call) -> Answer:
        chains = self._proxies.get(call.proxy).chains
        async with chains.lock:
            await chains.remove(chains.get(call.toxic))
        return Answer(204)


def _shown(chains: Chains, toxic: Toxic, wish: Wish | None) -> Answer:
    """Show a toxic; its lease too, to a client that has asked for one."""
    if wish is None:
        return json_answer(200, toxic_shape(toxic))
    return json_answer(200, {**toxic_shape(toxic), "lease": lease_shape(chains.lease(toxic.name, wish))})
