"""Putting in what is beyond a proxy: what the place of the point gives, looked at before anything is promised."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from continuity.clock import Clock
from continuity.errors import Refused
from continuity.faults.commands import execute, refuse_unclean
from continuity.faults.files import spoil, survey
from continuity.faults.kinds.effect import Divert, Effect, Execute, Spoil
from continuity.faults.means import HandOffFiles, Recipe, StubAt
from continuity.faults.obligations import note
from continuity.faults.promise import Fact, Obligation, Params, Promise, ServerRef, What

if TYPE_CHECKING:
    from continuity.faults.inject import FaultSpec

__all__ = ["equip", "place_here"]


def equip(fault: FaultSpec, effect: Effect, server: ServerRef | None, run: str) -> tuple[ServerRef, FaultSpec]:
    """Give a fault all that its promise must say; raises ``Refused`` when its place does not give that."""
    means = fault.means
    match effect, means:
        case Divert(), StubAt():
            more: Params = {"stub": means.address, "upstream": means.upstream}
        case Spoil(), HandOffFiles():
            more = {**survey(means, effect, f"{run}.{fault.id}")}
            server = ServerRef(f"file://{more['path']}")
        case Execute(), Recipe():
            refuse_unclean(means)
            more = _recorded(means)
            server = ServerRef(f"command:{effect.name}")
        case ((Divert() | Spoil() | Execute()), _):
            raise Refused(f"fault {fault.id} ({fault.kind}): the place of {fault.target!r} gives nothing for it")
        case _:
            more = {}
    if server is None:
        raise Refused(f"fault {fault.id} ({fault.kind}) needs a server, and none is named")
    return server, replace(fault, params={**fault.params, **more})


def place_here(obligation: Obligation, clock: Clock) -> Obligation:
    """Put a promised fault in on this machine; whoever calls heals it after any error."""
    said = ""
    if obligation.promise is Promise.FILE:
        spoil(obligation)
    else:
        said = execute(obligation)
    return note(obligation, Fact(clock.now(), What.INJECTED, "conductor", said))


def _recorded(recipe: Recipe) -> Params:
    return {
        "inject": recipe.inject,
        "heal": recipe.heal,
        "check": recipe.check,
        "within_ms": recipe.within_ms,
        "env": recipe.env,
    }
