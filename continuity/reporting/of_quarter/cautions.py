"""What a reader must know before believing the figures of a quarter. Two more stand in every report."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.programme.quarter import local_day
from continuity.programme.register import Register
from continuity.readiness.assess import Readiness
from continuity.reporting.texts import _, plural
from continuity.reporting.times import day

__all__ = ["cautions"]

_FEW = 10
"""Below so many runs an average says nothing."""


def cautions(found: Readiness, register: Register, begin: int, zone: str, held: int) -> tuple[str, ...]:
    """Sentences, each about something that holds in this report."""
    return (*_bound(found), *_few(held), *_unchecked(found), *_register(register, begin, zone))


def _bound(found: Readiness) -> Iterator[str]:
    share, percent = found.figures.success, found.figures.success_at_least_percent
    if percent is not None:
        words = {"k": share.k, "n": share.n, "percent": percent}
        yield (
            _("%(k)d of %(n)d judged were met: with 95 %% confidence the true rate may be as low as %(percent)d %%.")
            % words
        )


def _few(held: int) -> Iterator[str]:
    if held < _FEW:
        yield _("Below ten runs no average and no trend is drawn; every value is printed.")


def _unchecked(found: Readiness) -> Iterator[str]:
    rests_on = {result.rests_on.record.id: result.rests_on.record for result in found.results if result.rests_on}
    unchecked = sum(record.verified is None for record in rests_on.values())
    if unchecked:
        yield (
            plural(
                "%d run on which claims rest was not checked; continuity verify does.",
                "%d runs on which claims rest were not checked; continuity verify does.",
                unchecked,
            )
            % unchecked
        )


def _register(register: Register, begin: int, zone: str) -> Iterator[str]:
    """The list of claims must stand before the quarter, else it can be cut to what was shown."""
    at = register.registered_at
    when = _("as it lies today") if at is None else _("as registered on %s") % day(local_day(at, zone))
    if register.approved_by is None:
        yield _("The claims register has not been approved; it is printed %s.") % when
    elif at is not None and at > begin:
        yield _("The claims register was approved after the quarter had begun; it is printed %s.") % when
