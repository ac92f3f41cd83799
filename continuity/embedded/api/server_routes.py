"""The routes that concern the whole server."""

from __future__ import annotations

from collections.abc import Mapping

from continuity.embedded.api.bodies import read_population
from continuity.embedded.api.router import ANY, Act, Call
from continuity.embedded.api.shapes import populated_shape
from continuity.embedded.http.message import Answer, json_answer
from continuity.embedded.metrics import METRICS_TYPE, handler_metrics, proxy_metrics, runtime_metrics
from continuity.embedded.problem import ApiProblem
from continuity.embedded.proxies import Populated, Proxies

__all__ = ["TOXIPROXY_VERSION", "ServerRoutes"]

TOXIPROXY_VERSION = "2.12.0"
"""The version of Toxiproxy whose API this is; clients choose verbs and features by it."""


class ServerRoutes:
    """Version, populate, reset, and the metrics that were asked for by flag."""

    def __init__(self, proxies: Proxies, *, proxy_metrics: bool, runtime_metrics: bool) -> None:
        self._proxies = proxies
        self._proxy_metrics = proxy_metrics
        self._runtime_metrics = runtime_metrics

    def acts(self) -> Mapping[str, Mapping[str, Act]]:
        """The acts by path and method."""
        metrics: Mapping[str, Mapping[str, Act]] = {"/metrics": {ANY: self._metrics}}
        return {
            "/version": {"GET": self._version},
            "/populate": {"POST": self._populate},
            "/reset": {"POST": self._reset},
            **(metrics if self._proxy_metrics or self._runtime_metrics else {}),
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

    async def _metrics(self, _call: Call) -> Answer:
        text = runtime_metrics() if self._runtime_metrics else ""
        text += handler_metrics()
        text += proxy_metrics(self._proxies.traffic()) if self._proxy_metrics else ""
        return Answer(200, text.encode(), {"Content-Type": METRICS_TYPE})
