"""Which runbook fits what fails and what people see. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from continuity.plan import Organisation, Point, Runbook

__all__ = ["Suggestion", "suggest"]

_FALLBACK, _PROCESS, _SYMPTOM, _SIGN, _WORD = 8, 4, 6, 3, 1
_SHORT = 3
"""Words of fewer letters say nothing: of, the, is."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A runbook, why it may be the right one in whole sentences, and how much speaks for it."""

    runbook: Runbook
    why: tuple[str, ...]
    weight: int


def suggest(
    organisation: Organisation, runbooks: Mapping[str, Runbook], failing: Sequence[str], words: Sequence[str]
) -> tuple[Suggestion, ...]:
    """Runbooks for which something speaks, the best first.

    ``failing`` are the points that do not answer as they should; ``words`` is what people say they see.
    """
    points = [point for point in organisation.points if point.id in failing]
    found = []
    for runbook in runbooks.values():
        reasons = [*_by_points(runbook, points), *_by_words(organisation, runbook, words)]
        if reasons:
            weight = sum(weight for weight, _ in reasons)
            found.append(Suggestion(runbook, tuple(dict.fromkeys(why for _, why in reasons)), weight))
    return tuple(sorted(found, key=lambda one: (-one.weight, one.runbook.id)))


def _by_points(runbook: Runbook, points: Iterable[Point]) -> Iterator[tuple[int, str]]:
    for point in points:
        if point.fallback == runbook.id:
            yield _FALLBACK, f"{point.title} fails, and this is its fallback"
        elif point.process == runbook.process:
            yield _PROCESS, f"{point.title} fails, and this is for the same process"


def _by_words(organisation: Organisation, runbook: Runbook, words: Sequence[str]) -> Iterator[tuple[int, str]]:
    said = [part for text in words for part in _parts(text)]
    whole = " ".join(" ".join(words).casefold().split())
    signs = [sign for point in organisation.points if point.fallback == runbook.id for sign in point.signs]
    texts = [(_SYMPTOM, "its symptoms say", one) for one in runbook.symptoms]
    texts += [(_SIGN, "a sign of what it is for is", one) for one in signs]
    texts += [(_SIGN, "it begins when", runbook.activation.trigger), (_SIGN, "it is called", runbook.title)]
    for weight, how, text in texts:
        hits = len(set(said) & set(_parts(text)))
        if whole and whole in text.casefold():
            yield weight + hits, f"{how} “{text}”"
        elif hits:
            yield _WORD * hits, f"{how} “{text}”"


def _parts(text: str) -> list[str]:
    cleaned = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return [part for part in cleaned.split() if len(part) >= _SHORT]
