"""The one open way to the CRM of a run: lent to one errand at a time, so that nobody logs in again for each record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Lock

from continuity.backentry import Outcome, Quota, Target
from continuity.events.ledger import SystemRecord
from continuity.ledger.entry import Entry

__all__ = ["WayHome"]


class WayHome:
    """``make`` opens the target when it is first wanted; ``close`` hangs up for good."""

    def __init__(self, make: Callable[[], Target]) -> None:
        self._make = make
        self._lock = Lock()
        self._target: Target | None = None

    def open(self) -> Target:
        """The target, once nobody else has it; closing it gives it back. Raises what ``make`` raises."""
        self._lock.acquire()
        try:
            if self._target is None:
                self._target = self._make()
            return _Lent(self._target, self._lock)
        except BaseException:
            self._lock.release()
            raise

    def close(self) -> None:
        """Hang up, when the last errand has given it back."""
        with self._lock:
            if self._target is not None:
                self._target.close()
            self._target = None


class _Lent:
    """The target, until it is given back."""

    def __init__(self, target: Target, lock: Lock) -> None:
        self._target = target
        self._lock = lock
        self._given_back = False

    @property
    def per_call(self) -> int:
        return self._target.per_call

    @property
    def by_hand(self) -> bool:
        return self._target.by_hand

    def upsert(self, number: str, record: Entry) -> Outcome:
        return self._target.upsert(number, record)

    def upsert_all(self, records: Sequence[Entry]) -> tuple[Outcome, ...]:
        return self._target.upsert_all(records)

    def read(self, number: str) -> SystemRecord | None:
        return self._target.read(number)

    def read_all(self, numbers: Sequence[str]) -> Mapping[str, SystemRecord]:
        return self._target.read_all(numbers)

    def search(self, prefix: str) -> tuple[SystemRecord, ...]:
        return self._target.search(prefix)

    def held_back(self) -> str:
        return self._target.held_back()

    def quota(self) -> Quota | None:
        return self._target.quota()

    def close(self) -> None:
        if not self._given_back:
            self._given_back = True
            self._lock.release()
