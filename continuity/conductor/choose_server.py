"""Which Toxiproxy server a run uses: the one that the plan or the environment names, else one of our own."""

from __future__ import annotations

from continuity.conductor.addresses import STAND_IN
from continuity.errors import Refused
from continuity.faults.token import bare
from continuity.plan import FrozenPlan

__all__ = ["named_server", "needs_standing_server"]


def named_server(plan: FrozenPlan, variable: str | None) -> str | None:
    """The bare URL of the server that is named; none when neither the plan nor ``TOXIPROXY_URL`` names one.

    Raises ``Refused`` when they name different ones.
    """
    servers = {server.id: bare(server.url) for server in plan.organisation.servers}
    wanted = servers.get(plan.environment.server) if plan.environment.server else None
    given = bare(variable) if variable else None
    if given and "://" not in given:
        given = f"http://{given}"
    if wanted and given and wanted != given:
        raise Refused(
            f"the environment {plan.environment.id} names the server {wanted}, TOXIPROXY_URL names {given}",
            hint="Unset TOXIPROXY_URL, or make both the same.",
        )
    return wanted or given


def needs_standing_server(plan: FrozenPlan) -> tuple[str, ...]:
    """Watched points whose proxy leads to something that is no stand-in; a server of ours never stands before it."""
    points = ((point, plan.place(point).proxy) for point in plan.watched_points())
    return tuple(point for point, proxy in points if proxy and not proxy.upstream.startswith(STAND_IN))
