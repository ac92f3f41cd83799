"""What a controller plays: injects and messages now, faults in and out now. The conductor moves the faults."""

from __future__ import annotations

from continuity.errors import Refused
from continuity.events import Body, lifecycle, outage
from continuity.plan import Inject
from continuity.run import commands as ask
from continuity.run.commands import Who
from continuity.run.playing import play
from continuity.run.reach import too_many
from continuity.run.rights import DUTIES, Right, require
from continuity.run.state import RunState
from continuity.run.status import RunStatus
from continuity.run.words import no_card

__all__ = ["decide"]


def decide(run: RunState, command: ask.ControlCommand, who: Who) -> list[Body]:
    """Events of a controller's command; raises ``Refused``."""
    if not run.is_drill:
        raise Refused("this is no drill: nothing is injected")
    if run.status is not RunStatus.RUNNING:
        raise Refused(f"the run is {run.status.value}", hint="Injects are played while it is running.")
    match command:
        case ask.FireInject(inject=id):
            return _inject(run, id, who)
        case ask.Tell(to=to, says=says):
            return _tell(run, to, says, who)
        case ask.FireFault(fault=fault):
            return _fire(run, fault, who)
        case ask.ClearFault(fault=fault):
            return _clear(run, fault, who)


def _inject(run: RunState, id: str, who: Who) -> list[Body]:
    known = {inject.id: inject for inject in run.plan.drill.injects}
    if id not in known:
        raise Refused(f"there is no inject {id!r}", hint=f"There are: {', '.join(known) or 'none'}.")
    inject = known[id]
    require(run, Right.TELL, who)
    if not inject.says and not _controls(inject, who):
        raise Refused(f"{who.actor.id} sends messages only", hint="People and channels are taken away by a controller.")
    return [] if id in {body.inject for _, body in run.injects} else play(inject)


def _controls(inject: Inject, who: Who) -> bool:
    return bool(inject.says) or Right.FIRE in DUTIES.get(who.duty or "", frozenset())


def _tell(run: RunState, to: str, says: str, who: Who) -> list[Body]:
    require(run, Right.TELL, who)
    if to not in run.plan.names:
        raise Refused(f"there is no role {to!r} in this run", hint=f"There are: {', '.join(run.plan.names)}.")
    if not says.strip():
        raise Refused("the message has no words")
    number = 1 + sum(body.inject.startswith("unplanned-") for _, body in run.injects)
    return [lifecycle.InjectDelivered(f"unplanned-{number}", to, no_card(says.strip(), "the message"))]


def _fire(run: RunState, id: str, who: Who) -> list[Body]:
    require(run, Right.FIRE, who)
    _known(run, id)
    fault = run.faults.get(id)
    if fault is not None and fault.inside:
        raise Refused(f"the fault {id} is in already")
    point = next(point for planned, point, *_ in run.plan.faults() if planned == id)
    if (reason := too_many(run, point)) is not None:
        raise Refused(reason, hint="Clear another one first.")
    return [outage.FaultFireRequested(id)]


def _clear(run: RunState, id: str, who: Who) -> list[Body]:
    require(run, Right.FIRE, who)
    _known(run, id)
    return [] if id in run.cleared else [outage.FaultClearRequested(id)]


def _known(run: RunState, id: str) -> None:
    known = [fault for fault, *_ in run.plan.faults()]
    if id not in known:
        raise Refused(f"the scenario has no fault {id!r}", hint=f"It has: {', '.join(known) or 'none'}.")
