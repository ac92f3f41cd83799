"""What a stranger writes after reading docs/write-a-runbook.md, and the CRM that she has."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = ["DRILL", "Crm", "write_files", "write_team"]

DRILL = "first"

_HOUSE = """\
format: organisation/1
id: lamp-shop
title: The Lamp Shop
time_zone: Europe/Lisbon
currency: EUR
teams:
  - {id: shop, title: The shop}
  - {id: office, title: The office}
processes:
  - {id: sell, title: Sell lamps, owner: shop, rto: 1h, mtpd: 8h}
points:
  - id: crm
    title: The order screen to the CRM
    process: sell
    owner: shop
    fallback: paper
    places:
      test-house:
        proxy: {name: lamps, listen: "LISTEN", upstream: "UPSTREAM"}
        probes:
          - {id: crm, path: /healthz, expect: {contains: well}, every: 250ms, timeout: 200ms}
environments:
  - id: test-house
    title: Our test system
    test: true
    server: ours
    receivers:
      office: {kind: person}
    back_entry:
      url: "http://UPSTREAM"
      upsert: /orders/{number}
      read: /orders/{number}
      search: /orders?prefix={prefix}
servers:
  - {id: ours, url: "SERVER"}
"""

_PEOPLE = """\
format: people/1
id: people
title: People of the Lamp Shop
people:
  - {id: rui, name: Rui, team: shop}
  - {id: eva, name: Eva, team: shop}
  - {id: lia, name: Lia, team: office}
"""

_RUNBOOK = """\
format: runbook/1
id: paper
title: Sell on paper
version: "1.0"
owner: shop
process: sell
symptoms: [the order screen stands still]
activation:
  trigger: The order screen has stood still for 5 minutes
  authority: [lead]
  stand_down: Every order is in the CRM once
roles:
  lead: {title: Shop lead}
  clerk: {title: Clerk}
  books: {title: Bookkeeper}
forms:
  order:
    title: Order on paper
    version: "1"
    numbering: {prefix: "L26-", drill_prefix: "Z26-", width: 4, check_digit: true}
    fields:
      - {id: customer, label: Customer, private: true, identifies: true}
      - {id: phone, label: Call-back number, type: phone, private: true, identifies: true}
      - {id: lamp, label: Lamp}
      - {id: total, label: Total, type: money, total: true}
    limits:
      - {field: total, max: 500.00 EUR, approval: lead}
steps:
  - id: notice
    do: Try to save an order on the other till
    expect: Two people saw the same failure
    role: clerk
    target: 5m
    marks: detected
    inputs: [{id: seen, label: What do you see, type: choice, options: [nothing, very slow]}]
  - {id: declare, do: Say that we sell on paper now, expect: All know it, role: lead, target: 5m, marks: activated}
  - id: which
    decide: notice.seen
    cases:
      nothing: [{id: sign, do: Put the paper sign on the till, expect: Nobody types into it, role: clerk}]
      default: [{id: hands, do: Take your hands off the till, expect: Nobody types into it, role: clerk}]
  - id: blanks
    do: Hand out numbered forms
    expect: Each clerk knows the numbers
    role: lead
    issue: {form: order, count: 10, to: clerk}
  - id: together
    lanes:
      orders:
        - id: take
          do: Write each order on the next form
          expect: The customer has heard the number
          role: clerk
          records: order
          until: restored
      telling:
        - id: tell
          do: Tell those who wait what you know
          expect: Each has heard when there is more
          role: lead
          message: {audience: customers, says: "Down since {since}. More at {next_update}.", next_update: 30m}
  - {id: batch, do: Close the batch, expect: Count and total are on the header, role: lead, batch: order}
  - id: send
    do: Give the office the batch
    expect: The office has it in hand
    role: lead
    hand_off: {to: office, form: order, ack_within: 4h}
  - id: receive
    do: Count the forms and add up the totals
    expect: They are those on the header
    role: books
    read_back: send
    inputs:
      - {id: count, label: Forms counted, type: number}
      - {id: total, label: Total added up, type: money}
  - {id: clear, do: Say the all-clear, expect: A test order was saved, role: lead, critical: true, marks: all_clear}
  - id: enter
    do: Key every form into the CRM
    expect: Each form carries the CRM's number
    role: clerk
    critical: true
    skip: never
    enter: {form: order, hold: 1m, canary: 2, per_minute: 60}
  - id: agree
    do: Compare every number with the CRM
    expect: Every number is used, void, returned or missing
    role: clerk
    return_numbers: order
    reconcile: order
    sign_off: {role: books, meaning: Counts and totals agree, not_the_doer: true}
  - {id: end, do: Say that orders go into the CRM again, expect: All have heard it, role: lead, marks: stood_down}
"""

_SCENARIO = """\
format: scenario/1
id: gone
title: Gone
source: {outage: "None: invented for practice", evidence: judgement, says: Nothing answers}
places: {orders: Where orders are saved}
phases:
  - {id: gone, title: Nothing answers, begin: 0s, for: 20m, faults: [{at: orders, kind: refuse}]}
"""

_DRILL = """\
format: drill/1
id: first
title: Our first drill
environment: test-house
scenario: gone
binds: {orders: crm}
runbook: paper
speed: 240
starts_after: 2m
people: {lead: [rui], clerk: [eva], books: [lia]}
duties: {controller: [rui]}
objectives:
  - {id: office-has-it, title: The office has each batch, process: sell, hand_off: office, within: 4h}
  - {id: each-once, title: Every order in the CRM once, process: sell, records: each-once}
injects:
  - {id: caller, at: 5m, to: clerk, says: A customer asks whether this morning's lamp is on its way}
limits: {max_duration: 40h, max_faults: 1, verify_good: 2, verify_within: 30s}
"""


def write_files(root: Path, server: str, listen: str, upstream: str) -> None:
    """Fill an empty workspace in."""
    house = _HOUSE.replace("SERVER", server).replace("LISTEN", listen).replace("UPSTREAM", upstream)
    for name, text in {
        "continuity.yaml": house,
        "people.yaml": _PEOPLE,
        "runbooks/paper.yaml": _RUNBOOK,
        "drills/scenarios/gone.yaml": _SCENARIO,
        "drills/first.yaml": _DRILL,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


def write_team(root: Path) -> None:
    """More people, with duties; the clock slow enough for several to act at once."""
    people = root / "people.yaml"
    people.write_text(
        people.read_text("utf-8") + "".join(f"  - {{id: {id}, name: {id.capitalize()}}}\n" for id in _MORE)
    )
    drill = root / "drills" / "first.yaml"
    text = drill.read_text("utf-8")
    text = text.replace("duties: {controller: [rui]}", "duties: {controller: [max], evaluator: [olga]}")
    drill.write_text(text.replace("speed: 240", "speed: 80").replace("at: 5m", "at: 12h"), "utf-8")


_MORE = ("tom", "max", "olga")


class Crm:
    """A plain HTTP service as the guide asks for one: a health page, and orders by number."""

    def __init__(self, port: int = 0) -> None:
        self.orders: dict[str, dict[str, object]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self.orders))
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _handler(orders: dict[str, dict[str, object]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/healthz":
                return self._say(200, "all is well")
            if parts.path == "/orders":
                prefix = parse_qs(parts.query)["prefix"][0]
                found = [one for number, one in sorted(orders.items()) if number.startswith(prefix)]
                return self._say(200, {"records": found})
            one = orders.get(unquote(parts.path.removeprefix("/orders/")))
            return (
                self._say(200, one) if one else self._say(404, [{"errorCode": "NOT_FOUND", "message": "no such order"}])
            )

        def do_PATCH(self) -> None:
            number = unquote(self.path.removeprefix("/orders/"))
            fields = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            created = number not in orders
            orders[number] = {**fields, "Form_Number__c": number, "Id": f"id-{number}"}
            self._say(201 if created else 200, {"success": True, "created": created, "id": f"id-{number}"})

        def _say(self, status: int, body: object) -> None:
            text = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

    return Handler
