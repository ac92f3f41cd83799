"""What came of healing an obligation, and what a person can do by hand where nothing did."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from enum import StrEnum

from continuity.clock import to_iso
from continuity.faults.marker import marker_name
from continuity.faults.promise import Found, Obligation, Promise, ServerRef
from continuity.faults.token import VARIABLE
from continuity.faults.wire import segment

__all__ = ["Healed", "Outcome", "anew", "anew_by_hand", "by_hand", "curl", "free_by_hand", "toxic_out_by_hand"]


class Healed(StrEnum):
    """How an attempt to heal ended."""

    REMOVED = "removed"
    ALREADY_GONE = "already_gone"
    MADE_ANEW = "made_anew"
    GONE_WITH_SERVER = "gone_with_server"
    NOT_HEALED = "not_healed"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How healing one obligation ended.

    ``verified_clean``: the server was read back and shows nothing of this fault. ``manual``: the exact commands
    that do by hand what could not be done, empty when there is nothing to do.
    """

    obligation: Obligation
    state: Healed
    verified_clean: bool
    detail: str = ""
    manual: tuple[str, ...] = ()

    @property
    def healed(self) -> bool:
        """Whether the fault is out, as far as anyone can know."""
        return self.state is not Healed.NOT_HEALED


def by_hand(obligation: Obligation) -> tuple[str, ...]:
    """Write the commands that heal an obligation by hand; a token is named, never shown."""
    server, target = obligation.server, f"/proxies/{segment(obligation.target)}"
    marker = free_by_hand(server, obligation.target)
    match obligation.promise:
        case Promise.SWITCH:
            return (curl(server, "DELETE", f"/switch?run={segment(obligation.run)}"),)
        case Promise.PROXY:
            return (curl(server, "DELETE", target),)
        case Promise.TOXIC:
            return (toxic_out_by_hand(server, obligation.target, obligation.toxic), marker)
        case Promise.DISABLE:
            enable = curl(server, "POST", target, '{"enabled": true}')
            return (enable, marker) if obligation.found is None or obligation.found.enabled else (marker,)
        case Promise.UPSTREAM:
            return (*_lead_back(obligation, target), marker)
        case Promise.FILE:
            return _put_right(obligation)
        case Promise.COMMAND:
            heal = obligation.params.get("heal")
            return (shlex.join(heal),) if isinstance(heal, tuple) else ()


def free_by_hand(server: ServerRef, proxy: str) -> str:
    """Write the command that lets go of a proxy, whoever holds it."""
    return curl(server, "DELETE", f"/proxies/{segment(marker_name(proxy))}")


def toxic_out_by_hand(server: ServerRef, proxy: str, toxic: str) -> str:
    """Write the command that takes a toxic out."""
    return curl(server, "DELETE", f"/proxies/{segment(proxy)}/toxics/{segment(toxic)}")


def _lead_back(obligation: Obligation, target: str) -> tuple[str, ...]:
    found = obligation.found
    if found is None:
        return ()
    fields = {"upstream": found.upstream, **({"enabled": True} if found.enabled else {})}
    return (curl(obligation.server, "POST", target, json.dumps(fields)),)


def _put_right(obligation: Obligation) -> tuple[str, ...]:
    """Write the command that puts a hand-off file right."""
    path, kept, how = (str(obligation.params.get(key, "")) for key in ("path", "kept", "how"))
    match how:
        case "doubled":
            return (shlex.join(("rm", str(obligation.params.get("copy", "")))),)
        case "late":
            return (shlex.join(("touch", "-d", _touched(obligation), path)),)
    return (shlex.join(("mv", "-n" if how == "missing" else "-f", kept, path)),)


def _touched(obligation: Obligation) -> str:
    moment = obligation.params.get("mtime_ns")
    return to_iso(moment // 1_000_000) if isinstance(moment, int) else ""


def anew_by_hand(obligation: Obligation) -> tuple[str, ...]:
    """What else can be done on a server that answers nothing any more: shell comments, and commands."""
    found = obligation.found
    if found is None or obligation.promise in (Promise.SWITCH, Promise.PROXY):
        return ()
    return anew(obligation.server, obligation.target, found)


def anew(server: ServerRef, name: str, found: Found) -> tuple[str, ...]:
    """Write how a proxy that answers nothing any more is made anew as it was found."""
    made = {"name": name, "listen": found.listen, "upstream": found.upstream, "enabled": found.enabled}
    return (
        "# No answer? End the program that stopped reading, and try again. Else make the proxy anew:",
        curl(server, "DELETE", f"/proxies/{segment(name)}"),
        curl(server, "POST", "/proxies", json.dumps(made)),
        "# Still none? Restart the server: that clears every fault and every proxy on it.",
    )


def curl(server: ServerRef, method: str, path: str, body: str | None = None) -> str:
    """Write one call as a line for a shell."""
    token = f' -H "Authorization: Bearer ${VARIABLE}"' if server.wants_token or server.token else ""
    data = f" -d {shlex.quote(body)}" if body else ""
    return f"curl -X {method}{token}{data} {shlex.quote(server.url.rstrip('/') + path)}"
