"""What faults and probes change in a run's state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.events import Body, Fact, outage
from continuity.run.faults import FaultRound, FaultState, GivenUp, ProbeChange, ProbeTrack
from continuity.run.folds.handler import Table, on
from continuity.run.notes import FaultOrder
from continuity.run.points import main_points

if TYPE_CHECKING:
    from continuity.run.state import RunState


def _phase_began(run: RunState, fact: Fact[Body], body: outage.PhaseBegan) -> None:
    run.phases.setdefault(body.phase, (fact.at, None))


def _phase_ended(run: RunState, fact: Fact[Body], body: outage.PhaseEnded) -> None:
    began, _ = run.phases.get(body.phase, (fact.at, None))
    run.phases[body.phase] = (began, fact.at)


def _fault(run: RunState, id: str, point: str = "", kind: str = "", words: str = "") -> FaultState:
    return run.faults.setdefault(id, FaultState(id, point, kind, words))


def _injected(run: RunState, fact: Fact[Body], body: outage.FaultInjected) -> None:
    fault = _fault(run, body.fault, body.point, body.kind, body.words)
    fault.point, fault.kind, fault.words = body.point, body.kind, body.words
    fault.injected_at = fault.injected_at if fault.injected_at is not None else fact.at
    fault.obligation, fault.server, fault.target = body.obligation, body.server, body.target
    fault.inside, fault.round = True, body.round
    fault.removed_at = fault.verified_at = None
    fault.failed = fault.given_up = ""
    fault.spans.append((fact.at, None))
    fault.rounds.append(FaultRound(fact.at))


def _fault_failed(run: RunState, _: Fact[Body], body: outage.FaultFailed) -> None:
    _fault(run, body.fault, body.point).failed = body.why


def _seen(run: RunState, fact: Fact[Body], body: outage.FaultSeen) -> None:
    fault = _fault(run, body.fault)
    fault.seen_at = fault.seen_at if fault.seen_at is not None else fact.at
    if body.probe not in fault.seen_by:
        fault.seen_by.append(body.probe)
    for last in fault.rounds[-1:]:
        last.seen_at = last.seen_at if last.seen_at is not None else fact.at
        last.seen_by.append(body.probe)


def _removed(run: RunState, fact: Fact[Body], body: outage.FaultRemoved) -> None:
    fault = _fault(run, body.fault)
    fault.inside = False
    fault.removed_at, fault.removed_by, fault.outcome = fact.at, body.by, body.outcome
    fault.not_healed, fault.manual = "", ()
    if fault.spans and fault.spans[-1][1] is None:
        fault.spans[-1] = (fault.spans[-1][0], fact.at)
    for last in fault.rounds[-1:]:
        last.removed_at, last.removed_by, last.outcome, last.not_healed = fact.at, body.by, body.outcome, ""


def _not_healed(run: RunState, _: Fact[Body], body: outage.FaultNotHealed) -> None:
    fault = _fault(run, body.fault)
    fault.not_healed, fault.manual = body.why, body.manual
    for last in fault.rounds[-1:]:
        last.not_healed = body.why


def _given_up(run: RunState, fact: Fact[Body], body: outage.FaultGivenUp) -> None:
    fault = run.faults.get(body.fault)
    what = f"{body.kind or 'fault'} {body.fault}" + (f" on {body.target}" if body.target else "")
    if fault is not None and fault.words:
        what = f"{fault.words} at {fault.point}"
    given = GivenUp(fact.at, body.fault, what, body.by, body.reason, body.manual)
    run.given_up.setdefault(body.obligation, given)
    if fault is None or fault.obligation not in ("", body.obligation):
        return
    # Neither in nor out: nobody takes it out any more, and no probe is asked whether it is.
    fault.inside, fault.not_healed = False, ""
    fault.given_up, fault.manual = given.words, body.manual
    if fault.spans and fault.spans[-1][1] is None:
        fault.spans[-1] = (fault.spans[-1][0], fact.at)
    for last in fault.rounds[-1:]:
        last.given_up, last.not_healed = given.words, ""


def _verified(run: RunState, fact: Fact[Body], body: outage.FaultVerified) -> None:
    fault = _fault(run, body.fault)
    fault.verified_at, fault.good = fact.at, body.good
    for last in fault.rounds[-1:]:
        last.verified_at, last.good = fact.at, body.good


def _probe(run: RunState, fact: Fact[Body], body: outage.ProbeChanged) -> None:
    track = run.probes.setdefault(body.probe, ProbeTrack(body.probe, body.point, body.interval_ms))
    track.interval_ms = body.interval_ms
    track.changes.append(ProbeChange(fact.at, body.state, body.detail))
    counts = body.point in main_points(run.plan) and body.probe not in run.overruled
    if body.state != "ok" and run.restored_at is not None and counts:
        run.restored_at = None
        # What has relapsed may have lost what it took: the first few have to prove it again before the rest follows.
        run.entries.update(dict.fromkeys(run.entries))


def _fire(run: RunState, fact: Fact[Body], body: outage.FaultFireRequested) -> None:
    run.fault_orders.append(FaultOrder(fact.at, fact.actor, body.fault, "in"))
    run.fired[body.fault] = fact.at
    run.cleared.pop(body.fault, None)


def _clear(run: RunState, fact: Fact[Body], body: outage.FaultClearRequested) -> None:
    run.fault_orders.append(FaultOrder(fact.at, fact.actor, body.fault, "out"))
    run.cleared[body.fault] = fact.at
    run.fired.pop(body.fault, None)


def _stated(run: RunState, fact: Fact[Body], body: outage.OutageStated) -> None:
    run.stated = (fact.at, body.source)


def _restored(run: RunState, fact: Fact[Body], body: outage.PathRestored) -> None:
    run.restored_at, run.restored_source = fact.at, body.source
    run.overruled.update(body.overruled)
    # The first good answer lies back; nobody could begin anything before enough of them had come.
    run.walk(max(fact.at, fact.recorded_at))


TABLE: Table = dict(
    (
        on(outage.PhaseBegan, _phase_began),
        on(outage.PhaseEnded, _phase_ended),
        on(outage.FaultInjected, _injected),
        on(outage.FaultFailed, _fault_failed),
        on(outage.FaultSeen, _seen),
        on(outage.FaultRemoved, _removed),
        on(outage.FaultNotHealed, _not_healed),
        on(outage.FaultGivenUp, _given_up),
        on(outage.FaultVerified, _verified),
        on(outage.ProbeChanged, _probe),
        on(outage.FaultFireRequested, _fire),
        on(outage.FaultClearRequested, _clear),
        on(outage.OutageStated, _stated),
        on(outage.PathRestored, _restored),
    )
)
