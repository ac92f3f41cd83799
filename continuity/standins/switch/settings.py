"""The settings that a switch mode may take, each with its bounds and its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from continuity.standins.web.messages import HttpProblem, Json
from continuity.standins.web.reading import read_int, read_text

__all__ = ["Amount", "Choice", "Setting", "Settings", "Words", "check_settings"]

Settings = Mapping[str, int | str]


class Setting(Protocol):
    """One setting: its name, and how to read it."""

    @property
    def name(self) -> str:
        """The key in ``settings``."""

    def read(self, given: Mapping[str, Json]) -> int | str:
        """Its value out of what was sent; 400 when it does not fit."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A whole number within bounds."""

    name: str
    low: int
    high: int
    default: int

    def read(self, given: Mapping[str, Json]) -> int:
        """The number that was sent."""
        return read_int(given, self.name, self.low, self.high)

    def of(self, settings: Settings) -> int:
        """The number that holds."""
        return self.read(settings) if self.name in settings else self.default


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words; the first is the default."""

    name: str
    options: tuple[str, ...]

    def read(self, given: Mapping[str, Json]) -> str:
        """The word that was sent."""
        value = given.get(self.name)
        if not isinstance(value, str) or value not in self.options:
            raise HttpProblem(
                400, "INVALID_FIELD", f"{self.name} must be one of {', '.join(self.options)}.", (self.name,)
            )
        return value

    def of(self, settings: Settings) -> str:
        """The word that holds."""
        return self.read(settings) if self.name in settings else self.options[0]


@dataclass(frozen=True, slots=True)
class Words:
    """A text for people."""

    name: str
    default: str

    def read(self, given: Mapping[str, Json]) -> str:
        """The text that was sent."""
        return read_text(given, self.name)

    def of(self, settings: Settings) -> str:
        """The text that holds."""
        return self.read(settings) if self.name in settings else self.default


def check_settings(mode: str, known: tuple[Setting, ...], given: Mapping[str, Json]) -> Settings:
    """The settings as sent, each within its bounds; a 400 for one that the mode does not know names those it does."""
    names = [setting.name for setting in known]
    for name in given:
        if name not in names:
            knows = ", ".join(names) or "none"
            raise HttpProblem(400, "INVALID_FIELD", f"{mode} has no setting {name}; its settings: {knows}.", (name,))
    return {setting.name: setting.read(given) for setting in known if setting.name in given}
