"""What a fault beyond TCP needs from the place of its point: the stub, the hand-off files, the commands."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

from continuity.conductor.addresses import Addresses
from continuity.errors import Refused
from continuity.faults.means import HandOffFiles, Means, Recipe
from continuity.plan import Chaos, ChaosCall, Commands, FrozenPlan, PhaseFault, Place
from continuity.structure import encode

__all__ = ["HERE", "as_recipe", "here_calls", "means_for", "missing_parts"]

HERE = ("file", "command", "chaostoolkit")
"""Kinds of fault that need no server: they are put in on this machine."""


def means_for(plan: FrozenPlan, id: str, point: str, fault: PhaseFault, addresses: Addresses) -> Means | None:
    """What the place gives; none for kinds that need nothing. Raises ``Refused`` when it may not be used."""
    place, name = plan.place(point), str(fault.params.get("run"))
    match fault.kind:
        case "http":
            return addresses.stubs.get(id)
        case "file" if place.files:
            return HandOffFiles(_test_folder(plan, place.files.folder, addresses.root), place.files.pattern)
        case "command" if name in place.commands:
            return _recipe(place.commands[name])
        case "chaostoolkit" if name in place.chaos:
            return as_recipe(place.chaos[name])
    return None


def here_calls(place: Place, fault: PhaseFault) -> list[str]:
    """What a fault would do on this machine, line by line, for people."""
    name = str(fault.params.get("run"))
    if fault.kind == "file" and place.files:
        return [f"the newest of {place.files.folder}/{place.files.pattern}: {fault.params.get('how')}"]
    if name in place.commands:
        steps = place.commands[name]
        return [f"run {shlex.join(steps.inject)}", f"heal by {shlex.join(steps.heal)}"]
    if name in place.chaos:
        calls = place.chaos[name]
        return [f"call {calls.inject.module}.{calls.inject.func}", f"heal by {calls.heal.module}.{calls.heal.func}"]
    return []


def missing_parts(plan: FrozenPlan) -> list[str]:
    """What a drill needs and this installation has not, in plain words."""
    from importlib.util import find_spec

    wanted = any(fault.kind == "chaostoolkit" for _, _, fault, *_ in plan.faults())
    if not wanted or find_spec("chaoslib"):
        return []
    return ["the Chaos Toolkit is not installed; pip install 'continuity-drills[chaostoolkit]' brings it"]


def _test_folder(plan: FrozenPlan, folder: str, root: Path) -> Path:
    """The folder as it really lies: a link must not lead out of what is marked for tests."""
    found = (root / folder).resolve()
    marked = [(root / each).resolve() for each in plan.environment.test_folders]
    if not any(found == each or each in found.parents for each in marked):
        raise Refused(
            f"{found} is in no test folder of the environment {plan.environment.id}",
            hint="List it under test_folders: of the environment, if files may be spoilt there.",
        )
    return found


def _recipe(commands: Commands) -> Recipe:
    return Recipe(commands.inject, commands.heal, commands.check, commands.within, commands.env)


def as_recipe(chaos: Chaos) -> Recipe:
    """The same three acts, each as a call in a process of its own."""
    return Recipe(
        _call("action", chaos.inject),
        _call("action", chaos.heal),
        _call("probe", chaos.check),
        chaos.within,
        chaos.env,
    )


def _call(type: str, call: ChaosCall) -> tuple[str, ...]:
    wanted = {
        "type": type,
        "module": call.module,
        "func": call.func,
        "arguments": encode(call.arguments),
        "tolerance": encode(call.tolerance),
    }
    return (sys.executable, "-m", "continuity.faults.chaos_call", json.dumps(wanted, ensure_ascii=False))
