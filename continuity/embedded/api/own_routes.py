"""The routes that the original does not have, all below ``/continuity``: a client that does not ask sees nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from continuity import __version__
from continuity.embedded.api.lease_body import read_lease_body
from continuity.embedded.api.own_shapes import connections_shape, healed_shape, lease_shape, traffic_shape
from continuity.embedded.api.router import Act, Call
from continuity.embedded.http.message import Answer, json_answer
from continuity.embedded.json_write import Out
from continuity.embedded.problem import ApiProblem, Fault
from continuity.embedded.proxies import Proxies

__all__ = ["OwnRoutes"]

_FEATURES = ("connections", "lease", "token", "traffic")


class OwnRoutes:
    """Who this server is, leases, connections and live counters."""

    def __init__(self, proxies: Proxies) -> None:
        self._proxies = proxies
        self._leases = proxies.shared.leases

    def acts(self) -> Mapping[str, Mapping[str, Act]]:
        """The acts by path and method."""
        lease: Mapping[str, Act] = {"GET": self._lease, "PUT": self._renew, "DELETE": self._keep}
        return {
            "/continuity": {"GET": self._who},
            "/continuity/leases": {"GET": self._all_leases},
            "/continuity/traffic": {"GET": self._traffic},
            "/continuity/proxies/{proxy}/connections": {"GET": self._connections},
            "/continuity/proxies/{proxy}/toxics/{toxic}/lease": lease,
        }

    async def _who(self, _call: Call) -> Answer:
        who: dict[str, Out] = {"engine": "embedded", "version": __version__, "seed": self._proxies.shared.chance.seed}
        return json_answer(200, {**who, "features": _FEATURES, "tasks": len(asyncio.all_tasks())})

    async def _all_leases(self, _call: Call) -> Answer:
        held = [lease_shape(lease) for lease in self._leases.all()]
        return json_answer(200, {"held": held, "healed": [healed_shape(one) for one in self._leases.healed]})

    async def _traffic(self, _call: Call) -> Answer:
        return json_answer(200, traffic_shape(self._proxies.all(), self._proxies.traffic()))

    async def _connections(self, call: Call) -> Answer:
        return json_answer(200, connections_shape(self._proxies.get(call.proxy).connections))

    async def _lease(self, call: Call) -> Answer:
        chains = self._proxies.get(call.proxy).chains
        held = chains.leased(chains.get(call.toxic).name)
        if held is None:
            raise ApiProblem.of(Fault.NO_LEASE)
        return json_answer(200, lease_shape(held))

    async def _renew(self, call: Call) -> Answer:
        chains = self._proxies.get(call.proxy).chains
        wish = read_lease_body(call.body)
        return json_answer(200, lease_shape(chains.lease(chains.get(call.toxic).name, wish)))

    async def _keep(self, call: Call) -> Answer:
        chains = self._proxies.get(call.proxy).chains
        if not chains.keep(chains.get(call.toxic).name):
            raise ApiProblem.of(Fault.NO_LEASE)
        return Answer(204)
