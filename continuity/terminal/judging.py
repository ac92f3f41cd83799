"""The evaluator's screen: objectives to rate while a drill goes on, deviations to review when it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from continuity.events.review import ReviewVerdict
from continuity.run import commands as ask
from continuity.run.deviations import deviations
from continuity.run.objectives import judge
from continuity.run.review import RATINGS, review_of
from continuity.run.state import RunState
from continuity.terminal.ask import Console
from continuity.terminal.layout import Layout
from continuity.terminal.lead_menu import Asked
from continuity.terminal.views import Key

__all__ = ["judging_keys", "judging_lines"]

_VERDICTS: dict[ReviewVerdict, str] = {
    "procedure": "the procedure is wrong: mend the runbook",
    "training": "people need training",
    "resources": "means were missing: people, time, tools",
    "fine": "fine as it was",
}


def judging_lines(layout: Layout, me: str) -> Callable[[RunState, int], Iterator[str]]:
    """Objectives with what the rules say so far and one's own rating; after the end also deviations."""

    def lines(run: RunState, _: int) -> Iterator[str]:
        yield " OBJECTIVES (P, S, M, U; not rated until you rate)"
        for number, judged in enumerate(judge(run), 1):
            mine = run.ratings.get(judged.objective.id, {}).get(me)
            rated = f"you: {mine.rating}" if mine else "not rated"
            yield from layout.wrapped(f"{number}  {judged.objective.title}: {rated} · by rule: {_word(judged.verdict)}")
        if run.is_over:
            yield f" DEVIATIONS ({review_of(run).stage.value})"
            for one in deviations(run):
                known = run.reviews.get(one.id)
                word = _VERDICTS[known.verdict] if known else "no verdict yet"
                yield from layout.wrapped(f"{one.type}: {_title(run, one.key)}: {one.what} ({one.who}) · {word}")
            if not deviations(run):
                yield "   none"
        else:
            for state in run.open_steps():
                yield from layout.wrapped(f"now: {run.plan.role_title(state.step.role)}: {state.step.do}")

    return lines


def _word(verdict: object) -> str:
    return str(getattr(verdict, "value", verdict)).replace("_", " ")


def _title(run: RunState, key: str) -> str:
    state = run.step(key)
    return state.step.do if state else key


def judging_keys() -> tuple[Key, ...]:
    """Rating always, reviewing after the end."""
    return (
        Key("r", "rate", _rate),
        Key("v", "review", _review),
        Key("n", "note", lambda console, _: Asked(ask.Note(console.ask("Note:")))),
    )


def _rate(console: Console, run: RunState) -> Asked | None:
    id = console.one_of("Which objective", [(one.id, one.title) for one in run.plan.drill.objectives])
    if not id:
        return None
    rating = console.one_of(
        "Your rating", [(letter, f"{letter}  {one.name}: {one.means}") for letter, one in RATINGS.items()]
    )
    if not rating:
        return None
    why = console.ask("What did you see (may be empty)?")
    return Asked(ask.Rate(id, next(letter for letter in RATINGS if letter == rating), why))


def _review(console: Console, run: RunState) -> Asked | str | None:
    if not run.is_over:
        return "   Deviations get their verdict at the review, when the run is over."
    open_ = [one for one in deviations(run) if one.id not in run.reviews] or list(deviations(run))
    if not open_:
        return "   There is no deviation."
    words = [(one.id, f"{one.type}: {_title(run, one.key)}: {one.what}") for one in open_]
    id = open_[0].id if len(open_) == 1 else console.one_of("Which", words)
    if not id:
        return None
    verdict = console.one_of("Your verdict", list(_VERDICTS.items()))
    if not verdict:
        return None
    why = console.ask("Why (may be empty)?")
    return Asked(ask.Review(id, next(key for key in _VERDICTS if key == verdict), why))
