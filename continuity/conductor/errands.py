"""What the run asks of other systems: batches to receivers, records into the CRM, the books. Off the main loop."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from continuity.clock import Clock
from continuity.conductor.comparing import Comparing
from continuity.conductor.delivering import Delivering
from continuity.conductor.entering import Entering
from continuity.conductor.errand import Errand, Results, Work
from continuity.conductor.looking import Looking
from continuity.conductor.way_home import WayHome
from continuity.desk.desk import Desk
from continuity.errors import ContinuityError
from continuity.events import Body
from continuity.events import ledger as said
from continuity.events.lifecycle import Warned
from continuity.run.homeward import entering_step

__all__ = ["Errands"]

_AGAIN_MS = 1_000
_LONGEST_MS = 8_000


class Errands:
    """At most one errand of a kind and subject under way; results become events in ``tick``."""

    def __init__(
        self,
        desk: Desk,
        delivering: Delivering,
        comparing: Comparing | None,
        looking: Looking,
        way: WayHome | None,
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._delivering = delivering
        self._comparing = comparing
        self._looking = looking
        self._way = way
        self._entering = None if way is None else Entering(desk, way.open, clock)
        self._clock = clock
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="errand")
        self._under_way: dict[str, Future[Results]] = {}
        self._not_before: dict[str, int] = {}
        self._waits: dict[str, int] = {}
        self._warned: dict[str, Warned | None] = {}

    def tick(self) -> None:
        """Take results in and send off what is due."""
        self._collect()
        for errand in self._due():
            self._send_off(errand.name, errand.work)

    def close(self) -> None:
        """Wait for what is under way, and drop what is not begun; what came of it is still told."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._collect()
        if self._way is not None:
            self._way.close()

    def _due(self) -> Iterator[Errand]:
        yield from self._delivering.due(self._is_free)
        yield from self._looking.due(self._is_free)
        if self._entering is not None:
            yield from self._homeward(self._entering)
        if self._comparing is not None:
            yield from self._comparing.due(self._is_free)

    def _homeward(self, entering: Entering) -> Iterator[Errand]:
        """Whoever enters before looking may enter what is there already."""
        state = self._desk.state
        if entering_step(state) is not None and state.ledger.stations.unlooked:
            if state.restored_at is not None or not state.probes:
                yield from self._looking.looks(self._is_free)
        else:
            yield from entering.due(self._is_free)

    def _send_off(self, name: str, work: Work) -> None:
        if self._is_free(name):
            self._under_way[name] = self._pool.submit(work)

    def _is_free(self, name: str) -> bool:
        return name not in self._under_way and self._clock.now() >= self._not_before.get(name, 0)

    def _collect(self) -> None:
        for name, future in list(self._under_way.items()):
            if not future.done():
                continue
            del self._under_way[name]
            if future.cancelled():
                continue
            bodies = _results(name, future)
            self._wait_if(name, not bodies or _in_vain(bodies))
            news = [body for body in bodies if not (isinstance(body, Warned) and body == self._warned.get(name))]
            self._warned[name] = next((body for body in bodies if isinstance(body, Warned)), None)
            if news:
                self._desk.record(news)

    def _wait_if(self, name: str, in_vain: bool) -> None:
        """Nobody tells us when to come again, so each time in vain we wait for twice as long."""
        wait = min(_LONGEST_MS, self._waits.get(name, _AGAIN_MS // 2) * 2) if in_vain else 0
        self._not_before[name] = self._clock.now() + wait
        self._waits[name] = wait or _AGAIN_MS // 2


def _results(name: str, future: Future[Results]) -> list[Body]:
    """What came of it; an answer that nobody can make anything of ends no run."""
    try:
        return future.result()()
    except ContinuityError as problem:
        return [Warned(f"{name}: {'; '.join([problem.message, *getattr(problem, 'reasons', ())])}")]


def _in_vain(bodies: list[Body]) -> bool:
    """Whether nothing came of it, so that it is not tried again at once."""
    return any(
        isinstance(body, Warned) or (isinstance(body, said.RecordEntered) and body.outcome == "unknown")
        for body in bodies
    )
