"""The words in which reports judge: each is an enum, so that none is ever misspelt."""

from __future__ import annotations

from enum import Enum

__all__ = [
    "ClaimWord",
    "Coverage",
    "DrillWord",
    "Effect",
    "HeadlineWord",
    "Mode",
    "ObjectiveWord",
    "ProbeWord",
    "RatingWord",
    "ReviewWord",
    "RunKind",
    "SafetyWord",
    "StepWord",
    "Tone",
]


class Mode(Enum):
    """Whether the run was an exercise or the real thing."""

    DRILL = "drill"
    REAL = "real"


class DrillWord(Enum):
    """How a run as a whole came out; void and aborted come before the other three."""

    PASSED = "passed"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"
    VOID = "void"
    ABORTED = "aborted"


class SafetyWord(Enum):
    """Whether everything that went in came out."""

    CLEAN = "clean"
    DIRTY = "dirty"
    UNVERIFIED = "unverified"


class ObjectiveWord(Enum):
    """How one objective came out."""

    MET = "met"
    MET_DEV = "met_dev"
    NOT_MET = "not_met"
    INCONCLUSIVE = "inconclusive"


class ProbeWord(Enum):
    """What a probe saw; unknown where nobody looked."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"
    UNKNOWN = "unknown"


class Effect(Enum):
    """What a fault takes away: all of a point, or part of it."""

    DOWN = "down"
    DEGRADED = "degraded"


class StepWord(Enum):
    """How a step ended. Late is not a word here: it is computed, beside any of these."""

    DONE = "done"
    DEVIATION = "deviation"
    FAILED = "failed"
    SKIPPED = "skipped"
    NOT_APPLICABLE = "not_applicable"
    IMPROVISED = "improvised"
    CANCELLED = "cancelled"
    OPEN = "open"


class RatingWord(Enum):
    """An evaluator's rating of an objective (HSEEP 2020); beside the verdict by rule, never merged with it."""

    WITHOUT = "P"
    SOME = "S"
    MAJOR = "M"
    UNABLE = "U"


class ReviewWord(Enum):
    """Why a deviation came about, as people judged it at the review."""

    PROCEDURE = "procedure"
    TRAINING = "training"
    RESOURCES = "resources"
    FINE = "fine"


class Tone(Enum):
    """How a headline should be read; a shape goes with it, never colour alone."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    PLAIN = "plain"


class ClaimWord(Enum):
    """The verdict on a claim; only the first two count as demonstrated."""

    MET = "MET"
    MET_DEV = "MET_DEV"
    NOT_MET = "NOT_MET"
    INCONCLUSIVE = "INCONCLUSIVE"
    VOID = "VOID"
    STALE = "STALE"
    UNTESTED = "UNTESTED"


class HeadlineWord(Enum):
    """The word over a quarter: the weakest link, never an average."""

    NOT_ASSESSABLE = "not assessable"
    NOT_DEMONSTRATED = "not demonstrated"
    PARTLY_DEMONSTRATED = "partly demonstrated"
    DEMONSTRATED_IN_SCOPE = "demonstrated in scope"


class RunKind(Enum):
    """Who was in a run: real people in a drill, simulated people in a practice run, a real outage."""

    PEOPLE = "people"
    PRACTICE = "practice"
    REAL = "real"


class Coverage(Enum):
    """What a point has seen."""

    FAULT_SEEN = "fault_seen"
    PROBED = "probed"
    UNTOUCHED = "untouched"
