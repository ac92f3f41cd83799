"""A whole drill in a few seconds: two points before stand-ins, one before a real service, five kinds of fault."""

from __future__ import annotations

from pathlib import Path

from watched_house import write_all

__all__ = ["DRILL", "write_workspace"]

DRILL = "small"

_ORGANISATION = """\
format: organisation/1
id: small-house
title: Small House
time_zone: Europe/Paris
currency: EUR
teams: [{id: counter, title: The counter}]
processes:
  - {id: take-orders, title: Take orders, owner: counter, rto: 3h, mtpd: 8h}
points:
  - id: crm
    title: Order entry to the CRM
    process: take-orders
    owner: counter
    places:
      practice:
        proxy: {name: crm, upstream: "stand-in:crm"}
        switch: "stand-in:crm"
        probes:
          - id: crm
            path: /services/data/v60.0/limits
            headers: {Authorization: Bearer practice}
            every: 250ms
            timeout: 200ms
  - id: status-page
    title: The vendor's status page
    process: take-orders
    owner: counter
    places:
      practice:
        proxy: {name: status, upstream: "stand-in:status-page"}
        switch: "stand-in:status-page"
        probes: [{id: status, path: /api/v2/summary.json, every: 250ms, timeout: 200ms}]
  - id: gate
    title: A system that stands by itself, behind a proxy that stands by itself
    process: take-orders
    owner: counter
    places:
      practice:
        proxy: {name: gate, listen: "GATE_LISTEN", upstream: "GATE_UPSTREAM"}
        probes: [{id: gate, path: /version, every: 250ms, timeout: 200ms}]
environments:
  - id: practice
    title: Stand-ins on this machine
    test: true
    stand_ins: [order-entry, crm, status-page, accounting]
    traffic: crm
    receivers:
      accounting: {kind: http, url: "stand-in:accounting"}
    back_entry:
      url: "stand-in:crm"
      upsert: /services/data/v60.0/sobjects/Order/Form_Number__c/{number}
      read: /services/data/v60.0/sobjects/Order/Form_Number__c/{number}
      search: /services/data/v60.0/query?prefix={prefix}
      headers: {Authorization: Bearer practice}
"""

_PEOPLE = """\
format: people/1
id: people
title: People
people:
  - {id: ada, name: Ada, team: counter}
  - {id: ben, name: Ben, team: counter}
  - {id: cleo, name: Cleo, team: counter}
"""

_RUNBOOK = """\
format: runbook/1
id: by-hand
title: Orders by hand
version: "1"
owner: counter
process: take-orders
activation: {trigger: The CRM stands still, authority: [lead], stand_down: Every order is in the CRM once}
roles:
  lead: {title: Lead}
  clerk: {title: Clerk}
  books: {title: Bookkeeper}
forms:
  order:
    title: Order
    version: "1"
    numbering: {prefix: "R26-", drill_prefix: "X26-", width: 4, check_digit: true}
    fields:
      - {id: customer, label: Customer, private: true, identifies: true}
      - {id: phone, label: Call-back number, type: phone, private: true, identifies: true}
      - {id: total, label: Total, type: money, total: true}
steps:
  - {id: notice, do: Notice, expect: Seen, role: clerk, target: 2m, marks: detected}
  - {id: declare, do: Declare, expect: Heard, role: lead, target: 2m, marks: activated}
  - {id: forms, do: Hand out forms, expect: Known, role: lead, target: 1m, issue: {form: order, count: 80, to: clerk}}
  - id: together
    lanes:
      orders:
        - {id: take, do: Take orders, expect: Written, role: clerk, records: order, until: restored}
      batches:
        - id: rounds
          repeat_until: restored
          every: 6m
          steps:
            - {id: close, do: Close the batch, expect: Counted, role: lead, target: 1m, batch: order}
            - id: send
              do: Hand over
              expect: Taken
              role: lead
              target: 1m
              hand_off: {to: accounting, form: order, ack_within: 30m}
  - {id: last, do: Close the last batch, expect: Counted, role: lead, target: 1m, batch: order}
  - id: last-send
    do: Hand over the last
    expect: Taken
    role: lead
    target: 1m
    hand_off: {to: accounting, form: order, ack_within: 30m}
  - {id: clear, do: Say the all-clear, expect: Saved, role: lead, target: 1m, marks: all_clear}
  - id: enter
    do: Key every form in
    expect: Each has its number
    role: clerk
    target: 1m
    enter: {form: order, hold: 2m, canary: 3, per_minute: 3}
  - id: agree
    do: Compare the books
    expect: They agree
    role: clerk
    target: 2m
    return_numbers: order
    reconcile: order
    sign_off: {role: books, meaning: They agree, not_the_doer: true}
  - {id: end, do: Stand down, expect: Heard, role: lead, target: 1m, marks: stood_down}
"""

_SCENARIO = """\
format: scenario/1
id: bad-quarter-hour
title: A bad quarter of an hour
source: {outage: "None: invented", evidence: judgement, says: Everything at once}
places: {orders: Where orders are saved, status: The status page, gate: Another system}
phases:
  - id: dead
    title: Nothing answers
    begin: 0s
    for: 12m
    faults:
      - {at: orders, kind: refuse}
      - {at: status, kind: timeout, params: {timeout: 0}}
      - {at: gate, kind: latency, params: {latency: 600, jitter: 0}}
  - id: sick
    title: Errors
    begin: 12m
    for: 6m
    faults:
      - {at: orders, kind: switch, params: {mode: unavailable}}
      - {at: gate, kind: refuse}
"""

_DRILL = """\
format: drill/1
id: small
title: A small drill
environment: practice
scenario: bad-quarter-hour
binds: {orders: crm, status: status-page, gate: gate}
runbook: by-hand
speed: 600
starts_after: 3m
people: {lead: [ada], clerk: [ben], books: [cleo]}
duties: {controller: [ada]}
objectives:
  - {id: each-once, title: Every order in the CRM once, process: take-orders, records: each-once}
  - {id: office, title: Accounting has each batch, process: take-orders, hand_off: accounting, within: 2h}
limits: {max_duration: 8h, max_faults: 4, verify_good: 2, verify_within: 10s}
pace: {orders_per_hour: 60, share_of_target: 30, seed: SEED}
"""


def write_workspace(root: Path, gate: tuple[str, str], seed: int = 1) -> Path:
    """Write it; ``gate`` is listen and upstream of the standing proxy."""
    files = {
        "continuity.yaml": _ORGANISATION.replace("GATE_LISTEN", gate[0]).replace("GATE_UPSTREAM", gate[1]),
        "people.yaml": _PEOPLE,
        "runbooks/by-hand.yaml": _RUNBOOK,
        "drills/scenarios/bad-quarter-hour.yaml": _SCENARIO,
        "drills/small.yaml": _DRILL.replace("SEED", str(seed)),
    }
    write_all(root, files)
    return root
