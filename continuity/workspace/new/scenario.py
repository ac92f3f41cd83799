"""A first scenario as text: slow, then gone, then gone once more."""

from __future__ import annotations

from continuity.workspace.new.scalar import scalar

__all__ = ["PLACE", "scenario_text"]

PLACE = "system"
"""The one place of the scenario; the drill says which point it means."""


def scenario_text(id: str, title: str) -> str:
    """The content of ``drills/scenarios/NAME.yaml``."""
    return f"""\
# yaml-language-server: $schema=../../.continuity/schemas/scenario.schema.json
#
# An outage, phase by phase. It knows nothing of your points, so that other drills can use it again.
format: scenario/1
id: {id}
title: {scalar(title)}
# Where it comes from. evidence: vendor, press, judgement or uncertain; replay a real outage when you can.
source:
  outage: "None: invented for practice"
  evidence: judgement
  says: Answers take longer and longer until none come. It seems to be over, and then it fails once more.
places:
  {PLACE}: The system that fails
# begin counts from the start of the outage. Kinds of fault: latency, refuse, timeout, bandwidth, reset_peer, …
phases:
  - id: slow
    title: Every answer takes seconds
    begin: 0s
    for: 10m
    faults: [{{at: {PLACE}, kind: latency, params: {{latency: 4000, jitter: 1000}}}}]   # milliseconds
  - id: gone
    title: Nothing answers
    begin: 10m
    for: 20m
    faults: [{{at: {PLACE}, kind: refuse}}]
  # Five minutes of calm lie between: whoever gives the all-clear too early notices here.
  - id: relapse
    title: Down once more
    begin: 35m
    for: 5m
    faults: [{{at: {PLACE}, kind: refuse}}]
"""
