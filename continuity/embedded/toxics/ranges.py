"""Refusing attribute values under which a toxic could not work."""

from __future__ import annotations

from continuity.embedded.problem import out_of_range

__all__ = ["check_range"]


def check_range(name: str, value: int, low: int, high: int) -> None:
    """Raise ``ApiProblem`` (400) unless ``low <= value <= high``."""
    if not low <= value <= high:
        raise out_of_range(name, value, f"must be between {low} and {high}")
