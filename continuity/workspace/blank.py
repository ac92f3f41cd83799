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

# Where a process meets another system. Take the # away and fill in your own.
points: []
#  - id: crm-orders
#    title: Order entry to the CRM
#    process: take-orders
#    owner: sales-ops
#    places:
#      staging:
#        proxy: {name: crm-orders, listen: "127.0.0.1:9001", upstream: "crm.staging.example.com:80"}
#        probes:
#          - {id: crm-orders, path: /healthz, every: 5s, timeout: 1s}

# Where drills may run, and the Toxiproxy server that stands there.
environments: []
#  - {id: staging, title: Staging, test: true, server: staging}
servers: []
#  - {id: staging, url: "http://127.0.0.1:8474"}
"""

BLANK_README = """\
# Continuity workspace

Write these, in this order, and run `continuity check` after each:

1. `continuity.yaml` - your teams, processes, integration points and environments
2. `people.yaml` - names and phone numbers (git does not track it)
3. `runbooks/NAME.yaml` - what people do when a system is down
4. `drills/scenarios/NAME.yaml` - an outage, phase by phase
5. `drills/NAME.yaml` - who plays what, and what must be shown
6. `programme.yaml` - what you show every quarter

The guide "Write a runbook" in the documentation explains every field by example.
"""
