"""Starting, ending, ports and what survives a kill."""

import http.client
import json
import socket
import threading
import time

import pytest

from continuity.clock import SystemClock, to_iso

KEY = "/services/data/v60.0/sobjects/Order/Form_Number__c/"
QUERY = "/services/data/v60.0/query"


def ended_within(process, seconds):
    before = time.monotonic()
    process.child.wait(timeout=seconds + 5)
    return time.monotonic() - before < seconds


def test_every_stand_in_answers_when_the_ports_are_told(start, connect):
    process = start("order-entry", "crm", "status-page", "accounting", "shipping")
    assert list(process.ports) == ["order-entry", "crm", "status-page", "accounting", "shipping"]
    for name, port in process.ports.items():
        assert connect(port)("GET", "/healthz") == (200, {"name": name, "state": "ok"})


def test_ports_stay_the_same_after_a_restart(start):
    first = start("crm", "shipping")
    first.child.kill()
    again = start("shipping", "crm")
    assert again.ports == first.ports


def test_a_stand_in_added_later_leaves_the_kept_ports_alone(start, tmp_path):
    first = start("crm")
    first.end()
    both = start("accounting", "crm")
    assert both.ports["crm"] == first.ports["crm"]
    assert json.loads((tmp_path / "ports.json").read_text()) == both.ports


def test_a_kept_port_that_is_taken_is_told_and_nothing_starts(start, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as thief:
        port = thief.getsockname()[1]
        (tmp_path / "ports.json").write_text(json.dumps({"crm": port}))
        process = start("crm")
        assert process.child.wait(timeout=10) == 2
    errors = process.end()
    assert f"Port {port}" in errors
    assert "crm" in errors
    assert "Traceback" not in errors
    assert not (tmp_path / "crm.db").exists()


@pytest.mark.parametrize("text", ["not json", "[]", '{"crm": "8080"}', '{"crm": 70000}', '{"crm": true}'])
def test_a_damaged_list_of_ports_is_told(start, tmp_path, text):
    (tmp_path / "ports.json").write_text(text)
    process = start("crm")
    assert process.child.wait(timeout=10) == 2
    assert "ports.json" in process.end()


def test_a_damaged_store_is_told(start, tmp_path):
    (tmp_path / "crm.db").write_bytes(b"this was a database once" * 100)
    process = start("crm")
    assert process.child.wait(timeout=10) == 2
    errors = process.end()
    assert "crm.db" in errors
    assert "Traceback" not in errors


def test_an_unknown_name_is_told(start):
    process = start("crm", "billing")
    assert process.child.wait(timeout=10) == 2
    assert "billing" in process.end()


def test_ends_when_whoever_started_it_has_gone(start):
    process = start("crm", "order-entry")
    process.child.stdin.close()
    process.child.stdin = None
    assert ended_within(process, 0.3)
    assert process.child.returncode == 0


def test_ends_at_once_on_sigterm_even_while_a_call_hangs(start, connect, until):
    process = start("crm")
    client = connect(process.ports["crm"])
    lease = to_iso(SystemClock().now() + 60_000)
    slow = {"mode": "slow", "run": "R1", "until": lease, "settings": {"delay_ms": 30_000}}
    assert client("PUT", "/switch", slow)[0] == 200
    hanging = socket.create_connection(("127.0.0.1", process.ports["crm"]))
    hanging.sendall(f"GET {QUERY} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n\r\n".encode())
    client("GET", "/switch")
    process.child.terminate()
    ended = ended_within(process, 0.3)
    hanging.close()
    assert ended


def test_a_restart_heals_the_switch(start, connect):
    process = start("crm")
    lease = to_iso(SystemClock().now() + 60_000)
    connect(process.ports["crm"])("PUT", "/switch", {"mode": "maintenance", "run": "R1", "until": lease})
    process.child.kill()
    again = start("crm")
    assert connect(again.ports["crm"])("GET", "/switch")[1]["mode"] == "ok"


def test_a_kill_at_any_instant_loses_no_acknowledged_order(start, connect):
    acknowledged = []
    for life in range(4):
        process = start("crm")
        client = connect(process.ports["crm"])
        killer = threading.Timer(0.05 + 0.07 * life, process.child.kill)
        killer.start()
        try:
            for count in range(100_000):
                key = f"K{life}-{count}"
                status, _ = client("PATCH", KEY + key, {"Total_Minor__c": count})
                assert status == 201
                acknowledged.append((key, count))
        except (OSError, http.client.HTTPException):
            pass
        killer.join()
    survivor = start("crm")
    _, found = connect(survivor.ports["crm"])("GET", QUERY)
    kept = {record["Form_Number__c"]: record["Total_Minor__c"] for record in found["records"]}
    assert len(acknowledged) > 20
    assert [key for key, total in acknowledged if kept.get(key) != total] == []


def test_a_killed_receiver_gives_the_same_acknowledgement_again(start, connect):
    batch = {
        "batch": "B-1",
        "process": "invoice",
        "run": "R1",
        "drill": True,
        "header": {},
        "records": [{"number": "D26-0001", "total_minor": 500, "currency": "EUR", "sequence": 1}],
        "trailer": {"count": 1, "totals": {"EUR": 500}, "hash_total": 1, "digest": "sha256:x"},
    }
    process = start("accounting")
    first = connect(process.ports["accounting"])("POST", "/batches", batch)
    process.child.kill()
    again = connect(start("accounting").ports["accounting"])
    assert again("POST", "/batches", batch) == first
    assert len(again("GET", "/invoices")[1]) == 1
