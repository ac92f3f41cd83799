"""A drill of a few seconds and at most thirty records: one standing proxy, one fault, one step."""

from __future__ import annotations

from pathlib import Path

from watched_house import write_all

__all__ = ["FAULTS", "TINY_DRILL", "write_tiny"]

TINY_DRILL = "tiny"
FAULTS = {"refuse": "kind: refuse", "latency": "kind: latency, params: {latency: 600, jitter: 0}"}

_ORGANISATION = """\
format: organisation/1
id: tiny-house
title: Tiny House
time_zone: Europe/Paris
currency: EUR
teams: [{id: counter, title: The counter}]
processes: [{id: take-orders, title: Take orders, owner: counter, rto: 3h, mtpd: 8h}]
points:
  - id: gate
    title: A system that stands by itself
    process: take-orders
    owner: counter
    places:
      practice:
        proxy: {name: gate, listen: "GATE_LISTEN", upstream: "GATE_UPSTREAM"}
        probes: [{id: gate, path: /version, every: 250ms, timeout: 240ms}]
environments: [{id: practice, title: A server that stands, test: true}]
"""
_PEOPLE = """\
format: people/1
id: people
title: People
people: [{id: ada, name: Ada, team: counter}]
"""
_RUNBOOK = """\
format: runbook/1
id: look
title: Look whether it works
version: "1"
owner: counter
process: take-orders
activation: {trigger: It does not work, authority: [clerk], stand_down: It works}
roles: {clerk: {title: Clerk}}
steps:
  - {id: notice, do: Say that it does not work, expect: Said, role: clerk, target: 1m, marks: detected}
"""
_SCENARIO = """\
format: scenario/1
id: short
title: A short one
source: {outage: "None: invented", evidence: judgement, says: One fault}
places: {gate: A system}
phases: [{id: bad, title: Bad, begin: 0s, for: 90s, faults: [{at: gate, FAULT}]}]
"""
_DRILL = """\
format: drill/1
id: tiny
title: A tiny drill
environment: practice
scenario: short
binds: {gate: gate}
runbook: look
speed: 60
starts_after: STARTS
people: {clerk: [ada]}
objectives: [{id: seen, title: Seen, process: take-orders, clock: [t0, t1], within: 2h}]
limits: {max_duration: 20m, max_faults: 1, verify_good: 1, verify_within: 3s}
pace: {share_of_target: 30, seed: 1}
"""


def write_tiny(
    root: Path, gate: tuple[str, str], seed: int = 1, kind: str = "refuse", starts_after: str = "0s"
) -> Path:
    """Write its workspace before a gate (listen and upstream), with a fault of a kind out of ``FAULTS``."""
    house = _ORGANISATION.replace("GATE_LISTEN", gate[0]).replace("GATE_UPSTREAM", gate[1])
    files = {
        "continuity.yaml": house,
        "people.yaml": _PEOPLE,
        "runbooks/look.yaml": _RUNBOOK,
        "drills/scenarios/short.yaml": _SCENARIO.replace("FAULT", FAULTS[kind]),
        "drills/tiny.yaml": _DRILL.replace("seed: 1", f"seed: {seed}").replace("STARTS", starts_after),
    }
    write_all(root, files)
    return root
