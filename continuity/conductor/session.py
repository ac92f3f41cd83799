"""Starting a run and taking one up again: lock, world, baseline, then the conductor."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from continuity.clock import Clock, to_iso
from continuity.conductor.baseline import Baseline, take_baseline
from continuity.conductor.bounds import bound_reasons, spent_before
from continuity.conductor.children import Child
from continuity.conductor.choose_server import named_server
from continuity.conductor.claim import claim_of
from continuity.conductor.conductor import Conductor, Stop
from continuity.conductor.healed import tell_given_up, tell_healed, told
from continuity.conductor.lock import RunLock
from continuity.conductor.permission import refusal
from continuity.conductor.preflight import reasons_against
from continuity.conductor.standing import standing_reasons
from continuity.conductor.stop_conditions import StopConditions, stop_targets
from continuity.conductor.world import World
from continuity.desk.desk import Desk
from continuity.errors import ContinuityError, Refused
from continuity.events import lifecycle
from continuity.faults.recover import recover
from continuity.journal.series import SeriesWriter, read_series
from continuity.journal.store import Store
from continuity.plan import FrozenPlan
from continuity.run.status import RunStatus

__all__ = [
    "Place",
    "end_lost_run",
    "open_outage",
    "papers_folder",
    "resume_run",
    "run_folder",
    "series_path",
    "start_run",
]

_PATIENCE_MS = 8_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run lives: the workspace, the journal's file, and this machine's state folder."""

    root: Path
    journal: Path
    state_dir: Path
    clock: Clock
    store: Store
    """The journal, open in this thread's process."""


def run_folder(root: Path, run: str) -> Path:
    """Files of one run beside the journal."""
    return root / ".continuity" / "runs" / run


def papers_folder(root: Path, run: str) -> Path:
    """What goes to receivers on paper: each batch as CSV, and its cover sheet."""
    return run_folder(root, run) / "handoffs"


def series_path(root: Path, run: str) -> Path:
    """The readings of one run."""
    return run_folder(root, run) / "series.jsonl"


def start_run(
    desk: Desk,
    opened: lifecycle.RunOpened,
    plan: FrozenPlan,
    plan_sha256: str,
    place: Place,
    stop: Stop,
    begun: Callable[[], None] = lambda: None,
) -> None:
    """Start a drill and drive it to its end, or until ``stop`` is set.

    Raises ``Refused`` with every reason, nothing left behind and no run recorded, when it may not start.
    """
    reasons = reasons_against(plan, place.state_dir, os.environ.get("TOXIPROXY_URL"), opened.auto)
    reasons += _not_allowed(plan, desk.stream, place)
    if reasons:
        # Nothing is started for a drill that may not start; what can be seen without is told as well.
        more = [one for one in _standing(plan, place) if one not in reasons]
        raise Refused(f"the drill {opened.drill} may not start", [*reasons, *more])
    try:
        with ExitStack() as stack:
            stack.enter_context(RunLock(run_folder(place.root, desk.stream)))
            world = _world(plan, desk.stream, place, reasons, stack)
            baseline = _baseline(plan, world, place, reasons)
            if reasons or world is None or baseline is None:
                raise Refused(f"the drill {opened.drill} may not start", reasons)
            started = lifecycle.RunStarted(world.addresses.engine, baseline.good)
            desk.record([opened, lifecycle.RunFrozen(plan, plan_sha256), started])
            begun()
            _drive(desk, world, place, stop, stack)
    except ContinuityError:
        if desk.state.opened is None:
            _leave_nothing(place.root, desk.stream)
        raise


def open_outage(
    desk: Desk,
    opened: lifecycle.RunOpened,
    plan: FrozenPlan,
    plan_sha256: str,
    place: Place,
    stop: Stop,
    begun: Callable[[], None] = lambda: None,
) -> None:
    """Open a real outage and drive it to its end, or until ``stop`` is set.

    Nothing speaks against a real outage: no baseline, no lever, no role that nobody holds. ``begun`` is called when
    the run is in the journal, before anybody acts in it.
    """
    with ExitStack() as stack:
        stack.enter_context(RunLock(run_folder(place.root, desk.stream)))
        world = stack.enter_context(World(plan, desk.stream, place.root, place.state_dir, place.clock, real=True))
        desk.record([opened, lifecycle.RunFrozen(plan, plan_sha256), lifecycle.RunStarted(world.addresses.engine)])
        begun()
        _drive(desk, world, place, stop, stack)


def resume_run(desk: Desk, place: Place, stop: Stop, begun: Callable[[], None] = lambda: None) -> None:
    """Take a paused or lost run up where it was; what a crash left in is taken out first."""
    with ExitStack() as stack:
        stack.enter_context(RunLock(run_folder(place.root, desk.stream)))
        desk.refresh()
        _refuse_over(desk)
        recover(place.state_dir, place.clock, claim_of(place.root, desk.stream))
        tell_given_up(desk, place.state_dir, claim_of(place.root, desk.stream))
        if desk.state.status is RunStatus.RUNNING:
            sign = _last_sign(desk, place)
            desk.record([lifecycle.ConductorLost(to_iso(sign))], at=sign)
        world = _world_again(desk, place, stack)
        tell_healed(desk, place.state_dir, claim_of(place.root, desk.stream))
        desk.record([lifecycle.RunResumed()])
        begun()
        _drive(desk, world, place, stop, stack)


def end_lost_run(desk: Desk, state_dir: Path, root: Path, clock: Clock) -> None:
    """Carry out a request in a run that nobody conducts: take out what is in, then pause or abort it."""
    with RunLock(run_folder(root, desk.stream)):
        desk.refresh()
        recovery = recover(state_dir, clock, claim_of(root, desk.stream))
        inside = {fault.obligation: fault.id for fault in desk.state.faults.values() if fault.inside}
        for outcome in recovery.outcomes:
            if (id := inside.pop(outcome.obligation.id, None)) is not None:
                desk.record([told(id, outcome)])
        tell_given_up(desk, state_dir, claim_of(root, desk.stream))
        tell_healed(desk, state_dir, claim_of(root, desk.stream))
        state = desk.state
        if state.abort_requested is not None and not state.is_over:
            desk.record([lifecycle.RunAborted(state.abort_requested)])
        elif state.pause_requested is not None:
            desk.record([lifecycle.RunPaused(state.pause_requested)])


def _standing(plan: FrozenPlan, place: Place) -> list[str]:
    try:
        server = named_server(plan, os.environ.get("TOXIPROXY_URL"))
    except Refused as refused:
        return [refused.message]
    return standing_reasons(plan, server, place.clock, place.root)


def _not_allowed(plan: FrozenPlan, run: str, place: Place) -> list[str]:
    """What bounds and the preflight hook have against faults now; going on is asked for like starting."""
    now = place.clock.now()
    told = refusal(plan, run, place.root, now)
    return [*bound_reasons(plan, spent_before(place.store, plan, run, now), now), *([told] if told else [])]


def _leave_nothing(root: Path, run: str) -> None:
    """A run that was refused is no run: its id is free again."""
    for folder in (run_folder(root, run), root / ".continuity" / "stand-ins" / run):
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_over(desk: Desk) -> None:
    if desk.state.opened is None:
        raise Refused(f"there is no run {desk.stream}", hint="continuity status lists the runs.")
    if desk.state.is_over:
        raise Refused(f"the run {desk.stream} is {desk.state.status.value}", hint="Start a new one.")


def _world(plan: FrozenPlan, run: str, place: Place, reasons: list[str], stack: ExitStack) -> World | None:
    try:
        return stack.enter_context(World(plan, run, place.root, place.state_dir, place.clock))
    except Refused as refused:
        known = " ".join(reasons)
        reasons += [one for one in (refused.message, *refused.reasons) if one not in known]
        return None


def _world_again(desk: Desk, place: Place, stack: ExitStack) -> World:
    """What surrounds a run that is taken up, all of it well; around a real outage there is nothing."""
    plan = desk.state.plan
    if not desk.state.is_drill:
        return stack.enter_context(World(plan, desk.stream, place.root, place.state_dir, place.clock, real=True))
    reasons = _not_allowed(plan, desk.stream, place)
    if reasons:
        raise Refused(f"the run {desk.stream} cannot go on", reasons)
    world = _world(plan, desk.stream, place, reasons, stack)
    baseline = _baseline(plan, world, place, reasons)
    if reasons or world is None or baseline is None:
        raise Refused(f"the run {desk.stream} cannot go on", reasons)
    return world


def _baseline(plan: FrozenPlan, world: World | None, place: Place, reasons: list[str]) -> Baseline | None:
    if world is None:
        return None
    targets = (*world.addresses.targets(plan), *stop_targets(plan, world.addresses))
    baseline = take_baseline(targets, plan.drill.limits.verify_good, _PATIENCE_MS, place.clock)
    reasons += baseline.problems
    reasons += world.held_by_others() if baseline.problems else []
    return baseline


def _last_sign(desk: Desk, place: Place) -> int:
    """The last moment of which something is known: a reading, or an event."""
    readings = read_series(series_path(place.root, desk.stream)).readings
    seen = readings[-1].get("at") if readings else None
    return max(desk.state.last_at, seen if isinstance(seen, int) else 0)


def _drive(desk: Desk, world: World, place: Place, stop: Stop, stack: ExitStack) -> None:
    series = stack.enter_context(SeriesWriter(series_path(place.root, desk.stream)))
    if series.torn:
        desk.record([lifecycle.Warned(f"a torn last line of the readings was dropped: {series.torn}")])
    auto = desk.state.opened.auto if desk.state.opened else ()
    if auto:
        people = _autoplay(desk.stream, auto, place, world)
        stack.callback(people.close)
        world.need("the simulated people are gone", lambda: people.alive)
    plan, now = desk.state.plan, place.clock.now()
    spent = spent_before(place.store, plan, desk.stream, now)
    conditions = stack.enter_context(StopConditions(plan, world.addresses, series, place.clock, spent))
    with suppress(KeyboardInterrupt):
        papers = papers_folder(place.root, desk.stream)
        Conductor(desk, world, series, place.clock, stop, conditions, papers).conduct()


def _autoplay(run: str, roles: tuple[str, ...], place: Place, world: World) -> Child:
    command = [sys.executable, "-m", "continuity.autoplay", str(place.journal), run, *roles]
    return Child(command, world.folder / "autoplay.log")
