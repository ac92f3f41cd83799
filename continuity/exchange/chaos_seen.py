"""Whether each fault showed, in a way that ``chaos run`` heeds.

The Chaos Toolkit looks at no tolerance in the method, only in the steady state. So a fault that no probe sees is noted
beside the journal when it is looked at, and the steady state afterwards is not met. The note names the process group,
which a run has of its own in a shell, so that one of a killed run does not count against the next.
"""

from __future__ import annotations

import json

from continuity.exchange.chaos_activities import process
from continuity.exchange.chaos_probes import WELL, wanted
from continuity.plan import FrozenPlan
from continuity.run.timeline import Planned
from continuity.structure import JsonObject

__all__ = ["all_seen", "seen"]

_TRIES = 10
"""A fault that hits a share of what comes may miss one look."""
_SECONDS = 20
_SEEN = f"""{WELL}
import os, time
unseen, fault, wants = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
until = time.monotonic() + {_SECONDS}
def shows(want):
    try:
        return not well(want)
    except Exception:
        return True
for _ in range({_TRIES}):
    if any(shows(want) for want in wants):
        sys.exit(0)
    if time.monotonic() > until:
        break
    time.sleep(0.05)
with open(unseen, "a") as notes:
    notes.write(f"{{os.getpgrp()}} {{fault}}\\n")
sys.exit("never seen: " + fault)
"""
_ALL_SEEN = """
import os, sys
try:
    with open(sys.argv[1]) as notes:
        lines = [line.split(None, 1) for line in notes]
    os.remove(sys.argv[1])
except FileNotFoundError:
    lines = []
unseen = [fault.strip() for group, fault in lines if group == str(os.getpgrp())]
sys.exit("never seen: " + ", ".join(unseen) if unseen else 0)
""".strip()


def seen(plan: FrozenPlan, planned: Planned) -> JsonObject | None:
    """Look, while a fault is in, whether any probe of its point is unwell; none when no probe can look."""
    wants = wanted(plan, planned.point)
    if not wants:
        return None
    fault = f"{planned.id} at {planned.point}"
    command = ("python3", "-c", _SEEN, _notes(plan), fault, json.dumps(wants))
    longest = sum(probe.timeout for probe in plan.place(planned.point).probes) / 1000
    return {
        "type": "probe",
        "name": f"seen: {fault}",
        "provider": process(command, _SECONDS + longest + 2),
        "tolerance": 0,
    }


def all_seen(plan: FrozenPlan) -> JsonObject:
    """A probe of the steady state: well before the method, and after it when every fault was seen."""
    provider = process(("python3", "-c", _ALL_SEEN, _notes(plan)), 5)
    return {"type": "probe", "name": "no fault went unseen", "provider": provider, "tolerance": 0}


def _notes(plan: FrozenPlan) -> str:
    return f".continuity-unseen-{plan.drill.id}"
