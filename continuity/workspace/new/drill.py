"""A first drill as text: who plays what, what fails, what must be shown, and how far it may go."""

from __future__ import annotations

from continuity.plan import Scenario
from continuity.units import duration
from continuity.workspace.blocks import all_steps, role_titles
from continuity.workspace.new.answers import DrillAnswers
from continuity.workspace.new.objectives import objective_lines
from continuity.workspace.new.scalar import listed, scalar

__all__ = ["drill_text"]

_CALM = 120_000
_AFTER = 7_200_000
"""Time for the way back, once the outage is over."""
_HALF_HOUR = 1_800_000


def drill_text(it: DrillAnswers) -> str:
    """The content of ``drills/NAME.yaml``."""
    return "\n".join([_head(it), _people(it), _objectives(it), _injects(it), _limits(it)])


def _head(it: DrillAnswers) -> str:
    binds = ", ".join(f"{place}: {point}" for place, point in it.binds.items())
    return f"""\
# yaml-language-server: $schema=../.continuity/schemas/drill.schema.json
#
# A first version. `continuity show {it.id}` draws it on one time axis; `continuity drill dry-run {it.id}` says what it
# would do, and every reason why it might not start.
format: drill/1
id: {it.id}
title: {scalar(it.title)}
# The runbook that people walk: the same file as in a real outage.
runbook: {it.runbook}
# Where it takes place, which outage it plays, and which of your points each place of that outage means.
environment: {it.environment}
scenario: {it.scenario.id}
binds: {{{binds}}}
# Further points to look at: watch: [NAME-OF-A-POINT]
exercise: functional          # drill, functional or full-scale
announced: true               # whether people know when it comes

# A run without approval says so, and counts for no claim. Somebody who plays no role in it approves it here:
# approved: {{by: ID-OF-A-PERSON, on: "2026-11-01"}}

# How many minutes of the outage pass in one minute on the wall; only at 1 do its times count.
speed: 1
# Calm before the outage begins.
starts_after: {duration(_CALM)}
"""


def _people(it: DrillAnswers) -> str:
    titles = role_titles(it.runbooks)
    roles = "\n".join(f"  {role}: {listed(ids)}   # {titles.get(role, role)}" for role, ids in it.people.items())
    duties = "\n".join(f"  {duty}: {listed(ids)}" for duty, ids in it.duties.items())
    return f"""\
# Each role of the runbook, and of those that it follows, with who plays it. Nobody signs off their own work.
people:
{roles}
# The controller fires and stops; the evaluator judges. Both are better off without a role of their own.
duties:
{duties}
"""


def _objectives(it: DrillAnswers) -> str:
    lines = "\n".join(f"  {line}" for line in objective_lines(it))
    return f"""\
# What must be shown, each by one measure. Put in your own times. Clocks: t0 the outage took effect, t1 detected,
# t2 activated, t3 enough by hand (t3a the first record), t4 the path works again, t5 reconciled, t6 stood down.
objectives:
{lines}
"""


def _injects(it: DrillAnswers) -> str:
    return f"""\
# What else happens to people, so long after the start.
injects:
  - id: when-again
    at: {duration(_CALM + 600_000)}
    to: {_asked(it)}
    says: Somebody asks when it will work again, and whether what they sent this morning went through
"""


def _asked(it: DrillAnswers) -> str:
    """Who does most of the runbook, beside those who lead."""
    runbook = it.runbooks[it.runbook]
    roles = [step.role for step in all_steps({it.runbook: runbook})] or list(it.people)
    return max(roles, key=lambda role: (role not in runbook.activation.authority, roles.count(role)))


def _limits(it: DrillAnswers) -> str:
    ends = _CALM + max((phase.begin + phase.for_ for phase in it.scenario.phases), default=0)
    longest = -(-(ends + _AFTER) // _HALF_HOUR) * _HALF_HOUR
    return f"""\
# It ends after this time, come what may; so many faults at once; so many good answers prove a fault out.
limits: {{max_duration: {duration(longest)}, max_faults: {_at_once(it.scenario)}, verify_good: 3, verify_within: 1m}}
# Said when something real happens, in a drill.
code_word: no duff
# What it cannot show, for the report.
shows_not:
  - The drill was announced
"""


def _at_once(scenario: Scenario) -> int:
    spans = [(phase.begin, phase.begin + phase.for_) for phase in scenario.phases for _ in phase.faults]
    return max((sum(begin <= at < end for begin, end in spans) for at, _ in spans), default=1)
