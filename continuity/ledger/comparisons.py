"""The books as a fold: what was compared and by whom, what was settled, and what has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from continuity.events import Body, Fact
from continuity.events import ledger as said
from continuity.ledger.holding import Books
from continuity.structure import Private

__all__ = ["Comparisons", "who_acted"]


class Comparisons:
    """The comparisons of one run, by form. ``compared`` folds an event in; everything else only reads."""

    def __init__(self) -> None:
        self._books: dict[str, Books] = {}
        self._asked: dict[str, tuple[str, ...]] = {}
        """Who asked for the comparison that is still to come, or counted for it, by form."""
        self._changed: dict[str, int] = {}
        self._changed_everywhere = 0
        self._settled: dict[tuple[str, str], str] = {}
        self._reasons: dict[tuple[str, str], Private] = {}
        self._counts: dict[str, said.SystemCounted] = {}
        self.books: Mapping[str, Books] = MappingProxyType(self._books)

    def compared(self, fact: Fact[Body]) -> None:
        """Fold one event in; those of other parts pass by."""
        match fact.body:
            case said.ComparisonRequested() as body:
                self._ask(fact, body.form)
            case said.BooksCompared() as body:
                self._compare(fact, body)
            case said.ExceptionSettled() as body:
                self._settle(body)
            case said.SystemCounted() as body:
                self._counts[body.form] = body
                self._ask(fact, body.form)

    def change(self, form: str, seq: int) -> None:
        """Something that is compared has changed with the event ``seq``."""
        self._changed[form] = seq

    def change_everywhere(self, seq: int) -> None:
        """Something has changed that the books of every form are held against."""
        self._changed_everywhere = seq

    def changed(self, form: str) -> int:
        """The event that last changed something that is compared."""
        return max(self._changed.get(form, 0), self._changed_everywhere)

    def is_settled(self, exception: said.BooksException) -> bool:
        """Whether somebody gave a reason for this exception as it stands; another detail opens it again."""
        return self._settled.get((exception.rule, exception.number)) == exception.detail

    def reason(self, exception: said.BooksException) -> Private | None:
        """What closed this exception as it stands; none while it is open."""
        return self._reasons.get((exception.rule, exception.number)) if self.is_settled(exception) else None

    def count(self, form: str) -> said.SystemCounted | None:
        """What a person last counted and added up in the CRM; none where nobody did."""
        return self._counts.get(form)

    def counted(self, form: str) -> int | None:
        """How many numbers a person last counted in the CRM; none where nobody did."""
        found = self._counts.get(form)
        return None if found is None else found.count

    def open_exceptions(self, form: str) -> tuple[said.BooksException, ...]:
        """What keeps the books of a form open since they were last compared."""
        books = self._books.get(form)
        return tuple(one for one in books.exceptions if not one.hint and not self.is_settled(one)) if books else ()

    def is_stale(self, form: str) -> bool:
        """Whether something has changed that the comparison of a form has not seen."""
        books = self._books.get(form)
        return books is not None and self.changed(form) > books.seen

    def agree(self, form: str) -> bool:
        """Whether the books of a form were compared as everything is now, and nothing is open."""
        return form in self._books and not self.is_stale(form) and not self.open_exceptions(form)

    def _ask(self, fact: Fact[Body], form: str) -> None:
        self._asked[form] = tuple(dict.fromkeys((*self._asked.get(form, ()), *who_acted(fact))))

    def _compare(self, fact: Fact[Body], body: said.BooksCompared) -> None:
        by = tuple(dict.fromkeys((*self._asked.pop(body.form, ()), *who_acted(fact))))
        seen = fact.seq if body.seen is None else body.seen
        self._books[body.form] = Books(body.form, body.exceptions, body.lost, body.duplicated, fact.at, by, seen)

    def _settle(self, body: said.ExceptionSettled) -> None:
        for books in self._books.values():
            for one in books.exceptions:
                if (one.rule, one.number) == (body.rule, body.number):
                    self._settled[body.rule, body.number] = one.detail
                    self._reasons[body.rule, body.number] = body.reason


def who_acted(fact: Fact[Body]) -> tuple[str, ...]:
    """Who said it, and for whom."""
    return (fact.actor.id, *([fact.on_behalf_of] if fact.on_behalf_of else []))
