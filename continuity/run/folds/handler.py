"""A table from body class to the function that takes it in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from continuity.events import Body, Fact

if TYPE_CHECKING:
    from continuity.run.state import RunState

__all__ = ["Handler", "Table", "on"]

B = TypeVar("B")
Handler = Callable[["RunState", Fact[Body], object], None]
Table = dict[type, Handler]


def on(body: type[B], take: Callable[[RunState, Fact[Body], B], None]) -> tuple[type, Handler]:
    """One row; the fold only ever calls ``take`` with a body of that class."""
    return body, cast(Handler, take)
