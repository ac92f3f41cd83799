"""What small drills have in common: a house with a gate before a standing system, one step, and one who watches."""

from __future__ import annotations

from pathlib import Path

__all__ = ["HOUSE", "PEOPLE", "RUNBOOK", "WATCHED", "write_all"]

HOUSE = """\
format: organisation/1
id: house
title: House
time_zone: Europe/Paris
currency: EUR
teams: [{id: it, title: IT}]
processes: [{id: take-orders, title: Take orders, owner: it, rto: 3h, mtpd: 8h}]
points:
  - id: gate
    title: A real system
    process: take-orders
    owner: it
    places:
      lab:
        proxy: {name: gate, listen: "LISTEN", upstream: "UPSTREAM"}
"""
"""How an organisation begins, up to the probes of its gate; LISTEN and UPSTREAM are still to be named."""
RUNBOOK = """\
format: runbook/1
id: look
title: Look whether it works
version: "1.0"
owner: it
process: take-orders
activation: {trigger: It does not work, authority: [watcher], stand_down: It works}
roles: {watcher: {title: Watcher}}
steps:
  - {id: notice, do: Say that it does not work, expect: Said, role: watcher, target: 1m, marks: detected}
"""
PEOPLE = "format: people/1\nid: people\ntitle: People\npeople: [{id: marta, name: Marta, team: it}]\n"
WATCHED = """\
runbook: look
speed: 60
people: {watcher: [marta]}
objectives: [{id: restored, title: Works again, clock: [t0, t4], within: 10m}]
limits: {max_duration: 1h, verify_good: 2, verify_within: 20s}
"""
"""How a drill ends: its runbook, who watches, and its limits."""


def write_all(root: Path, files: dict[str, str]) -> None:
    """Write each file below a folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
