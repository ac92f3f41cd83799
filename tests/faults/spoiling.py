"""What the tests share that spoil an answer of the API, each in turn: how, for which kinds, and an end to waiting."""

from __future__ import annotations

import pytest

import continuity.faults.heal as heal_room
import continuity.faults.inject as inject_room
import continuity.faults.sweep as sweep_room
import continuity.faults.toxiproxy as client

KINDS = ["latency", "refuse", "http"]
HOW = ["refused", "silent", "500", "409", "404", "html", "lost", "slow", "cut"]


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Nobody waits for seconds in a test: what never comes is given up after less than half of one."""
    for room in (heal_room, sweep_room):
        monkeypatch.setattr(room, "CALL_SECONDS", 0.4)
    for room in (inject_room, client):
        monkeypatch.setattr(room, "UNHURRIED_S", 0.4)


def made_anew(server, baseline):
    server.clear()
    for proxy in baseline.values():
        server.api.create(proxy.name, proxy.listen, proxy.upstream, enabled=True)
