"""When a server of ours no longer takes a fault out: delete the proxy and make it anew, at last end the server.

Toxiproxy can lock up for good when a peer stops reading (Shopify/toxiproxy #427, #558): removing a toxic then
waits for ever. Deleting the proxy mostly helps; where it does not, every later call hangs, so this is never tried
on a server that others may use. There a person is told at once, with the commands.
"""

from __future__ import annotations

import os
import signal

from continuity.errors import ContinuityError
from continuity.faults.api import Api, ServerSaid
from continuity.faults.outcome import Healed
from continuity.faults.process import ProcessRef, alive, machine, started
from continuity.faults.promise import Obligation, Promise, ServerRef
from continuity.faults.undo import Undone
from continuity.faults.wire import CallFailed, NoAnswer, NoConnection, Wire

__all__ = ["escalate", "server_is_gone"]

_SECONDS = 0.7


def server_is_gone(server: ServerRef, maker: ProcessRef) -> bool:
    """Tell whether a server that we started has ended; only its own machine can know."""
    if not server.ephemeral or server.pid is None or server.pid_started is None:
        return False
    return maker.machine == machine() and started(server.pid) != server.pid_started


def escalate(obligation: Obligation, wire: Wire, problem: CallFailed) -> Undone | None:
    """Do more than ask, where the server is ours and locked up; ``None`` when that is not so."""
    locked_up = isinstance(problem, NoAnswer) or (isinstance(problem, ServerSaid) and problem.status == 503)
    if not locked_up or not obligation.server.ephemeral or obligation.promise is Promise.SWITCH:
        return None
    short = Wire(wire.server, wire.clock, _SECONDS)
    return _made_anew(obligation, Api(short)) or _ended(obligation, Api(short))


def _made_anew(obligation: Obligation, api: Api) -> Undone | None:
    found = obligation.found
    try:
        api.delete(obligation.target)
        if found and obligation.promise is not Promise.PROXY:
            api.create(obligation.target, found.listen, found.upstream, enabled=found.enabled)
        now = api.proxy(obligation.target)
    except ContinuityError:
        return None
    return Undone(Healed.MADE_ANEW, not (now and now.toxics), "its proxy was locked up")


def _ended(obligation: Obligation, api: Api) -> Undone | None:
    server, here = obligation.server, obligation.conductor.machine
    if server.pid is None or server.pid_started is None:
        return None
    if alive(ProcessRef(server.pid, server.pid_started, here)):
        os.kill(server.pid, signal.SIGKILL)
        if _refuses(api):
            return Undone(Healed.GONE_WITH_SERVER, False, "its server was locked up, so the server was ended")
    return None


def _refuses(api: Api) -> bool:
    """Whether nothing listens there any more, soon after the kill: only then is it sure that nothing is left."""
    clock = api.wire.clock
    until = clock.monotonic() + _SECONDS
    while clock.monotonic() < until:
        try:
            api.proxies()
        except NoConnection as problem:
            if problem.refused:
                return True
        except ContinuityError:
            pass  # it still listens, or did when it was asked
        clock.sleep(0.02)
    return False
