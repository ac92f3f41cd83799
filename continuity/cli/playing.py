"""Playing a role for somebody who is missing: by the program, or from a file of answers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from continuity.autoplay.player import Player
from continuity.cli.here import Here
from continuity.cli.pack_evidence import labels_of
from continuity.cli.seating import Joining
from continuity.desk.desk import Desk
from continuity.desk.facts import facts
from continuity.errors import Refused, WorkspaceInvalid
from continuity.ledger.cards import card_reasons
from continuity.plan import Answers
from continuity.run.inputs import inputs_of
from continuity.run.steps import outline, static_key
from continuity.terminal.said import line
from continuity.workspace.findings import near

__all__ = ["play"]

_BEAT_S = 0.05


def play(here: Here, run: str, desk: Desk, seat: Joining, over: Callable[[], bool]) -> None:
    """Act until the run is over, with a line for each act. Nothing simulated may go where it is not marked test."""
    state = desk.state
    if not state.is_drill or not state.plan.environment.test:
        where = "a real outage" if not state.is_drill else f"the environment {state.plan.environment.id}"
        raise Refused(f"nobody is simulated in {where}", hint="Ask somebody to join.")
    answers = _read(seat.answers) if seat.answers else None
    if answers is not None:
        _check(desk, seat, answers)
    player = Player(desk, [seat.role or ""], here.clock, seat.person, answers)
    player.recall()
    after = desk.state.last_seq
    while player.look() and not over():
        for fact in facts(here.store, run, after):
            after = fact.seq
            words = line(desk.state, fact) if fact.actor.id == seat.person else None
            if words is not None:
                click.echo(words)
        sys.stdout.flush()
        here.clock.sleep(_BEAT_S)


def _check(desk: Desk, seat: Joining, answers: Answers) -> None:
    """A slip of the pen in the file would leave a step unanswered in the middle of the run."""
    plan = desk.state.plan
    mine = [item for item in outline(plan) if item.step.role == seat.role]
    steps = {name: item.step for item in mine for name in (item.key, item.step.id)}
    problems = []
    for key, said in answers.steps.items():
        if static_key(key) not in steps:
            problems.append(f"{key!r} is no step of the role {seat.role}{near(key, steps)}")
            continue
        asked = {field.id for field in inputs_of(steps[static_key(key)])}
        problems += [f"{key}: {name!r} is not asked for{near(name, asked)}" for name in said if name not in asked]
    fields = {field.id for form in plan.forms().values() for field in form.fields}
    for number, record in enumerate(answers.records, 1):
        strange = [name for name in record if name not in fields]
        problems += [f"record {number}: no form has {name!r}{near(name, fields)}" for name in strange]
    problems += _cards(desk, answers)
    if problems:
        raise Refused(f"{seat.answers} does not fit this run", problems, "Mend the file; nothing was answered.")


def _cards(desk: Desk, answers: Answers) -> tuple[str, ...]:
    """Answers that no step and no form would take, under the labels of their fields."""
    labels = labels_of(desk.state.plan)
    said: list[tuple[str, Mapping[str, object]]] = [
        *answers.steps.items(),
        *((f"record {n}", record) for n, record in enumerate(answers.records, 1)),
    ]
    return card_reasons(
        {
            f"{key}, {label}": str(text)
            for key, one in said
            for name, text in one.items()
            for label in labels.get(name, (name,))
        }
    )


def _read(path: Path) -> Answers:
    """The answers of a file; raises ``WorkspaceInvalid`` with place and remedy."""
    from continuity.workspace.single import read_single

    value, _ = read_single(path)
    if not isinstance(value, Answers):
        raise WorkspaceInvalid(f"{path} holds no answers", hint="It begins with format: answers/1.")
    return value
