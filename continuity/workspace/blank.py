"""What ``init --empty`` writes: the least that holds, and what to write next."""

BLANK_CONTINUITY = """\
# yaml-language-server: $schema=.continuity/schemas/organisation.schema.json
format: organisation/1
id: my-organisation
title: My organisation
time_zone: UTC
currency: EUR

# Who works together, and owns things.
teams:
  - {id: sales-ops, title: Sales operations}

# What you do for your customers. rto: working again (by hand or not) within this time; mtpd: unbearable after it.
processes:
  - {id: take-orders, title: Take orders, owner: sales-ops, rto: 30m, mtpd: 8h}

# Where a process meets another system. `continuity new point NAME` writes the first one, with the environment in which
# it is found and the Toxiproxy server that stands there.
points: []

# Where drills may run.
environments: []

# Toxiproxy servers that your people run.
servers: []
"""

BLANK_README = """\
# Continuity workspace

Write these, in this order, and run `continuity check` after each:

1. `continuity.yaml` - your teams and processes; `continuity new point NAME` adds an integration point
2. `people.yaml` - names and phone numbers (git does not track it)
3. `runbooks/NAME.yaml` - what people do when a system is down: `continuity new runbook NAME`
4. `drills/NAME.yaml` - who plays what, and what must be shown: `continuity new drill NAME`
5. `drills/scenarios/NAME.yaml` - an outage, phase by phase; the first comes with the first drill
6. `programme.yaml` - what you show every quarter

The guide "Write a runbook" in the documentation explains every field by example.
"""
