"""The injector of one run: the promise first, then the fault; after an error midway, nothing of it remains."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from continuity.clock import Clock, to_iso
from continuity.errors import FaultMayRemain, Refused
from continuity.faults.api import Api, ProxyState
from continuity.faults.effects import look, place
from continuity.faults.heal import heal
from continuity.faults.here import equip, place_here
from continuity.faults.kinds import TABLE, FaultKind, kind_named
from continuity.faults.lever import lever
from continuity.faults.marker import PREFIX
from continuity.faults.means import Means
from continuity.faults.obligations import close, load, note, open_obligations, promise
from continuity.faults.outcome import Outcome
from continuity.faults.process import myself
from continuity.faults.promise import LOCAL, Fact, Found, Obligation, Params, Promise, ServerRef, What
from continuity.faults.shapes import Misshapen
from continuity.faults.standing import as_wanted
from continuity.faults.toxiproxy import Client
from continuity.faults.wire import UNHURRIED_S, Wire

__all__ = ["NEVER", "FaultSpec", "Injector"]

NEVER = 253_402_300_799_000
"""The last second of the year 9999: a promise that no deadline ends, only the run."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True, slots=True)
class FaultSpec:
    """A fault as planned: its id in the run, its kind, the proxy (or the stand-in's name), the kind's parameters.

    For a file or a command ``target`` is the point; ``means`` is what the point's place gives for it.
    """

    id: str
    kind: str
    target: str
    params: Params = field(default_factory=dict)
    means: Means | None = None


class Injector:
    """Injects and heals for one run.

    ``holder`` is who answers for it (``anna@laptop``); ``max_s`` is the longest that any fault may last, in seconds.
    """

    def __init__(
        self, state_dir: Path, run: str, holder: str, clock: Clock, max_s: int, kinds: Sequence[FaultKind] = TABLE
    ) -> None:
        self._state = state_dir
        self._run = run
        self._holder = holder
        self._clock = clock
        self._max_ms = max_s * 1000
        self._kinds = kinds

    def inject(self, fault: FaultSpec, server: ServerRef | None, deadline_ms: int) -> Obligation:
        """Put a fault in until ``deadline_ms`` (ms UTC) at the latest, when the guard takes it out.

        Raises ``Refused`` (bad parameters, held by another run, lever engaged), ``CallFailed`` (the server), each
        with nothing left behind; ``FaultMayRemain`` when something could not be taken out again. A file or a command
        needs no server.
        """
        effect = self._checked(fault, deadline_ms).make(fault.params)
        server, fault = equip(fault, effect, server, self._run)
        wire = Wire(server, self._clock, UNHURRIED_S) if effect.promise not in LOCAL else None
        draft = self._draft(fault, effect.promise, server, deadline_ms)
        self._refuse_twice(draft)
        if wire:
            look(fault.target, effect, wire)
        made = promise(self._state, draft)
        try:
            # After the promise: a halt either sees the promise, or is seen here.
            self._refuse_when_halted()
            made = place(made, effect, wire) if wire else place_here(made, self._clock)
            self._refuse_when_healed(made)
        except BaseException as problem:
            self._take_back(made, problem)
            raise
        return made

    def create_proxy(
        self, name: str, listen: str, upstream: str, server: ServerRef, deadline_ms: int = NEVER
    ) -> ProxyState:
        """Have a proxy for the run's stand-ins; one that we make is deleted when the run is healed.

        The same listen and upstream are used as found, with no promise; others are ``Refused``, showing them.
        """
        _refuse_bad_ids(self._run, name)
        _refuse_bad_target(name)
        api = Api(Wire(server, self._clock, UNHURRIED_S))
        if standing := api.proxy(name):
            return as_wanted(standing, listen, upstream, server)
        fault = FaultSpec(name, "proxy", name, {"listen": listen, "upstream": upstream})
        made = promise(self._state, self._draft(fault, Promise.PROXY, server, deadline_ms))
        try:
            self._refuse_when_halted()
            if created := self._created(made, listen, upstream):
                return created
        except BaseException as problem:
            self._take_back(made, problem)
            raise
        # Somebody else made it between our look and our call, so it is not ours to delete.
        close(made, Fact(self._clock.now(), What.CLOSED, "conductor", "somebody else's"))
        standing = api.proxy(name)
        if standing is None:
            raise Refused(f"{server.url}: somebody else is creating and deleting proxy {name!r}")
        return as_wanted(standing, listen, upstream, server)

    def heal(self, fault_id: str, budget_s: float = 10.0) -> tuple[Outcome, ...]:
        """Take out what is open of one fault of this run; empty when nothing is."""
        every = open_obligations(self._state, self._run)
        mine = [each for each in every if each.fault == fault_id and each.promise is not Promise.PROXY]
        return heal(mine, clock=self._clock, budget_s=budget_s)

    def heal_all(self, budget_s: float = 30.0) -> tuple[Outcome, ...]:
        """Take out all that is open of this run, its proxies included."""
        return heal(open_obligations(self._state, self._run), clock=self._clock, budget_s=budget_s)

    def _checked(self, fault: FaultSpec, deadline_ms: int) -> FaultKind:
        kind = kind_named(fault.kind, self._kinds)
        if kind is None:
            raise Refused(
                f"fault {fault.id}: there is no kind {fault.kind!r}; see {[each.name for each in self._kinds]}"
            )
        _refuse_bad_ids(self._run, fault.id)
        _refuse_bad_target(fault.target)
        if problems := kind.check(fault.params):
            raise Refused(f"fault {fault.id} ({kind.name}) cannot be injected as written", problems)
        left = deadline_ms - self._clock.now()
        if not 0 < left <= self._max_ms:
            longest = to_iso(self._clock.now() + self._max_ms)
            raise Refused(f"fault {fault.id}: its deadline {to_iso(deadline_ms)} is not between now and {longest}")
        return kind

    def _draft(self, fault: FaultSpec, promised: Promise, server: ServerRef, deadline_ms: int) -> Obligation:
        return Obligation(
            id="",
            run=self._run,
            fault=fault.id,
            promise=promised,
            kind=fault.kind,
            server=server,
            target=fault.target,
            deadline_ms=deadline_ms,
            made_at=self._clock.now(),
            holder=self._holder,
            conductor=myself(),
            params=fault.params,
        )

    def _created(self, made: Obligation, listen: str, upstream: str) -> ProxyState | None:
        proxy = Client(made.server).create(made.target, listen, upstream)
        if proxy:
            found = Found(True, proxy.listen, proxy.upstream)
            note(made, Fact(self._clock.now(), What.FOUND, "conductor", found=found))
        return proxy

    def _refuse_twice(self, draft: Obligation) -> None:
        # A place on this machine has no marker that would tell one run of another.
        whose = None if draft.promise in LOCAL else self._run
        for other in open_obligations(self._state, whose):
            same_place = (other.server.url, other.target, other.promise) == (
                draft.server.url,
                draft.target,
                draft.promise,
            )
            alone = draft.promise is not Promise.TOXIC or other.fault == draft.fault
            if same_place and alone and not other.removed:
                raise Refused(
                    f"fault {draft.fault}: {draft.target!r} still has fault {other.fault} of run {other.run} "
                    f"({other.kind})",
                    hint="Heal that one first; `continuity recover` does it after a crash. Server gone for good? "
                    f"continuity recover {other.run} --give-up --reason TEXT",
                )

    def _refuse_when_halted(self) -> None:
        if standing := lever(self._state):
            raise Refused(
                f"the safety lever was engaged by {standing.by} at {to_iso(standing.at)}: {standing.reason}",
                hint="`continuity halt --release` disengages it.",
            )

    def _refuse_when_healed(self, made: Obligation) -> None:
        """Notice that others healed while this process stood still: the fault went in after they took it out."""
        self._refuse_when_halted()
        try:
            healed = load(made.path).removed
        except (OSError, Misshapen):
            healed = True
        if healed or made.deadline_ms <= self._clock.now():
            raise Refused(f"fault {made.fault} went in too late: its promise had been kept, or its time was over")

    def _take_back(self, made: Obligation, problem: BaseException) -> None:
        (outcome,) = heal((made,), clock=self._clock, budget_s=2 * UNHURRIED_S)
        if not outcome.healed:
            raise FaultMayRemain(
                f"fault {made.fault} on {made.target!r} may remain: {problem}; healing it: {outcome.detail}",
                "By hand: " + " ; ".join(outcome.manual),
            ) from problem


def _refuse_bad_ids(*names: str) -> None:
    for name in names:
        if not _ID.fullmatch(name):
            raise Refused(f"{name!r} cannot name a run or a fault; write small letters, digits and hyphens")


def _refuse_bad_target(name: str) -> None:
    if not name or "/" in name or name.startswith(PREFIX):
        raise Refused(
            f"{name!r} cannot be the target of a fault", hint=f"No slash, and not {PREFIX}…: that is a marker."
        )
