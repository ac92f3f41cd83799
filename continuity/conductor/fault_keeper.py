"""Puts faults in and takes them out by scenario time, and tells the journal what happened."""

from __future__ import annotations

from pathlib import Path

from continuity.conductor.addresses import STAND_IN, Addresses
from continuity.conductor.healed import tell_healed, told
from continuity.conductor.means import HERE, means_for
from continuity.conductor.standing_proxy import standing_proxy
from continuity.desk.desk import Desk
from continuity.errors import ContinuityError, Refused
from continuity.events import Body, outage
from continuity.faults.inject import FaultSpec, Injector
from continuity.faults.kinds import kind_named
from continuity.faults.promise import Obligation, ServerRef
from continuity.run.faults import FaultState
from continuity.run.reach import too_many
from continuity.run.timeline import Planned, planned_faults, wanted_faults

__all__ = ["FaultKeeper"]

_GRACE_MS = 20_000
"""Real time after its planned end at which the guard takes a fault out by itself."""


_SAYS_IT = {"switch": "mode", "http": "answer", "file": "how", "command": "run", "chaostoolkit": "run"}
"""The parameter that tells people more than the kind does."""
_PLAIN = {"http": "answers {}", "file": "file {}"}


class FaultKeeper:
    """Steered by the conductor; every act is an event."""

    def __init__(self, desk: Desk, addresses: Addresses, injector: Injector, state_dir: Path, claim: str) -> None:
        self._desk = desk
        self._state_dir = state_dir
        self._claim = claim
        self._addresses = addresses
        self._injector = injector
        self._planned = {planned.id: planned for planned in planned_faults(desk.state.plan)}

    def steer(self, elapsed: int) -> None:
        """Bring every fault to where it should be after ``elapsed`` scenario milliseconds: first out, then in."""
        wanted = {planned.id: planned for planned in wanted_faults(self._desk.state)}
        for id in self._planned:
            fault = self._desk.state.faults.get(id)
            due = id in wanted and wanted[id].is_due(elapsed)
            if fault is not None and fault.inside and not due:
                self.take_out(id)
        for planned in wanted.values():
            fault = self._desk.state.faults.get(planned.id)
            if planned.is_due(elapsed) and (fault is None or not (fault.inside or fault.failed)):
                self._put_in(planned, fault)

    def failed(self) -> str | None:
        """Why a fault could not be put in; none while all went in."""
        faults = self._desk.state.faults.values()
        return next((f"{fault.id} at {fault.point}: {fault.failed}" for fault in faults if fault.failed), None)

    def take_out(self, id: str) -> None:
        """Heal one fault and say how that went."""
        self._desk.record(
            [told(id, outcome) for outcome in self._injector.heal(id)]
            or [outage.FaultRemoved(id, "somebody else", "already_gone")]
        )

    def take_all_out(self) -> None:
        """Heal every fault that is in, the last one first; what others have taken out is told as theirs."""
        tell_healed(self._desk, self._state_dir, self._claim)
        inside = [fault for fault in self._desk.state.faults.values() if fault.inside]
        for fault in reversed(inside):
            self.take_out(fault.id)

    def _put_in(self, planned: Planned, before: FaultState | None) -> None:
        deadline = self._desk.state.time.real(planned.end) + _GRACE_MS
        try:
            if (reason := too_many(self._desk.state, planned.point)) is not None:
                raise Refused(reason)
            server, target = self._where(planned)
            means = means_for(self._desk.state.plan, planned.id, planned.point, planned.fault, self._addresses)
            params = dict(planned.fault.params)
            spec = FaultSpec(planned.id, planned.fault.kind, target, params, means)  # type: ignore[arg-type]
            made = self._injector.inject(spec, server, deadline)
        except ContinuityError as error:
            why = "; ".join([error.message, *getattr(error, "reasons", ())])
            self._desk.record([outage.FaultFailed(planned.id, planned.point, why)])
            return
        self._desk.record([self._injected(planned, made, target, before)])

    def _injected(self, planned: Planned, made: Obligation, target: str, before: FaultState | None) -> Body:
        kind = kind_named(planned.fault.kind)
        return outage.FaultInjected(
            planned.id,
            planned.point,
            planned.fault.kind,
            _words(planned, kind.words if kind else planned.fault.kind),
            made.id,
            made.server.url,
            target,
            dict(planned.fault.params),
            1 if before is None else before.round + 1,
        )

    def _where(self, planned: Planned) -> tuple[ServerRef | None, str]:
        if planned.fault.kind in HERE:
            return None, planned.point
        if planned.fault.kind == "switch":
            found = self._addresses.switch(self._desk.state.plan, planned.point)
            if found is None:
                raise ContinuityError(f"{planned.point} has no switch")
            return found[1], found[0]
        if self._addresses.server is None or planned.point not in self._addresses.proxies:
            raise ContinuityError(f"{planned.point} has no proxy")
        self._refuse_another(planned.point, self._addresses.server)
        return self._addresses.server, self._addresses.proxies[planned.point]

    def _refuse_another(self, point: str, server: ServerRef) -> None:
        """Somebody may have put another proxy in the place of the one that was there when the run began."""
        wanted = self._desk.state.plan.place(point).proxy
        if wanted is not None and not wanted.upstream.startswith(STAND_IN):
            standing_proxy(server, self._desk.clock, point, wanted, self._claim)

    def taken_out_by_others(self) -> str | None:
        """Who took a fault out that should be in (guard, halt, another machine); it is told with its time."""
        inside = [fault for fault in self._desk.state.faults.values() if fault.inside]
        tell_healed(self._desk, self._state_dir, self._claim)
        gone = next((fault for fault in inside if not fault.inside), None)
        return None if gone is None else f"{gone.words} at {gone.point} was taken out by {gone.removed_by}"


def _words(planned: Planned, words: str) -> str:
    said = planned.fault.params.get(_SAYS_IT.get(planned.fault.kind, ""))
    return words if said is None else _PLAIN.get(planned.fault.kind, "{}").format(str(said).replace("-", " "))
