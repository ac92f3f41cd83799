"""Very many values of which few are in use at a time: these lie open, the others are packed.

A day by hand is some thousands of orders, which all lie open. Of a hundred thousand only those lie open that were
touched last, and the rest take little more than what is written on them, pressed together: memory stays flat.
"""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Callable, Hashable, ItemsView, Iterator, Mapping, ValuesView
from typing import Any, TypeVar, overload

__all__ = ["Shelf", "as_it_is"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
D = TypeVar("D")

Plain = Any
"""What ``marshal`` writes: exact tuples, lists, mappings, texts, numbers, none."""
Page = dict[K, Plain]


def as_it_is(value: Plain) -> Plain:
    """For values that are plain."""
    return value


class Shelf(Mapping[K, V]):
    """A mapping whose neighbours lie on one page; ``put`` is the only way to change it.

    ``page_of`` names the page of a key: about a hundred neighbours share one. ``plain`` turns a value into what
    ``marshal`` writes and ``rich`` turns it back; both are asked often. The order is that of the pages, and on a page
    that of the first ``put``. At most ``most`` pages lie open, those touched last. Reading moves them too: a shelf is
    not for several threads. Nothing is written to a disk.
    """

    def __init__(
        self,
        page_of: Callable[[K], Hashable],
        plain: Callable[[V], Plain] = as_it_is,
        rich: Callable[[Plain], V] = as_it_is,
        most: int = 20,
    ) -> None:
        self._page_of = page_of
        self._plain = plain
        self._rich = rich
        self._most = most
        self._packed: dict[Hashable, bytes] = {}
        """Every page there is, in order; empty where it is as ``_fresh`` makes it, or was not packed yet."""
        self._open: dict[Hashable, Page[K]] = {}
        """The last one touched is the last one here."""
        self._changed: set[Hashable] = set()
        """Open pages that are not packed as they are."""
        self._at: Hashable = None
        self._page: Page[K] | None = None
        """The page touched last, for whoever touches it again."""
        self._count = 0

    @overload
    def get(self, key: K, /) -> V | None: ...
    @overload
    def get(self, key: K, /, default: V | D) -> V | D: ...
    def get(self, key: K, /, default: V | D | None = None) -> V | D | None:
        """The value, or the default."""
        at = self._page_of(key)
        page = self._page if at == self._at else self._find(at)
        return self._rich(page[key]) if page is not None and key in page else default

    def __getitem__(self, key: K) -> V:
        """The value; ``KeyError`` where there is none."""
        at = self._page_of(key)
        page = self._page if at == self._at else self._find(at)
        if page is None:
            raise KeyError(key)
        return self._rich(page[key])

    def __contains__(self, key: object) -> bool:
        """Whether there is a value."""
        page = self._find(self._page_of(key))  # type: ignore[arg-type]
        return page is not None and key in page

    def __len__(self) -> int:
        """How many values there are."""
        return self._count

    def __iter__(self) -> Iterator[K]:
        """The keys, page by page; what is put meanwhile may be among them or not."""
        for page in self.pages():
            yield from page

    def values(self) -> ValuesView[V]:
        """The values, page by page."""
        return _Values(self, self._rich)

    def items(self) -> ItemsView[K, V]:
        """Keys and values, page by page."""
        return _Items(self, self._rich)

    def put(self, key: K, value: V) -> bool:
        """Set a value, and say whether that is news; there is no way to take one away."""
        at, plain = self._page_of(key), self._plain(value)
        page = self._page if at == self._at else self._find(at)
        if page is None:
            self._packed[at] = b""
            page = self._lay_open(at, {})
        if key not in page:
            self._count += 1
        elif page[key] == plain:
            return False
        page[key] = plain
        self._changed.add(at)
        return True

    def pages(self) -> Iterator[Page[K]]:
        """Every page in turn, to be read only: a walk opens none for longer than it takes."""
        yield from map(self._read, list(self._packed))

    def _read(self, at: Hashable) -> Page[K]:
        page = self._open.get(at)
        return dict(page) if page is not None else self._unpacked(at)

    def _add_fresh(self, at: Hashable, count: int) -> bool:
        """Make a page of so many values that ``_fresh`` knows; whether there was none yet."""
        if at in self._packed:
            return False
        self._packed[at] = b""
        self._count += count
        return True

    def _fresh(self, at: Hashable) -> Page[K]:
        """A page on which nothing was put yet."""
        return {}

    def _find(self, at: Hashable) -> Page[K] | None:
        page = self._open.pop(at, None)
        if page is not None:
            self._open[at] = self._page = page
            self._at = at
            return page
        return self._lay_open(at, self._unpacked(at)) if at in self._packed else None

    def _lay_open(self, at: Hashable, page: Page[K]) -> Page[K]:
        self._open[at] = self._page = page
        self._at = at
        if len(self._open) > self._most:
            oldest = next(iter(self._open))
            if oldest in self._changed:
                self._packed[oldest] = zlib.compress(marshal.dumps(self._open[oldest]), 1)
                self._changed.remove(oldest)
            del self._open[oldest]
        return page

    def _unpacked(self, at: Hashable) -> Page[K]:
        packed = self._packed[at]
        if not packed:
            return self._fresh(at)
        page: Page[K] = marshal.loads(zlib.decompress(packed))
        return page


class _Values(ValuesView[V]):
    def __init__(self, shelf: Shelf[K, V], rich: Callable[[Plain], V]) -> None:
        super().__init__(shelf)
        self._pages = shelf.pages
        self._rich = rich

    def __iter__(self) -> Iterator[V]:
        for page in self._pages():
            yield from map(self._rich, page.values())


class _Items(ItemsView[K, V]):
    def __init__(self, shelf: Shelf[K, V], rich: Callable[[Plain], V]) -> None:
        super().__init__(shelf)
        self._pages = shelf.pages
        self._rich = rich

    def __iter__(self) -> Iterator[tuple[K, V]]:
        for page in self._pages():
            yield from zip(page, map(self._rich, page.values()), strict=True)
