"""Each fault as two activities of the Chaos Toolkit: one puts it in, one takes it out, also when it is out already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import quote

from continuity.faults.kinds import kind_named
from continuity.faults.kinds.effect import Toxic
from continuity.faults.promise import Params
from continuity.plan import Chaos, ChaosCall, Commands, FrozenPlan, Place
from continuity.run.timeline import Planned
from continuity.structure import Json, JsonObject, encode

__all__ = ["PROMISES_NOTHING", "Acts", "fault_acts", "process", "unquotable"]

PROMISES_NOTHING = (
    "Exported from Continuity. Here no promise is written and no guard stands by: when the chaos process is killed, "
    "its faults stay in."
)
_STAND_IN = "stand-in:"
_JSON: JsonObject = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Acts:
    """What puts a fault in and what takes it out."""

    inject: JsonObject
    heal: JsonObject


def fault_acts(plan: FrozenPlan, planned: Planned) -> Acts | str:
    """The activities of a fault, or why there are none, in plain words."""
    place, kind = plan.place(planned.point), planned.fault.kind
    name, run = f"{planned.id} at {planned.point}", str(planned.fault.params.get("run"))
    if kind == "command" and run in place.commands:
        return _commands(name, place.commands[run])
    if kind == "chaostoolkit" and run in place.chaos:
        return _chaos(name, place.chaos[run])
    if kind in ("switch", "http", "file"):
        return f"the fault {name} ({kind}): only Continuity can play it"
    return _through_proxy(plan, planned, place, name)


def process(command: Sequence[str], seconds: float) -> JsonObject:
    """A program with its arguments, as a provider; a list, so that no shell reads it."""
    return {"type": "process", "path": command[0], "arguments": list(command[1:]), "timeout": max(1, round(seconds))}


def unquotable(*texts: str) -> bool:
    """Whether the Chaos Toolkit would read something else: it fills in ``${…}``, and drops empty arguments."""
    return any("${" in text or not text for text in texts)


def _through_proxy(plan: FrozenPlan, planned: Planned, place: Place, name: str) -> Acts | str:
    if place.proxy is None:
        return f"the fault {name}: its point has no proxy"
    if place.proxy.upstream.startswith(_STAND_IN):
        return f"the fault {name}: it is before a stand-in, which is started anew for each run"
    base = f"${{toxiproxy_url}}/proxies/{quote(place.proxy.name, safe='')}"
    if planned.fault.kind == "refuse":
        return Acts(
            _call(f"in: {name}", "POST", base, {"enabled": False}),
            _call(f"out: {name}", "POST", base, {"enabled": True}),
        )
    kind = kind_named(planned.fault.kind)
    effect = kind.make(cast(Params, planned.fault.params)) if kind else None
    if not isinstance(effect, Toxic):
        return f"the fault {name} ({planned.fault.kind}): only Continuity can play it"
    toxic = f"continuity-{plan.drill.id}-{planned.id}"
    body: JsonObject = {
        "name": toxic,
        "type": effect.type,
        "stream": effect.stream,
        "toxicity": _share(effect.toxicity),
        "attributes": dict(effect.attributes),
    }
    return Acts(
        _call(f"in: {name}", "POST", f"{base}/toxics", body), _call(f"out: {name}", "DELETE", f"{base}/toxics/{toxic}")
    )


def _share(percent: int) -> Json:
    # The one fraction that Toxiproxy asks for; the type of JSON here knows whole numbers only.
    return 1 if percent == 100 else cast(Json, percent / 100)


def _call(name: str, method: str, url: str, body: JsonObject | None = None) -> JsonObject:
    provider: JsonObject = {"type": "http", "url": url, "method": method, "headers": _JSON, "timeout": 5}
    if body is not None:
        provider["arguments"] = body
    return {"type": "action", "name": name, "provider": provider}


def _commands(name: str, commands: Commands) -> Acts | str:
    if unquotable(*commands.inject, *commands.heal):
        return f"the fault {name}: its commands hold ${{ or an empty argument, which the Chaos Toolkit would change"
    inject, heal = (process(one, commands.within / 1000) for one in (commands.inject, commands.heal))
    return Acts(_action(f"in: {name}", inject), _action(f"out: {name}", heal))


def _chaos(name: str, chaos: Chaos) -> Acts:
    return Acts(_action(f"in: {name}", _python(chaos.inject)), _action(f"out: {name}", _python(chaos.heal)))


def _action(name: str, provider: JsonObject) -> JsonObject:
    return {"type": "action", "name": name, "provider": provider}


def _python(call: ChaosCall) -> JsonObject:
    return {"type": "python", "module": call.module, "func": call.func, "arguments": encode(call.arguments)}
