"""Tells the journal what others have taken out or given up, from the promises on disk, with both times."""

from __future__ import annotations

from pathlib import Path

from continuity.desk.desk import Desk
from continuity.events import Body, outage
from continuity.faults.giving_up import GivenUp, given_up
from continuity.faults.obligations import open_obligations, past_obligations
from continuity.faults.outcome import Outcome
from continuity.faults.promise import Obligation, What

__all__ = ["tell_given_up", "tell_healed", "told"]


def told(id: str, outcome: Outcome) -> Body:
    """What an attempt of ours to heal a fault came to."""
    if outcome.healed:
        return outage.FaultRemoved(id, "conductor", outcome.state.value)
    return outage.FaultNotHealed(id, outcome.detail, outcome.manual)


def tell_healed(desk: Desk, state_dir: Path, claim: str) -> None:
    """Compare what the journal believes to be in with the promises: guard, halt or another machine may have healed."""
    inside = {fault.obligation: fault.id for fault in desk.state.faults.values() if fault.inside}
    if not inside:
        return
    for obligation in (*past_obligations(state_dir, claim), *open_obligations(state_dir, claim)):
        if obligation.id in inside and obligation.removed:
            _tell(desk, inside.pop(obligation.id), obligation)


def tell_given_up(desk: Desk, state_dir: Path, claim: str) -> None:
    """Tell what a person gave up of this run, once each; the state is that of the last refresh."""
    for given in given_up(state_dir, claim):
        if given.id not in desk.state.given_up:
            desk.record([_given_up(given)], at=given.fact.at)


def _given_up(given: GivenUp) -> Body:
    of = given.promise
    kind, target, server = (of.kind, of.target, of.server.url) if of else ("", "", "")
    fact = given.fact
    return outage.FaultGivenUp(given.fault, given.id, kind, target, server, fact.by, fact.detail, given.manual)


def _tell(desk: Desk, id: str, obligation: Obligation) -> None:
    out = next((fact for fact in obligation.facts if fact.what in (What.REMOVED, What.CLOSED)), None)
    by, detail = (out.by, out.detail) if out else ("somebody", "")
    desk.record([outage.FaultRemoved(id, by, detail or "removed")], at=out.at if out else None)
