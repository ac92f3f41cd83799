"""A small drill in which the CRM stand-in answers wrongly for a while, and the program as a process."""

import subprocess
import sys

SCENARIO = """\
format: scenario/1
id: one-switch
title: One switch
source: {{outage: Invented for a test, evidence: judgement, says: The CRM answers with something else}}
places: {{orders: Where orders are saved}}
phases:
  - id: wrong
    title: Wrong answers
    begin: 0s
    for: 2m
    faults: [{{at: orders, kind: switch, params: {{mode: {mode}}}}}]
"""
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
DRILL = """\
format: drill/1
id: one-switch-drill
title: One switch
environment: practice
scenario: one-switch
binds: {orders: crm-orders}
runbook: look
speed: 60
people: {watcher: [marta]}
objectives: [{id: restored, title: Works again, clock: [t0, t4], within: 10m}]
limits: {max_duration: 1h, verify_good: 2, verify_within: 20s}
"""


def continuity(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "continuity", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=90, check=False)
