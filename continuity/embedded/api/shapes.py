"""From values to the bodies of answers, keys in Toxiproxy's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from continuity.embedded.json_write import Float32, Out
from continuity.embedded.proxies import Populated
from continuity.embedded.proxy import Proxy
from continuity.embedded.toxic import Toxic

__all__ = ["populated_shape", "proxies_shape", "proxy_shape", "toxic_shape"]


def toxic_shape(toxic: Toxic) -> Mapping[str, Out]:
    """Show a toxic; attributes that were not given are shown too."""
    return {
        "attributes": toxic.kind.values(toxic.behaviour),
        "name": toxic.name,
        "type": toxic.kind.name,
        "stream": toxic.stream_text,
        "toxicity": Float32(toxic.toxicity),
    }


def proxy_shape(proxy: Proxy) -> Mapping[str, Out]:
    """Show a proxy; ``Logger`` is there because clients of the original have met it."""
    return {
        "name": proxy.name,
        "listen": proxy.listen,
        "upstream": proxy.upstream,
        "enabled": proxy.enabled,
        "Logger": {},
        "toxics": [toxic_shape(toxic) for toxic in proxy.chains.all()],
    }


def proxies_shape(proxies: Sequence[Proxy]) -> Mapping[str, Out]:
    """Show all proxies, by name."""
    return {proxy.name: proxy_shape(proxy) for proxy in proxies}


def populated_shape(populated: Populated) -> Mapping[str, Out]:
    """Show what populating did; no proxies are ``null``, not an empty array."""
    problem = populated.problem
    proxies: Out = [proxy_shape(proxy) for proxy in populated.proxies] or None
    if problem is None:
        return {"proxies": proxies}
    return {"error": problem.message, "status": problem.status, "proxies": proxies}
