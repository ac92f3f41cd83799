"""The loop that drives a run: readings, timeline, errands, requests; and the way out, whatever happens."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from continuity.backentry import Rules, target
from continuity.clock import Clock
from continuity.conductor.app_log import log_reader
from continuity.conductor.comparing import Comparing
from continuity.conductor.delivering import Delivering
from continuity.conductor.errands import Errands
from continuity.conductor.eyes import Eyes
from continuity.conductor.fault_keeper import FaultKeeper
from continuity.conductor.looking import Looking
from continuity.conductor.stop_conditions import StopConditions
from continuity.conductor.traffic import start_traffic, stop_traffic
from continuity.conductor.way_home import WayHome
from continuity.conductor.world import World
from continuity.desk.desk import Desk
from continuity.events import Body, lifecycle, outage
from continuity.events.steps import StepReady
from continuity.faults.lever import lever
from continuity.journal.series import SeriesWriter
from continuity.probes import Watch
from continuity.run.closing import left_open
from continuity.run.playing import over, play
from continuity.run.status import RunStatus
from continuity.run.timeline import due_injects, last_wanted_end, phases_at
from continuity.run.verdict import SafetyWord, safety_verdict

__all__ = ["Conductor", "Stop"]

_BEAT = 0.04
_SAFETY_MS = 500


@dataclass(slots=True)
class Stop:
    """Set from a signal or another thread: the run is paused, with every fault out."""

    reason: str | None = None


class Conductor:
    """Drives one run until it is over or stopped. ``world`` and ``series`` are its own while it does.

    What goes to receivers on paper is written to the folder ``papers``.
    """

    def __init__(
        self,
        desk: Desk,
        world: World,
        series: SeriesWriter,
        clock: Clock,
        stop: Stop,
        conditions: StopConditions,
        papers: Path,
    ) -> None:
        self._desk = desk
        self._papers = papers
        self._world = world
        self._clock = clock
        self._stop = stop
        self._conditions = conditions
        plan = desk.state.plan
        self._targets = world.addresses.targets(plan)
        probes = [(t.probe.id, t.point, t.interval_ms) for t in self._targets]
        self._eyes = Eyes(desk, series, probes, plan.drill.limits.verify_good)
        self._faults = FaultKeeper(desk, world.addresses, world.injector, world.state_dir, world.claim)
        self._errands = self._make_errands()
        self._safety_due = 0
        self._told_out: list[str] = []

    def conduct(self) -> None:
        """Drive until the run is over, or ``Stop`` is set."""
        took = lifecycle.ConductorTook(os.getpid(), socket.gethostname())
        self._desk.record([took])
        start_traffic(self._desk.state.plan, self._world.addresses)
        with Watch(self._targets, self._clock) as watch:
            try:
                self._loop(watch)
            finally:
                self._leave(watch)

    def _loop(self, watch: Watch) -> None:
        while not self._desk.state.is_over:
            self._beat(watch)
            if self._stop.reason is not None:
                if self._desk.state.is_drill:
                    self._pause(self._stop.reason, watch)
                return  # a real outage goes on, whoever leaves
            self._clock.sleep(_BEAT)

    def _beat(self, watch: Watch) -> None:
        self._desk.refresh()
        self._eyes.take(watch.take())
        self._obey(watch)
        if not self._running():
            return
        if (reason := self._conditions.judge(self._desk.state)) is not None:
            self._end(lifecycle.RunAborted(reason), watch)
            return
        elapsed = self._desk.state.time.since_start(self._clock.now())
        if self._desk.state.is_drill and self._clock.now() >= self._safety_due:
            self._safety_due = self._clock.now() + _SAFETY_MS
            self._obey_safety(watch)
            if not self._running():
                return
        self._tell_phases(elapsed)
        self._faults.steer(elapsed)
        self._tell_injects(elapsed)
        self._open_rounds()
        self._errands.tick()
        self._end_when_due(elapsed, watch)

    def _running(self) -> bool:
        return self._desk.state.status is RunStatus.RUNNING

    def _obey(self, watch: Watch) -> None:
        """Carry out what people asked for."""
        state = self._desk.state
        if state.abort_requested is not None and not state.is_over:
            self._end(lifecycle.RunAborted(state.abort_requested), watch)
        elif state.pause_requested is not None and state.status is RunStatus.RUNNING:
            self._pause(state.pause_requested, watch)
        elif state.resume_requested and state.status is RunStatus.PAUSED:
            self._safety_due = 0
            self._conditions.start_anew()
            self._desk.record([lifecycle.RunResumed()])

    def _tell_phases(self, elapsed: int) -> None:
        begun, over = phases_at(self._desk.state.plan, elapsed)
        known = self._desk.state.phases
        bodies: list[Body] = [outage.PhaseBegan(id) for id in sorted(begun - set(known))]
        bodies += [outage.PhaseEnded(id) for id in sorted(over) if id in known and known[id][1] is None]
        if bodies:
            self._desk.record(bodies)

    def _tell_injects(self, elapsed: int) -> None:
        delivered = {body.inject for _, body in self._desk.state.injects}
        for inject in due_injects(self._desk.state.plan, elapsed, delivered):
            self._desk.record(play(inject))
        back = over(self._desk.state, self._clock.now())
        if back:
            self._desk.record(back)

    def _open_rounds(self) -> None:
        """Time alone opens the next round of a repeat."""
        walker = self._desk.state.walker
        now = self._clock.now()
        for round in list(walker.rounds.values()) if walker else []:
            due = self._desk.state.time.between(round.begun_at, now) >= round.block.every
            if due and not round.last and walker is not None and round.next_key not in walker.opened:
                self._desk.record([StepReady(round.next_key)])

    def _obey_safety(self, watch: Watch) -> None:
        """The lever ends a run; a part that is gone, or a fault that others took out, stops it."""
        taken = self._faults.taken_out_by_others()
        pulled = lever(self._world.state_dir)
        if pulled is not None:
            self._end(lifecycle.RunAborted(f"halted by {pulled.by}: {pulled.reason}"), watch)
        elif (missing := self._world.missing()) is not None:
            # Only a new start brings it back, so there is nothing to wait for here.
            self._pause(missing, watch)
            self._stop.reason = missing
        elif taken is not None:
            self._pause(taken, watch)

    def _end_when_due(self, elapsed: int, watch: Watch) -> None:
        state = self._desk.state
        if not state.is_drill:
            # Nothing but its last step ends a real outage: no clock, and no lever.
            if state.steps_over and self._all_accounted_for():
                self._end(lifecycle.RunEnded("every step is over"), watch)
            return
        failed = self._faults.failed()
        if failed is not None:
            self._end(lifecycle.RunAborted(f"a fault could not be injected: {failed}"), watch)
        elif elapsed >= state.plan.drill.limits.max_duration:
            self._end(lifecycle.RunAborted("the maximum duration is reached"), watch)
        elif elapsed >= last_wanted_end(state) and self._is_done():
            self._end(lifecycle.RunEnded("every step is over"), watch)

    def _is_done(self) -> bool:
        return self._desk.state.steps_over and self._all_proven() and self._all_accounted_for()

    def _all_accounted_for(self) -> bool:
        """Whether numbers and books have their end. While they have not the run stays open, and says why."""
        out = left_open(self._desk.state)
        for words in out if out != self._told_out else ():
            self._desk.record([lifecycle.Warned(f"NOT CLOSED: {words}")])
        self._told_out = out
        return not out

    def _all_proven(self) -> bool:
        """Whether each fault is proven out, or the time for that has passed."""
        faults = [fault for fault in self._desk.state.faults.values() if fault.injected_at is not None]
        if all(fault.verified_at is not None for fault in faults):
            return True
        out = max((fault.removed_at or 0 for fault in faults), default=0)
        return self._clock.now() - out > self._desk.state.plan.drill.limits.verify_within

    def _pause(self, reason: str, watch: Watch) -> None:
        if self._desk.state.status is RunStatus.RUNNING:
            self._faults.take_all_out()
            self._desk.record([lifecycle.RunPaused(reason)])
            self._prove(watch)

    def _end(self, body: lifecycle.RunAborted | lifecycle.RunEnded, watch: Watch) -> None:
        self._faults.take_all_out()
        if isinstance(body, lifecycle.RunAborted):
            self._prove(watch)
        self._errands.close()
        self._eyes.seal()
        self._desk.record([body])

    def _prove(self, watch: Watch) -> None:
        """Look on until every fault is proven out, no longer than the plan allows."""
        until = self._clock.monotonic() + self._desk.state.plan.drill.limits.verify_within / 1000
        while self._clock.monotonic() < until and safety_verdict(self._desk.state).word is SafetyWord.UNVERIFIED:
            self._eyes.take(watch.take())
            self._clock.sleep(_BEAT)

    def _leave(self, watch: Watch) -> None:
        """Whatever happened: no fault stays in, and the journal says how that went."""
        self._faults.take_all_out()
        if self._desk.state.status is RunStatus.RUNNING and self._desk.state.is_drill:
            self._desk.record([lifecycle.RunPaused("the conductor left")])
        self._errands.close()
        self._eyes.take(watch.take())
        self._eyes.seal()
        stop_traffic(self._world.addresses)

    def _make_errands(self) -> Errands:
        plan, addresses = self._desk.state.plan, self._world.addresses
        entry = addresses.back_entry(plan)
        test = plan.environment.test
        rules = Rules(test, tuple(form.numbering.drill_prefix for form in plan.forms().values()))
        way = None if entry is None else WayHome(lambda: target(entry, rules))
        receivers, log, desk = addresses.receivers(plan), log_reader(addresses), self._desk
        delivering = Delivering(desk, receivers, test, self._papers, self._clock)
        comparing = Comparing(desk, receivers, None if way is None else way.open, log)
        looking = Looking(desk, log, None if way is None else way.open, self._clock)
        return Errands(desk, delivering, comparing, looking, way, self._clock)
