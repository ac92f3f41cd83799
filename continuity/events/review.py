"""What people make of a run: an evaluator's ratings, and at the review a verdict on each deviation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from continuity.structure import Private

Rating = Literal["P", "S", "M", "U"]
"""Performed without challenges, with some, with major challenges, unable to be performed (HSEEP 2020)."""

ReviewVerdict = Literal["procedure", "training", "resources", "fine"]
"""Why a deviation came about: the procedure is wrong, people need training, means were missing, fine as it was."""


@dataclass(frozen=True, slots=True)
class ObjectiveRated:
    """An evaluator rated an objective; their later rating of it replaces this one, and both stay in the record."""

    KIND: ClassVar[str] = "objective.rated"

    objective: str
    rating: Rating
    why: Private


@dataclass(frozen=True, slots=True)
class DeviationReviewed:
    """A verdict on a deviation, by its id; a later one replaces it, and both stay in the record."""

    KIND: ClassVar[str] = "deviation.reviewed"

    deviation: str
    verdict: ReviewVerdict
    why: Private
