"""Only looking: an observer sees what happens, an auditor the whole log. Nothing is written, nothing is asked."""

from __future__ import annotations

import sys

import click

from continuity.cli.here import Here
from continuity.desk.desk import Desk
from continuity.desk.facts import facts
from continuity.terminal.ask import Gone
from continuity.terminal.said import line

__all__ = ["look"]

_LOOK_S = 0.1


def look(here: Here, run: str, desk: Desk, duty: str, *, plain: bool) -> None:
    """Until the run is over: the live view for an observer on a terminal, else a line for each event."""
    if duty == "observer" and not plain and sys.stdout.isatty():
        _watch(here, run, desk)
    else:
        _follow(here, run, desk, whole=duty == "auditor")


def _watch(here: Here, run: str, desk: Desk) -> None:
    from continuity.terminal.live import LiveView

    with LiveView(here.clock) as view:
        while not desk.state.is_over:
            if not sys.stdout.isatty():
                raise Gone
            after = desk.state.last_seq
            if desk.news():
                view.heard(desk.state, list(facts(here.store, run, after)))
            view.show(desk.state)
            here.clock.sleep(_LOOK_S)


def _follow(here: Here, run: str, desk: Desk, *, whole: bool) -> None:
    after = 0 if whole else desk.state.last_seq
    while True:
        desk.refresh()
        for fact in facts(here.store, run, after):
            after = fact.seq
            words = line(desk.state, fact)
            if words is not None:
                click.echo(words)
        sys.stdout.flush()
        if desk.state.is_over:
            return
        here.clock.sleep(_LOOK_S)
