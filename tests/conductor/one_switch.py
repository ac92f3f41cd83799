"""A small drill in which the CRM stand-in answers wrongly for a while, and the program as a process."""

import subprocess
import sys

from watched_house import WATCHED

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
DRILL = (
    """\
format: drill/1
id: one-switch-drill
title: One switch
environment: practice
scenario: one-switch
binds: {orders: crm-orders}
"""
    + WATCHED
)


def continuity(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "continuity", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=90, check=False)
