"""Answers for somebody who is missing: what a role says at each step, and the orders that it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Answer = Mapping[str, object]
"""Input or field -> text, or a whole number."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The content of a file for ``join --answers``; ``steps`` by id or by key, ``records`` in the order of taking."""

    format: str
    id: str
    title: str
    steps: Mapping[str, Answer] = field(default_factory=dict)
    records: tuple[Answer, ...] = ()
