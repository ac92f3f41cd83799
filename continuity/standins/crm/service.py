"""The CRM stand-in: the part of a Salesforce-shaped REST interface that orders need.

Paths are those of ``/services/data/vNN.0``; any version answers. Any bearer token is taken; a missing one is a 401.
The count in ``Sforce-Limit-Info`` starts again with the process.
"""

from __future__ import annotations

from pathlib import Path

from continuity.clock import Clock
from continuity.standins.crm.calls import Calls
from continuity.standins.crm.collections import Collections
from continuity.standins.crm.composite import Composite
from continuity.standins.crm.describing import describing_routes
from continuity.standins.crm.finding import Finding
from continuity.standins.crm.login import login_routes
from continuity.standins.crm.modes import crm_modes
from continuity.standins.crm.one_by_one import OneByOne
from continuity.standins.crm.problems import crm_problem
from continuity.standins.crm.records import SCHEMA, CrmRecords
from continuity.standins.crm.search import Search
from continuity.standins.crm.sessions import Sessions
from continuity.standins.crm.writing import Writing
from continuity.standins.service import Service
from continuity.standins.store import Store
from continuity.standins.switch.switch import Switch

__all__ = ["crm"]


def crm(folder: Path, clock: Clock) -> Service:
    """The CRM with its state in ``crm.db`` of that folder."""
    store = Store(folder / "crm.db", SCHEMA)
    records = CrmRecords(store, clock.now())
    sessions, search, writing = Sessions(), Search(records, clock), Writing(records, clock)
    calls = Calls(sessions, clock)
    switch = Switch(crm_modes(clock, records, sessions, calls, search.freeze), clock)
    calls.obey(switch)
    # Those with a fixed word in their path stand before those with a name there.
    inner = (
        *describing_routes(calls),
        *Finding(records, search, switch).routes(),
        *OneByOne(records, writing).routes(),
        *Collections(records, writing).routes(),
    )
    data = (*inner, *Composite(records, inner).routes())
    routes = (*login_routes(sessions, clock), *(calls.guarded(one) for one in data))
    return Service("crm", clock, switch, routes, store.close, crm_problem)
