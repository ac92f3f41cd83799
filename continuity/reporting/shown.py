"""How each word of judgement is shown: its text, its tone and its sign, so that colour is never alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from continuity.reporting.texts import _
from continuity.reporting.verdicts import (
    ClaimWord,
    Coverage,
    DrillWord,
    HeadlineWord,
    ObjectiveWord,
    RatingWord,
    ReviewWord,
    SafetyWord,
    StepWord,
    Tone,
)

__all__ = ["Sign", "Word", "shown"]

Sign = Literal["check", "diamond", "cross", "question", "ring", "dash", "disc", "half"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word as a reader sees it."""

    text: str
    tone: Tone
    sign: Sign


GOOD, WARN, BAD, PLAIN = Tone.GOOD, Tone.WARN, Tone.BAD, Tone.PLAIN
WORDS: dict[Enum, tuple[str, Tone, Sign]] = {
    DrillWord.PASSED: ("passed", GOOD, "check"),
    DrillWord.FAILED: ("failed", BAD, "cross"),
    DrillWord.INCONCLUSIVE: ("inconclusive", WARN, "question"),
    DrillWord.VOID: ("void", WARN, "dash"),
    DrillWord.ABORTED: ("aborted", WARN, "dash"),
    SafetyWord.CLEAN: ("clean", GOOD, "check"),
    SafetyWord.DIRTY: ("dirty", BAD, "cross"),
    SafetyWord.UNVERIFIED: ("unverified", WARN, "question"),
    ObjectiveWord.MET: ("met", GOOD, "check"),
    ObjectiveWord.MET_DEV: ("met, with deviation", WARN, "diamond"),
    ObjectiveWord.NOT_MET: ("not met", BAD, "cross"),
    ObjectiveWord.INCONCLUSIVE: ("inconclusive", WARN, "question"),
    ClaimWord.MET: ("met", GOOD, "check"),
    ClaimWord.MET_DEV: ("met, with deviation", GOOD, "diamond"),
    ClaimWord.NOT_MET: ("not met", BAD, "cross"),
    ClaimWord.INCONCLUSIVE: ("inconclusive", WARN, "question"),
    ClaimWord.VOID: ("void", WARN, "dash"),
    ClaimWord.STALE: ("stale", WARN, "half"),
    ClaimWord.UNTESTED: ("untested", PLAIN, "ring"),
    HeadlineWord.NOT_ASSESSABLE: ("not assessable", BAD, "question"),
    HeadlineWord.NOT_DEMONSTRATED: ("not demonstrated", BAD, "cross"),
    HeadlineWord.PARTLY_DEMONSTRATED: ("partly demonstrated", WARN, "half"),
    HeadlineWord.DEMONSTRATED_IN_SCOPE: ("demonstrated in scope", GOOD, "check"),
    Coverage.FAULT_SEEN: ("fault seen", GOOD, "disc"),
    Coverage.PROBED: ("probed only", PLAIN, "half"),
    Coverage.UNTOUCHED: ("untouched", PLAIN, "ring"),
    StepWord.DONE: ("done", PLAIN, "check"),
    StepWord.DEVIATION: ("deviation", WARN, "diamond"),
    StepWord.FAILED: ("failed", BAD, "cross"),
    StepWord.SKIPPED: ("skipped", WARN, "ring"),
    StepWord.NOT_APPLICABLE: ("not applicable", PLAIN, "dash"),
    StepWord.IMPROVISED: ("improvised", WARN, "diamond"),
    StepWord.CANCELLED: ("cancelled", PLAIN, "dash"),
    StepWord.OPEN: ("not finished", WARN, "ring"),
    RatingWord.WITHOUT: ("P", GOOD, "check"),
    RatingWord.SOME: ("S", GOOD, "check"),
    RatingWord.MAJOR: ("M", WARN, "diamond"),
    RatingWord.UNABLE: ("U", BAD, "cross"),
    ReviewWord.PROCEDURE: ("procedure wrong", WARN, "diamond"),
    ReviewWord.TRAINING: ("training", WARN, "diamond"),
    ReviewWord.RESOURCES: ("resources", WARN, "diamond"),
    ReviewWord.FINE: ("fine as it was", GOOD, "check"),
    Tone.GOOD: ("", GOOD, "check"),
    Tone.WARN: ("", WARN, "diamond"),
    Tone.BAD: ("", BAD, "cross"),
    Tone.PLAIN: ("", PLAIN, "dash"),
}


def shown(word: Enum) -> Word:
    """Text, tone and sign of a word; ``KeyError`` for a word that no report shows."""
    text, tone, sign = WORDS[word]
    return Word(_(text), tone, sign)
