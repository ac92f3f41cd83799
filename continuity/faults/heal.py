"""Healing: the one way out, for the conductor's end, the guard, halt, recover and sweep alike.

Each proxy and each switch is healed on a thread of its own, so that a stuck one stops nobody; every call and the
whole have a deadline; what could not be healed stays an open promise on the disk.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from continuity.clock import Clock
from continuity.faults.api import Api
from continuity.faults.escalate import escalate, server_is_gone
from continuity.faults.marker import drop
from continuity.faults.obligations import close, note, open_obligations, refreshed
from continuity.faults.outcome import Healed, Outcome, anew_by_hand, by_hand
from continuity.faults.process import ProcessRef, alive, machine, myself
from continuity.faults.promise import HELD, LOCAL, Fact, Obligation, Promise, What
from continuity.faults.undo import Undone, undo
from continuity.faults.undo_here import longest, undo_here
from continuity.faults.wire import CallFailed, NoAnswer, NoConnection, Wire

__all__ = ["CALL_SECONDS", "heal"]

CALL_SECONDS = 1.5
"""How long one call may take; healthy ones take milliseconds, a toxic's own wait is capped below this."""

_GRACE_SECONDS = 0.3
_LOCKED_UP = "if it stays so the server is locked up, and restarting it clears every fault and every proxy on it"


@dataclass(frozen=True, slots=True)
class _Task:
    """What all attempts share: the clock, until when (its monotonic seconds), who heals, which maker is gone."""

    clock: Clock
    until: float
    by: str
    gone: ProcessRef | None


@dataclass(slots=True)
class _Work:
    """One target's obligations, the last promised first, and what has come of them."""

    obligations: list[Obligation]
    outcomes: dict[str, Outcome] = field(default_factory=dict)


def heal(
    obligations: Sequence[Obligation],
    *,
    clock: Clock,
    budget_s: float,
    by: str = "conductor",
    gone: ProcessRef | None = None,
) -> tuple[Outcome, ...]:
    """Take faults out within ``budget_s`` seconds; one outcome for each obligation, in the order given.

    What a command takes out may last as long as the command may; nothing else waits for it, but the answer does.

    ``by`` goes into the facts. An obligation is closed once its fault is out, unless the process that made it
    still lives and could be about to inject: then it keeps the fact *removed* and stays open. ``gone`` is a maker
    known to act no more, though the system may still show it. Raises nothing.
    """
    start = clock.monotonic()
    works = _by_target(obligations)
    # A command has its own deadline, which nobody who waits for a server would grant it.
    spans = [max(budget_s, *map(longest, work.obligations)) for work in works]
    tasks = [_Task(clock, start + span, by, gone) for span in spans]
    threads = [threading.Thread(target=_heal_target, args=pair, daemon=True) for pair in zip(works, tasks, strict=True)]
    for thread in threads:
        thread.start()
    for thread, task in zip(threads, tasks, strict=True):
        thread.join(max(0.0, task.until + _GRACE_SECONDS - clock.monotonic()))
    ends: dict[str, Outcome] = {}
    for work, span in zip(works, spans, strict=True):
        told = dict(work.outcomes)
        ends |= {one.id: told.get(one.id) or _not_healed(one, f"no end within {span:g} s") for one in work.obligations}
    return tuple(ends[each.id] for each in obligations)


def _by_target(obligations: Sequence[Obligation]) -> list[_Work]:
    works: dict[tuple[str, str, bool], _Work] = {}
    # Reverse order of application; a proxy that we made goes after the faults on it.
    for each in sorted(
        obligations, key=lambda one: (one.promise is not Promise.PROXY, one.made_at, one.id), reverse=True
    ):
        key = (each.server.url, each.target, each.promise is Promise.SWITCH)
        works.setdefault(key, _Work([])).obligations.append(each)
    return list(works.values())


def _heal_target(work: _Work, task: _Task) -> None:
    clock, pause = task.clock, 0.05
    while True:
        for each in work.obligations:
            before = work.outcomes.get(each.id)
            # When the time is up, why it failed before says more than that it is up.
            if before is None or (not before.healed and clock.monotonic() < task.until):
                work.outcomes[each.id] = _attempt(each, task)
        left = task.until - clock.monotonic()
        if all(outcome.healed for outcome in work.outcomes.values()) or left <= pause:
            break
        clock.sleep(pause)
        pause = min(2 * pause, 1.0)
    for outcome in work.outcomes.values():
        if not outcome.healed:
            _note(outcome.obligation, Fact(clock.now(), What.NOT_HEALED, task.by, outcome.detail))


def _attempt(obligation: Obligation, task: _Task) -> Outcome:
    seconds = min(CALL_SECONDS, task.until - task.clock.monotonic())
    if seconds <= 0:
        return _not_healed(obligation, "no time was left")
    try:
        obligation = refreshed(obligation)
        if obligation.promise in LOCAL:
            return _attempt_here(obligation, task)
        wire = Wire(obligation.server, task.clock, seconds)
        if wire.loopback and obligation.conductor.machine != machine():
            return _not_healed(obligation, f"its server runs on another machine, that of {obligation.holder}")
        # Asked before undoing: a maker that dies while we undo may have injected again before it died.
        final = _is_final(obligation, task)
        undone = _undo(obligation, wire, task.by)
        removed = _removed(obligation, undone, task)
        # Noted first: of two healers of one proxy, at least the later one then sees that nothing is left.
        if undone.state is not Healed.GONE_WITH_SERVER and obligation.promise in HELD:
            _let_go(removed, wire)
        return _settle(removed, undone, task, final)
    except NoAnswer as problem:
        return _not_healed(obligation, problem.message, anew_by_hand(obligation))
    except Exception as problem:  # whatever it is, the other faults must not wait for it
        return _not_healed(obligation, str(problem) or type(problem).__name__)


def _undo(obligation: Obligation, wire: Wire, by: str) -> Undone:
    _note(obligation, Fact(wire.clock.now(), What.TRYING, by))
    try:
        return undo(obligation, wire)
    except NoConnection as problem:
        if problem.refused and server_is_gone(obligation.server, obligation.conductor):
            return Undone(Healed.GONE_WITH_SERVER, False, "its server has ended, and all it held with it")
        raise
    except CallFailed as problem:
        if undone := escalate(obligation, wire, problem):
            return undone
        if isinstance(problem, NoAnswer):
            raise NoAnswer(f"{problem.message}; {_LOCKED_UP}") from problem
        raise


def _attempt_here(obligation: Obligation, task: _Task) -> Outcome:
    """A file or a command of this machine: no server, no lock-up, and nobody elsewhere who could do it."""
    if obligation.conductor.machine != machine():
        return _not_healed(obligation, f"it is on another machine, that of {obligation.holder}")
    final = _is_final(obligation, task)
    _note(obligation, Fact(task.clock.now(), What.TRYING, task.by))
    undone = undo_here(obligation)
    return _settle(_removed(obligation, undone, task), undone, task, final)


def _is_final(obligation: Obligation, task: _Task) -> bool:
    return obligation.conductor == task.gone or not _maker_may_act(obligation)


def _removed(obligation: Obligation, undone: Undone, task: _Task) -> Obligation:
    return _note(obligation, Fact(task.clock.now(), What.REMOVED, task.by, _words(undone)))


def _settle(removed: Obligation, undone: Undone, task: _Task, final: bool) -> Outcome:
    if final:
        removed = _close(removed, Fact(task.clock.now(), What.CLOSED, task.by, _words(undone)))
    return Outcome(removed, undone.state, undone.verified, undone.detail)


def _words(undone: Undone) -> str:
    return f"{undone.state.value}: {undone.detail}" if undone.detail else undone.state.value


def _let_go(obligation: Obligation, wire: Wire) -> None:
    state = obligation.path.parent.parent
    others = open_obligations(state, obligation.run)
    if not any(_still_needs_marker(other, obligation) for other in others):
        drop(Api(wire), obligation.target, obligation.run)


def _still_needs_marker(other: Obligation, healed: Obligation) -> bool:
    same_proxy = (other.server.url, other.target) == (healed.server.url, healed.target)
    return other.id != healed.id and same_proxy and other.promise in HELD and not other.removed


def _maker_may_act(obligation: Obligation) -> bool:
    return obligation.conductor != myself() and alive(obligation.conductor) is True


def _not_healed(obligation: Obligation, detail: str, more: tuple[str, ...] = ()) -> Outcome:
    return Outcome(obligation, Healed.NOT_HEALED, False, detail, (*by_hand(obligation), *more))


def _note(obligation: Obligation, fact: Fact) -> Obligation:
    try:
        return note(obligation, fact, durable=False)
    except OSError:
        # A full disk must not keep a fault in; what is not noted is merely healed once more.
        return obligation.noting(fact)


def _close(obligation: Obligation, fact: Fact) -> Obligation:
    try:
        return close(obligation, fact)
    except OSError:
        return obligation.noting(fact)
