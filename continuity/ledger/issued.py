"""All numbers of a run on a shelf. A blank that nobody has touched takes no room: its block says all of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from continuity.ledger.holding import Block, Number, NumberState, Record
from continuity.ledger.numbers import format_number, format_numbers, hundred_of
from continuity.ledger.shelf import Shelf

__all__ = ["Numbers"]

AT_HAND = 100
"""Pages that lie open: ten thousand orders, more than a day by hand has."""


class Numbers(Shelf[str, Number]):
    """Number by its text, a hundred to a page; block by block in the order of their issue, those of no block last."""

    def __init__(self) -> None:
        super().__init__(hundred_of, tuple, _number, AT_HAND)
        self._blocks: list[Block] = []
        self._blanks: dict[object, tuple[Block, range]] = {}
        """Where nothing but blanks was when the page was made: whose, and which."""
        self._shared: set[object] = set()
        """Pages on which more is than the numbers of one block."""
        self._strangers: dict[str, None] = {}
        """Numbers of no block."""

    def issue(self, block: Block) -> None:
        """The blanks of a block are there now; what is known already under one of its numbers stays with it."""
        self._blocks.append(block)
        for at, hundred in _hundreds(block):
            if self._add_fresh(at, len(hundred)):
                self._blanks[at] = (block, hundred)
                continue
            self._shared.add(at)
            for text, blank in _blanks(block, hundred):
                known = self.get(text)
                self._strangers.pop(text, None)
                self.put(text, known.issued(block.form, block.id, blank[_SEQUENCE]) if known else _number(blank))

    def put(self, key: str, value: Number) -> bool:
        """Set a number, and say whether that is news."""
        if value.block is None:
            self._strangers[key] = None
            self._shared.add(hundred_of(key))
        return super().put(key, value)

    def pages(self) -> Iterator[dict[str, Any]]:
        """Every number in its place, some at a time; to be read only."""
        for block in list(self._blocks):
            for at, _ in _hundreds(block):
                page = self._read(at)
                if at in self._shared:
                    ours = (one for one in page.items() if one[1][_BLOCK] == block.id)
                    page = dict(sorted(ours, key=lambda one: one[1][_SEQUENCE]))
                yield page
        yield from ({text: self._read(hundred_of(text))[text]} for text in list(self._strangers))

    def _fresh(self, at: object) -> dict[str, Any]:
        return dict(_blanks(*self._blanks[at]))

    def of(self, form: str) -> Iterator[Number]:
        """Every number of a form."""
        return (_number(plain) for page in self.pages() for plain in page.values() if plain[_FORM] == form)

    def orders(self, form: str) -> Iterator[Record]:
        """Every order of a form that stands, without more of its number than that."""
        for page in self.pages():
            for plain in page.values():
                if plain[_FORM] == form and plain[_STANDING] == _USED and plain[_SHEET] is not None:
                    yield _record(plain[_SHEET])


def _hundreds(block: Block) -> Iterator[tuple[str, range]]:
    """The pages of a block, and the sequences that it has on each."""
    for start in range(block.first - block.first % 100, block.last + 1, 100):
        hundred = range(max(start, block.first), min(start + 99, block.last) + 1)
        yield hundred_of(format_number(block.series, hundred[0])), hundred


def _blanks(block: Block, hundred: range) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Numbers of a block as nobody has touched them, in plain values."""
    for sequence, text in zip(hundred, format_numbers(block.series, hundred), strict=True):
        yield text, (text, block.form, _ISSUED, block.id, sequence, *_NO_MORE)


_FORM, _STANDING, _BLOCK, _SEQUENCE, _SHEET = map(
    Number._fields.index, ("form", "standing", "block", "sequence", "sheet")
)
_ISSUED, _USED = NumberState.ISSUED.value, NumberState.USED.value
_NO_MORE = tuple(Number("", ""))[_SHEET:]
_number = partial(tuple.__new__, Number)
_record = partial(tuple.__new__, Record)
