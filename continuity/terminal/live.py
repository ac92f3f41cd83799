"""The live view: what fails, who does what, where the orders are, and the clocks. Redrawn by rich."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.text import Text

from continuity.clock import Clock
from continuity.events import Body, Fact, Known
from continuity.run.state import RunState
from continuity.run.status import RunStatus
from continuity.run.vacant import vacant_words
from continuity.terminal.overview import FaultRow, Overview, PersonRow, overview
from continuity.terminal.said import line
from continuity.units import long_duration, short_duration

__all__ = ["LiveView"]

_BAR = 22
_REDRAW_S = 0.2
_LABEL = 11


class LiveView:
    """Open it round a run; ``show`` is cheap to call and draws a few times a second."""

    def __init__(self, clock: Clock, console: Console | None = None) -> None:
        self._clock = clock
        self._console = console or Console(highlight=False)
        self._live = Live(console=self._console, auto_refresh=False, transient=True)
        self._drawn = 0.0
        self._last = ""

    def __enter__(self) -> LiveView:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def heard(self, run: RunState, facts: list[Fact[Body]]) -> None:
        """Take new facts in; the last one that says something stays on the screen."""
        for fact in facts:
            words = line(run, fact)
            if words is not None and fact.actor.known is not Known.SYSTEM:
                self._last = words.partition(" ")[2]

    def show(self, run: RunState) -> None:
        """Draw, unless that was done a moment ago."""
        now = self._clock.monotonic()
        if run.plan_or_none is None or now - self._drawn < _REDRAW_S:
            return
        self._drawn = now
        self._live.update(self.picture(run), refresh=True)

    def picture(self, run: RunState) -> Text:
        """The whole view as text."""
        view = overview(run, self._clock.now())
        columns = min(self._console.width, 100)
        text = Text(no_wrap=True, overflow="ellipsis")
        _headline(text, run, view, columns)
        _faults(text, view)
        _people(text, view, columns)
        _orders(text, view)
        _clocks(text, view)
        text.append(f" {'last':<{_LABEL - 1}}{self._last}\n", style="dim")
        return text


def _headline(text: Text, run: RunState, view: Overview, columns: int) -> None:
    mark = "DRILL" if run.is_drill else "REAL OUTAGE"
    simulated = _simulated(run)
    speed = f" · {run.time.speed} ×" if run.time.speed != 1 else ""
    mark += " · PAUSED" if run.status is RunStatus.PAUSED else ""
    left, right = f" {mark}{simulated}{speed} · {run.plan.drill.title}", f"+{long_duration(max(0, view.elapsed))} "
    text.append(left + " " * max(1, columns - len(left) - len(right)) + right, style="bold reverse")
    if run.is_drill:
        text.append(f"\n Something real? The code word is “{run.plan.drill.code_word}”.", style="dim")
    loud = vacant_words(run)
    if loud:
        text.append(f"\n {loud}", style="bold red")
    text.append("\n\n")


def _simulated(run: RunState) -> str:
    """All people, or how many roles; who is simulated counts for nothing."""
    auto = run.opened.auto if run.opened else ()
    if not auto:
        return ""
    played = set(auto) >= set(run.plan.drill.people)
    return " · simulated people" if played else f" · {len(auto)} role{'s' * (len(auto) != 1)} simulated"


def _label(text: Text, label: str, first: bool) -> None:
    text.append(f" {label if first else '':<{_LABEL - 1}}", style="bold" if first else None)


def _faults(text: Text, view: Overview) -> None:
    if view.failing:
        _label(text, "down", True)
        text.append(f"{', '.join(view.failing)}\n", style="red")
    elif not view.faults:
        _label(text, "fault", True)
        text.append("none yet: everything works\n" if view.is_drill else "no probe sees one\n", style="green")
    for number, row in enumerate(view.faults):
        _label(text, "fault", number == 0)
        inside = row.end is None
        text.append(f"{row.point:<12.12} {row.words:<13.13} ")
        text.append(_bar(row, view), style="red" if inside else "green")
        text.append(f"  {row.proof}\n", style="red" if inside else "green")
    text.append("\n")


def _bar(row: FaultRow, view: Overview) -> str:
    """When the fault was in, over the whole outage; what is still to come is light."""
    span = max(view.planned, 1)
    end = row.end if row.end is not None else view.elapsed
    cells = []
    for cell in range(_BAR):
        at = cell * span // _BAR
        cells.append("█" if row.begin <= at < max(end, row.begin + span // _BAR) else "░")
    return "".join(cells)


def _people(text: Text, view: Overview, columns: int) -> None:
    for number, row in enumerate(view.people[:6]):
        _label(text, "people", number == 0)
        time = _time(row)
        room = max(10, columns - _LABEL - 18 - len(time))
        doing = row.doing if len(row.doing) <= room else row.doing[: room - 1] + "…"
        text.append(f"{row.role:<17.17}{doing:<{room}} ")
        late = row.target is not None and row.passed > row.target
        text.append(f"{time}\n", style="yellow" if late else "dim")
    if not view.people:
        _label(text, "people", True)
        text.append("nobody has anything to do now\n", style="dim")
    text.append("\n")


def _time(row: PersonRow) -> str:
    if row.target is None:
        return short_duration(row.passed)
    return f"{max(0, row.passed) // 60_000} / {short_duration(row.target)}"


def _orders(text: Text, view: Overview) -> None:
    if view.figures is None:
        return
    found = view.figures
    _label(text, "orders", True)
    text.append(f"by hand {found.captured}   handed over {view.handed_over}   in the CRM {found.entered}")
    lost = "?" if found.lost is None else str(found.lost)
    doubled = "?" if found.duplicated is None else str(found.duplicated)
    text.append(f"   lost {lost}   doubled {doubled}\n")
    if view.to_go is not None:
        _label(text, "", False)
        text.append(f"{view.to_go.words}\n")


def _clocks(text: Text, view: Overview) -> None:
    _label(text, "clocks", True)
    reached = [f"{word} {_minutes(ms)}" for word, ms in view.clocks if ms is not None]
    waiting = next((word for word, ms in view.clocks if ms is None), None)
    text.append("  ".join(reached) + (f"  ·  {waiting} —" if waiting else "") + "\n")


def _minutes(ms: int) -> str:
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}"
