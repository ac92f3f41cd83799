"""The switch of a stand-in: which fault at HTTP level holds, for which run, until when.

The mode lives in memory only, so a restart heals; it heals itself when ``until`` has passed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from continuity.clock import Clock, to_iso
from continuity.standins.switch.settings import Setting, Settings, check_settings
from continuity.standins.web.messages import Answer, HttpProblem, Json, Request

__all__ = ["Held", "Mode", "Switch", "SwitchState", "Turn"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One request under a mode: the settings that hold, and the how-manieth it is since the mode was set."""

    settings: Settings
    number: int

    def falls_to(self, share: int) -> bool:
        """Whether it is among the ``share`` of every hundred; spread evenly, by counting: the same ones each time."""
        return self.number * share // 100 != (self.number - 1) * share // 100


def _let_through(turn: Turn, request: Request) -> Answer | None:  # noqa: ARG001 - the shape of every act
    return None


def _prepare_nothing(settings: Settings) -> None:  # noqa: ARG001 - the shape of every preparation
    return None


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to behave: ``act`` answers in place of the route or returns None; ``enter`` runs when it is set."""

    name: str
    act: Callable[[Turn, Request], Answer | None] = _let_through
    settings: tuple[Setting, ...] = ()
    enter: Callable[[Settings], None] = _prepare_nothing


@dataclass(frozen=True, slots=True)
class SwitchState:
    """What holds now; ``until`` is milliseconds UTC."""

    mode: str = "ok"
    run: str | None = None
    until: int | None = None
    settings: Settings = field(default_factory=dict)

    def as_json(self) -> Mapping[str, Json]:
        """The state as the switch shows it."""
        until = None if self.until is None else to_iso(self.until)
        return {"mode": self.mode, "run": self.run, "until": until, "settings": self.settings}


class Held(HttpProblem):
    """Another run holds the switch."""

    def __init__(self, holder: SwitchState) -> None:
        until = to_iso(holder.until or 0)
        super().__init__(
            409,
            "SWITCH_HELD",
            f"Run {holder.run} holds this switch in mode {holder.mode} until {until}.",
            hint="End that run, or wait until its lease has passed.",
        )
        self.holder = holder


class Switch:
    """The modes of one stand-in and the one that holds; safe to use from many threads."""

    def __init__(self, modes: Sequence[Mode], clock: Clock) -> None:
        self._modes = {"ok": Mode("ok"), **{mode.name: mode for mode in modes}}
        self._clock = clock
        self._lock = Lock()
        self._state = SwitchState()
        self._turns = 0

    def state(self) -> SwitchState:
        """What holds now, leases that have passed left out."""
        with self._lock:
            return self._current()

    def mode(self, name: str) -> Mode:
        """The mode of that name; a 400 names those there are."""
        if name not in self._modes:
            raise HttpProblem(
                400, "UNKNOWN_MODE", f"There is no mode {name}; the modes: {', '.join(self._modes)}.", ("mode",)
            )
        return self._modes[name]

    def put(self, mode: str, run: str, until: int, settings: Mapping[str, Json]) -> SwitchState:
        """Set a mode for a run; the same run may change it or renew its lease. Another run's hold raises `Held`."""
        wanted = self.mode(mode)
        checked = check_settings(mode, wanted.settings, settings)
        with self._lock:
            before = self._free_for(run)
            if mode == "ok":
                self._state = SwitchState()
            else:
                self._take(wanted, before, SwitchState(mode, run, until, checked))
            return self._state

    def heal(self, run: str | None) -> None:
        """Back to ok, if this run holds it or nobody does."""
        with self._lock:
            self._free_for(run)
            self._state = SwitchState()

    def act(self, request: Request) -> Answer | None:
        """What the mode that holds answers to this request; None lets it through."""
        with self._lock:
            state = self._current()
            self._turns += 1
            turn = Turn(state.settings, self._turns)
        return self._modes[state.mode].act(turn, request)

    def _current(self) -> SwitchState:
        if self._state.until is not None and self._state.until <= self._clock.now():
            self._state = SwitchState()
        return self._state

    def _free_for(self, run: str | None) -> SwitchState:
        state = self._current()
        if state.mode != "ok" and state.run != run:
            raise Held(state)
        return state

    def _take(self, mode: Mode, before: SwitchState, state: SwitchState) -> None:
        # A renewed lease goes on with the same mode: what was frozen on entering stays as it was.
        if before.mode != mode.name:
            mode.enter(state.settings)
            self._turns = 0
        self._state = state
