"""Asks a few questions at a terminal; through a pipe, options and what is offered answer them."""

from __future__ import annotations

import sys
from collections.abc import Collection
from dataclasses import dataclass, replace

import click

from continuity.errors import Refused, UsageProblem
from continuity.ledger.cards import card_in
from continuity.workspace.new.accepting import Accept, many, words

__all__ = ["Question", "Questions", "given_or_refused"]

_MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, which option answers it, what is offered and what can be accepted; ``-`` is nothing."""

    text: str
    option: str
    offer: str | None
    accept: Accept
    choices: Collection[str] = ()
    missing: str = ""
    """What to do first, when there is nothing to choose from."""


class Questions:
    """Asks when a person is there; each answer is good by the time it is given back."""

    def __init__(self, *, ask: bool) -> None:
        self.asks = ask and sys.stdin.isatty() and sys.stdout.isatty()

    def begin(self, what: str) -> None:
        """Say what will be written, before the first question."""
        if self.asks:
            click.echo(f"{what}")
            click.echo("Enter takes what stands in brackets, - leaves a thing out; Ctrl-C writes nothing.\n")

    def answer(self, question: Question, given: str | None) -> str:
        """The option's value if it was given, else the person's answer, else the offer.

        Raises ``UsageProblem`` when the option is no good, ``Refused`` when nothing can be chosen or offered.
        """
        if given is not None:
            return given_or_refused(question, given)
        if question.missing and not question.choices:
            raise Refused(question.missing.partition("\n")[0], hint=question.missing.partition("\n")[2] or None)
        if self.asks:
            return _ask(question)
        if question.offer is None:
            raise UsageProblem(f"nothing is said about this: {question.text}", f"Say it with {question.option}.")
        return question.offer

    def several(self, question: Question, given: Collection[str]) -> tuple[str, ...]:
        """Several of them: the options as they stand, else an answer with commas between.

        Nothing is asked where there is nothing to offer or to choose from.
        """
        if given:
            return tuple(dict.fromkeys(given_or_refused(question, one) for one in given))
        if not question.offer and not question.choices:
            return ()
        return words(self.answer(replace(question, accept=many(question.accept)), None))


def given_or_refused(question: Question, given: str) -> str:
    """The value of an option, if it will do."""
    try:
        return _accepted(question, given)
    except ValueError as error:
        raise UsageProblem(f"{question.option}: {error}") from error


def _accepted(question: Question, text: str) -> str:
    """What goes into a file; ``ValueError`` says why it does not."""
    what = card_in(text)
    if what is not None:
        raise ValueError(f"this looks like {what}; never write one down")
    return question.accept(text)


def _ask(question: Question) -> str:
    choices = list(question.choices)
    shown = ", ".join(choices[:_MOST_SHOWN]) + (" …" if len(choices) > _MOST_SHOWN else "")
    text = f"{question.text}? ({shown})" if shown else f"{question.text}?"
    while True:
        # A hyphen is shown for nothing, so that Enter and what it takes are always on the screen.
        offer = question.offer if question.offer is None else question.offer or "-"
        try:
            answer = str(click.prompt(text, default=offer, prompt_suffix=": ")).strip()
        except click.Abort:
            click.echo("\nNothing was written.", err=True)
            raise
        if answer == offer and question.offer is not None:
            return question.offer
        try:
            return _accepted(question, answer)
        except ValueError as error:
            click.echo(f"  {error}")
