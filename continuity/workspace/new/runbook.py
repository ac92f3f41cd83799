"""A first runbook as text: whole enough to be walked, with comments that say what to change."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.workspace.new.answers import FormAnswers, Part, RunbookAnswers
from continuity.workspace.new.scalar import listed, scalar

__all__ = ["runbook_text"]


def runbook_text(it: RunbookAnswers) -> str:
    """The content of ``runbooks/NAME.yaml``."""
    parts = [_head(it), _roles(it), *([_form(it.form, it)] if it.form else []), _beginning(it)]
    parts += [*_meanwhile(it), _all_clear(it), *_afterwards(it), _end(it)]
    return "\n".join(parts)


def _head(it: RunbookAnswers) -> str:
    return f"""\
# yaml-language-server: $schema=../.continuity/schemas/runbook.schema.json
#
# A first version, to be made yours: the words below are general, your people need the names of your screens, rooms and
# lists. `continuity check` says what does not hold, `continuity show {it.id}` prints it as its players will see it.
format: runbook/1
id: {it.id}
title: {scalar(it.title)}
version: "0.1"                # in quotes; raise it whenever the steps change
owner: {it.owner}
process: {it.process}
# When somebody last read it whole, and when the next reading is due.
review: {{last: "{it.today}", every: 90d}}

# What people see, in their own words: by these they find the runbook when nothing works.
symptoms: {listed(it.symptoms)}

activation:
  trigger: The usual way has not worked for 5 minutes, seen on two screens
  authority: [{it.lead.id}]
  stand_down: Everything done by hand is in the system once, and everybody has heard that it is over
"""


def _roles(it: RunbookAnswers) -> str:
    return f"""\
# Parts, not people: a drill says who plays them. `backup` takes over; `min: 2` asks for two people.
roles:
{chr(10).join(_role(part, it) for part in _parts(it))}

# What lies ready on paper, because the screen may be dark.
# pack: [customer list, price list, telephone list]
"""


def _parts(it: RunbookAnswers) -> list[Part]:
    checker = it.checker if it.form else None
    return list({part.id: part for part in (it.lead, it.doer, checker) if part}.values())


def _role(part: Part, it: RunbookAnswers) -> str:
    backup = f", backup: {it.doer.id}" if part.id == it.lead.id != it.doer.id else ""
    return f"  {part.id}: {{title: {scalar(part.title)}{backup}}}"


def _form(form: FormAnswers, it: RunbookAnswers) -> str:
    title = form.id.replace("-", " ").capitalize()
    return f"""\
# Numbered blanks. The number is the key everywhere, so nothing is lost and nothing is entered twice.
# Drills have numbers of their own. Never make a field for card numbers.
forms:
  {form.id}:
    title: {scalar(title)}
    version: "1"
    numbering: {{prefix: "{form.prefix}", drill_prefix: "{form.drill_prefix}", width: 4, check_digit: true}}
    fields:
      # private: can be erased later. identifies: one of two things by which customers are told apart.
      - {{id: customer, label: Customer, private: true, identifies: true}}
      - {{id: phone, label: Call-back number, type: phone, private: true, identifies: true}}
      - {{id: what, label: What it is about}}
      # total: what a batch adds up. Take the line out when no money is in it.
      - {{id: total, label: Total, type: money, total: true}}
      - {{id: promised, label: Promised to the customer, required: false}}
    # Above this amount another role decides.
    # limits:
    #   - {{field: total, max: 5000.00 {form.currency}, approval: {it.lead.id}}}
"""


def _beginning(it: RunbookAnswers) -> str:
    return f"""\
# One step is one act of one role: `do` is an order, `expect` is what one can see or hear when it went well.
# `target` is how long it should take. `marks` stops a clock of the run.
steps:
  - id: notice
    do: Try again on a second screen, and say the time out loud
    expect: Two people saw the same failure
    if_not: Carry on as usual, and note the false alarm
    role: {it.doer.id}
    target: 5m
    marks: detected
    inputs:
      # An answer can decide how it goes on: {{id: which, decide: notice.seen, cases: {{…}}}}
      - {{id: seen, label: What do you see, type: choice, options: [nothing works, very slow, cannot save]}}

  - id: declare
    do: Declare that work goes on by hand from now on
    expect: Everybody concerned has heard it, with the time
    if_not: Ask the next in charge by phone; wait no longer than 5 minutes
    careful: ["Tell people not to log out: old sessions may live on"]
    role: {it.lead.id}
    target: 5m
    critical: true            # skipping it takes a second person; with `skip: never` nobody can
    marks: activated
"""


def _meanwhile(it: RunbookAnswers) -> Iterator[str]:
    if it.form:
        yield f"""\
  - id: blanks
    do: Hand out numbered forms, and write down who holds which numbers
    expect: Each holder knows which numbers are theirs
    role: {it.lead.id}
    target: 5m
    issue: {{form: {it.form.id}, count: 40, to: {it.doer.id}}}
"""
    yield f"""\
  # Lanes run side by side; what follows waits for all of them.
  - id: meanwhile
    lanes:
      work:
{_work(it)}
      telling:
        - id: tell
          do: Tell the staff what to do instead, and to stop retrying
          expect: Every team has answered
          careful: ["Use the telephone list: the chat may be down too"]
          role: {it.lead.id}
          target: 10m
          message:
            audience: staff
            # {{since}}, {{estimate}} and {{next_update}} are filled in when it is sent.
            says: The system has been down since {{since}}. Work goes on by hand. You hear more at {{next_update}}.
            next_update: 30m
      # Another runbook, in this place:
      # others: [{{id: others, follow: NAME-OF-A-RUNBOOK}}]
"""
    if it.form:
        yield _handed(it, it.form)


def _handed(it: RunbookAnswers, form: FormAnswers) -> str:
    text = f"""\
  - id: collect
    do: "Close the batch: collect every form, count them, add up the totals"
    expect: Count and total are on the header, and no used form is left on a desk
    role: {it.lead.id}
    target: 5m
    batch: {form.id}

  # Every receiver of the environment gets every batch, and must acknowledge it in time.
  - id: hand-overs
    lanes:
{"".join(_sent(it, form, receiver) for receiver in form.receivers or ("accounting",))}"""
    if form.receivers:
        return text
    away = "".join(f"  # {line[2:]}".rstrip() + "\n" for line in text.splitlines())
    return f"  # When somebody takes the forms in batches:\n{away}"


def _sent(it: RunbookAnswers, form: FormAnswers, receiver: str) -> str:
    return f"""\
      {receiver}:
        - id: to-{receiver}
          do: Give {receiver} the batch, with its header
          expect: They have it in hand
          if_not: Telephone; if nobody answers within the time, go there
          role: {it.lead.id}
          target: 5m
          hand_off: {{to: {receiver}, form: {form.id}, ack_within: 15m}}
"""


def _work(it: RunbookAnswers) -> str:
    if it.form:
        return f"""\
        - id: take
          do: Write each case on the next numbered form
          expect: The customer has heard the number of the form
          careful: [Never write down a card number]
          role: {it.doer.id}
          records: {it.form.id}
          until: restored     # until the system works again"""
    return f"""\
        - id: rounds
          repeat_until: restored   # round after round, until the system works again
          every: 30m
          steps:
            - id: work
              do: Do the work by hand, and note each case with its time
              expect: Every case of this half hour is in the list
              role: {it.doer.id}
              target: 25m"""


def _all_clear(it: RunbookAnswers) -> str:
    return f"""\
  - id: all-clear
    do: Say the all-clear when the system has worked for 15 minutes without a break
    expect: A test case could be saved and found again
    if_not: Go on by hand; a second outage after the first green light is common
    role: {it.lead.id}
    target: 25m
    critical: true
    marks: all_clear
"""


def _afterwards(it: RunbookAnswers) -> Iterator[str]:
    if it.form is None:
        yield f"""\
  - id: catch-up
    do: Enter into the system what was done by hand
    expect: Every line of the list is ticked, and carries the number that the system gave it
    careful: ["If in doubt whether something was saved: look, never save again"]
    role: {it.doer.id}
    target: 40m
    critical: true
    skip: never
"""
        return
    signed = (
        f"    sign_off: {{role: {it.checker.id}, meaning: Counts and totals agree}}   # never the one who did it\n"
        if it.checker
        else ""
    )
    yield f"""\
  - id: enter
    do: "One reads, one keys: enter every form into the system"
    expect: Each form carries the number that the system gave it
    careful: ["If in doubt whether something was saved: look, never save again"]
    role: {it.doer.id}
    target: 40m
    critical: true
    skip: never
    # Wait out the hold, enter a few, look, then the rest at this rate.
    enter: {{form: {it.form.id}, hold: 15m, canary: 3, per_minute: 10}}

  - id: agree
    do: Compare every number issued with the system
    expect: Every number is used, void, returned or missing
    role: {it.doer.id}
    target: 10m
    critical: true
    skip: never
    return_numbers: {it.form.id}
    reconcile: {it.form.id}
{signed}"""


def _end(it: RunbookAnswers) -> str:
    return f"""\
  - id: stand-down
    do: Say that work goes on as usual
    expect: Everybody has heard it, with the time
    role: {it.lead.id}
    target: 5m
    marks: stood_down
"""
