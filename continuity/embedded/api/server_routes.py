"""The routes that concern the whole server."""

from __future__ import annotations

from collections.abc import Mapping

from continuity import __version__
from continuity.embedded.api.bodies import read_population
from continuity.embedded.api.router import Act, Call
from continuity.embedded.api.shapes import populated_shape
from continuity.embedded.http.message import Answer, json_answer
from continuity.embedded.problem import ApiProblem
from continuity.embedded.proxies import Populated, Proxies

__all__ = ["TOXIPROXY_VERSION", "ServerRoutes"]

TOXIPROXY_VERSION = "2.12.0"
"""The version of Toxiproxy whose API this is; clients choose verbs and features by it."""


class ServerRoutes:
    """Version, populate, reset, and who this server really is."""

    def __init__(self, proxies: Proxies, seed: int) -> None:
        self._proxies = proxies
        self._seed = seed

    def acts(self) -> Mapping[str, Mapping[str, Act]]:
        """The acts by path and method."""
        return {
            "/version": {"GET": self._version},
            "/populate": {"POST": self._populate},
            "/reset": {"POST": self._reset},
            "/continuity": {"GET": self._who},
        }

    async def _version(self, _call: Call) -> Answer:
        body = f'{{"version": "{TOXIPROXY_VERSION}"}}\n'.encode()
        return Answer(200, body, {"Content-Type": "application/json;charset=utf-8"})

    async def _populate(self, call: Call) -> Answer:
        try:
            populated = await self._proxies.populate(read_population(call.body))
        except ApiProblem as problem:
            populated = Populated((), problem)
        status = 201 if populated.problem is None else populated.problem.status
        return json_answer(status, populated_shape(populated))

    async def _reset(self, _call: Call) -> Answer:
        await self._proxies.reset()
        return Answer(204)

    async def _who(self, _call: Call) -> Answer:
        return json_answer(200, {"engine": "embedded", "version": __version__, "seed": self._seed})
