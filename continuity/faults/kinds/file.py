"""File: a hand-off file is missing, cut short, there twice, or looks like an earlier one.

Which file is said where the point is found, not here: the newest one that matches, in a folder marked for tests.
"""

from __future__ import annotations

from collections.abc import Mapping

from continuity.faults.kinds.effect import Spoil
from continuity.faults.kinds.kind import FaultKind
from continuity.faults.kinds.param import Param, ParamType
from continuity.faults.promise import Params

__all__ = ["FILE"]

_MONTH_MS = 31 * 86_400_000


def _make(params: Params) -> Spoil:
    keep, by = params.get("keep", 50), params.get("by", 0)
    if not isinstance(keep, int) or not isinstance(by, int):
        raise TypeError("keep and by have not been checked")
    return Spoil(str(params["how"]), keep, by)


def _rules(params: Mapping[str, object]) -> list[str]:
    how, problems = params.get("how"), []
    if how == "late" and "by" not in params:
        problems.append("by is missing: how much older a late file looks, in ms")
    problems += [f"{name}: only {what} takes it" for name, what in _OF.items() if name in params and how != what]
    return problems


_OF = {"by": "late", "keep": "truncated"}

FILE = FaultKind(
    "file",
    "spoilt file",
    "A hand-off file is missing, late, truncated or doubled.",
    {
        "how": Param(
            "how",
            ParamType.TEXT,
            "what is wrong with the file",
            choices=("missing", "late", "truncated", "doubled"),
            required=True,
        ),
        "keep": Param("keep", ParamType.INTEGER, "how much of a truncated file is left", "percent", 0, 99, default=50),
        "by": Param("by", ParamType.INTEGER, "how much older a late file looks", "ms", 1000, _MONTH_MS),
    },
    _make,
    _rules,
)
