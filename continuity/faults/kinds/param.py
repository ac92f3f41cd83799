"""One parameter of a fault: what may be written, in which unit, within which bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from continuity.faults.shapes import Scalar

__all__ = ["Param", "ParamType", "check_params"]


class ParamType(StrEnum):
    """The shape of a value, named as in JSON Schema."""

    INTEGER = "integer"
    TEXT = "string"
    TABLE = "object"


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter; ``min`` and ``max`` hold for integers, ``choices`` for texts, ``default`` when it is left out."""

    name: str
    type: ParamType
    description: str
    unit: str = ""
    min: int | None = None
    max: int | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    default: int | str | None = None

    def problem(self, value: object) -> str | None:
        """Say in plain words what is wrong with a value, or ``None``."""
        if self.type is ParamType.INTEGER:
            return self._integer_problem(value)
        if self.type is ParamType.TABLE:
            return None if _plain_table(value) else f"{self.name}: write names with plain values"
        if not isinstance(value, str) or not value:
            return f"{self.name}: {value!r} is no text"
        if self.choices and value not in self.choices:
            return f"{self.name}: {value!r} is none of {', '.join(self.choices)}"
        return None

    def _integer_problem(self, value: object) -> str | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return f"{self.name}: {value!r} is no whole number; write {self._bounds()}"
        low = self.min is not None and value < self.min
        high = self.max is not None and value > self.max
        return f"{self.name}: {value} is out of bounds; write {self._bounds()}" if low or high else None

    def _bounds(self) -> str:
        unit = f" ({self.unit})" if self.unit else ""
        return f"{self.min} to {self.max}{unit}"


def check_params(known: Mapping[str, Param], given: Mapping[str, object]) -> list[str]:
    """List every problem: unknown names with near misses, what is missing, what is out of bounds."""
    unknown = [_unknown(name, known) for name in given if name not in known]
    missing = [f"{name} is missing: {param.description}" for name, param in known.items() if _missing(param, given)]
    wrong = [known[name].problem(value) for name, value in given.items() if name in known]
    return [*unknown, *missing, *(problem for problem in wrong if problem)]


def _missing(param: Param, given: Mapping[str, object]) -> bool:
    return param.required and param.name not in given


def _unknown(name: str, known: Mapping[str, Param]) -> str:
    import difflib

    near = difflib.get_close_matches(name, known, 1)
    meant = f"; did you mean {near[0]}?" if near else f"; it takes {', '.join(known) or 'no parameters'}"
    return f"{name} is no parameter here{meant}"


def _plain_table(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(key, str) and isinstance(each, Scalar) for key, each in value.items()
    )
