"""How many bytes went through, by proxy and direction, also while connections are open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from continuity.embedded.link.view import Bytes
from continuity.embedded.toxic import Stream

__all__ = ["Path", "Traffic"]


@dataclass(frozen=True, slots=True)
class Path:
    """A direction of a proxy, with the addresses it had when the connection was made (the labels of the metrics)."""

    stream: Stream
    proxy: str
    listener: str
    upstream: str


class Traffic:
    """Sums of the connections that have ended; those of deleted proxies stay."""

    def __init__(self) -> None:
        self._ended: defaultdict[Path, Bytes] = defaultdict(Bytes)

    def add(self, path: Path, count: Bytes) -> None:
        """Count what a connection carried, at its end."""
        self._ended[path] += count

    def with_open(self, carried: Iterable[tuple[Path, Bytes]]) -> Mapping[Path, Bytes]:
        """Give the sums, together with what open connections have carried so far."""
        sums = self._ended.copy()
        for path, count in carried:
            sums[path] += count
        return sums
