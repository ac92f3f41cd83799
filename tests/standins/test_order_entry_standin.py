"""Customers keep ordering; nothing is lost or doubled."""

import http.client
import json
import shutil
import socket
import subprocess
import threading
import time
from contextlib import closing

import pytest

from continuity.clock import SystemClock, to_iso
from continuity.standins.order_entry.call import NoAnswer, NotSent, Place, call
from continuity.standins.order_entry.catalogue import basket
from continuity.standins.order_entry.log import SCHEMA, OrderLog, Outcome, TakenOrder
from continuity.standins.store import Store

KEY = "/services/data/v60.0/sobjects/Order/Form_Number__c/"
QUERY = "/services/data/v60.0/query"


def lease():
    return to_iso(SystemClock().now() + 60_000)


def traffic(port, every_ms=50, prefix="W26-", seed=7):
    return {"every_ms": every_ms, "target": f"http://127.0.0.1:{port}", "prefix": prefix, "seed": seed}


def counts(shop):
    return shop("GET", "/orders/summary")[1]


def settled(shop):
    told = counts(shop)
    return told["failed"] == told["unknown"] == 0


def assert_the_crm_has_each_order_once(shop, crm):
    orders = shop("GET", "/orders")[1]
    records = crm("GET", QUERY)[1]["records"]
    assert sorted((record["Form_Number__c"], record["Total_Minor__c"]) for record in records) == sorted(
        (order["number"], order["total_minor"]) for order in orders
    )


@pytest.fixture
def pair(start, connect):
    """A shop and a CRM in a process of their own, in real time."""
    process = start("order-entry", "crm")
    return process, connect(process.ports["order-entry"]), connect(process.ports["crm"])


def test_orders_flow_to_the_crm_in_sequence(pair, until):
    process, shop, crm = pair
    assert shop("POST", "/traffic", traffic(process.ports["crm"]))[0] == 201
    until(lambda: counts(shop)["accepted"] >= 5)
    assert shop("DELETE", "/traffic") == (204, "")
    orders = shop("GET", "/orders?outcome=accepted")[1]
    assert [order["number"] for order in orders] == [f"W26-{place:05d}" for place in range(1, len(orders) + 1)]
    assert all(order["accepted_at"] >= order["at"] for order in orders)
    assert_the_crm_has_each_order_once(shop, crm)
    record = crm("GET", KEY + "W26-00001")[1]
    assert record["AccountName"] == basket(7, 1).customer
    assert record["Total_Minor__c"] == sum(line["total_minor"] for line in record["Lines__c"])


def test_after_the_stop_nothing_comes_any_more(pair, until):
    process, shop, crm = pair
    shop("POST", "/traffic", traffic(process.ports["crm"]))
    until(lambda: counts(shop)["total"] >= 3)
    shop("DELETE", "/traffic")
    before = counts(shop), crm("GET", QUERY)[1]["totalSize"]
    time.sleep(0.2)  # four orders' worth of time in which nothing may happen
    assert (counts(shop), crm("GET", QUERY)[1]["totalSize"]) == before
    assert shop("GET", "/traffic") == (200, {"running": False})
    assert shop("DELETE", "/traffic")[0] == 204


def test_what_an_outage_kept_out_goes_in_afterwards_once(pair, until):
    process, shop, crm = pair
    shop("POST", "/traffic", traffic(process.ports["crm"]))
    until(lambda: counts(shop)["accepted"] >= 2)
    crm("PUT", "/switch", {"mode": "unavailable", "run": "R1", "until": lease()})
    until(lambda: counts(shop)["failed"] >= 5)
    assert counts(shop)["last"]["outcome"] == "failed"
    assert "503 SERVER_UNAVAILABLE" in counts(shop)["last"]["detail"]
    crm("DELETE", "/switch?run=R1")
    until(lambda: settled(shop))
    shop("DELETE", "/traffic")
    assert_the_crm_has_each_order_once(shop, crm)
    kept_out = [order for order in shop("GET", "/orders")[1] if order["tries"] > 1]
    assert len(kept_out) >= 5
    in_time = [order["accepted_at"] for order in kept_out]
    assert in_time == sorted(in_time)  # oldest first


def test_a_page_that_says_200_is_not_taken_for_an_answer(pair, until):
    process, shop, crm = pair
    crm("PUT", "/switch", {"mode": "maintenance", "run": "R1", "until": lease()})
    shop("POST", "/traffic", traffic(process.ports["crm"]))
    until(lambda: counts(shop)["last"] is not None)
    assert counts(shop)["accepted"] == 0
    crm("DELETE", "/switch?run=R1")
    until(lambda: settled(shop))
    shop("DELETE", "/traffic")
    assert_the_crm_has_each_order_once(shop, crm)


def test_an_order_that_the_crm_refuses_does_not_hold_up_the_others(pair, until):
    process, shop, crm = pair
    for _ in range(2):
        crm("POST", "/services/data/v60.0/sobjects/Order", {"Form_Number__c": "W26-00001"})
    crm("PUT", "/switch", {"mode": "unavailable", "run": "R1", "until": lease()})
    shop("POST", "/traffic", traffic(process.ports["crm"]))
    until(lambda: counts(shop)["failed"] >= 3)
    crm("DELETE", "/switch?run=R1")
    until(lambda: counts(shop)["failed"] == 1 and counts(shop)["unknown"] == 0)
    (stuck,) = shop("GET", "/orders?outcome=failed")[1]
    assert stuck["number"] == "W26-00001"
    assert stuck["detail"].startswith("answered 300")
    shop("DELETE", "/traffic")


def test_a_killed_shop_goes_on_where_it_was(start, connect, until):
    crm_port = start("crm").ports["crm"]
    shop_process = start("order-entry")
    shop = connect(shop_process.ports["order-entry"])
    shop("POST", "/traffic", traffic(crm_port))
    until(lambda: counts(shop)["total"] >= 5)
    shop_process.child.kill()
    shop_process.child.wait()
    again = connect(start("order-entry").ports["order-entry"])
    survived = counts(again)["total"]
    assert survived >= 5
    again("POST", "/traffic", traffic(crm_port))
    until(lambda: counts(again)["total"] >= survived + 2 and settled(again))
    again("DELETE", "/traffic")
    assert_the_crm_has_each_order_once(again, connect(crm_port))


def test_a_closed_shop_takes_no_orders(pair, until):
    process, shop, _ = pair
    shop("PUT", "/switch", {"mode": "unavailable", "run": "R1", "until": lease()})
    shop("POST", "/traffic", traffic(process.ports["crm"]))
    time.sleep(0.2)  # four orders' worth of time
    shop("DELETE", "/switch?run=R1")
    shop("DELETE", "/traffic")
    assert counts(shop)["total"] <= 1


@pytest.mark.parametrize(
    "change",
    [
        {"target": "http://crm.example.com:80"},
        {"target": "https://127.0.0.1:20123"},
        {"target": "http://127.0.0.1"},
        {"target": "http://127.0.0.1:99999"},
        {"every_ms": 10},
        {"every_ms": "500"},
        {"prefix": "W 26"},
        {"seed": None},
    ],
)
def test_traffic_that_does_not_fit_is_refused(world, change):
    shop = world.http("order-entry")
    assert shop("POST", "/traffic", {**traffic(20_123), **change})[0] == 400
    assert shop("GET", "/traffic")[1] == {"running": False}


def test_an_unknown_outcome_is_told(world):
    assert world.http("order-entry")("GET", "/orders?outcome=lost")[0] == 400


def test_a_late_answer_to_an_early_try_does_not_undo_an_acceptance(tmp_path):
    with closing(Store(tmp_path / "log.db", SCHEMA)) as store:
        log = OrderLog(store)
        log.take("W26-", lambda sequence: TakenOrder(f"W26-{sequence}", sequence, "x", 1, "EUR", 5, "{}"))
        log.settle("W26-1", Outcome.ACCEPTED, "answered 200", 10)
        log.settle("W26-1", Outcome.UNKNOWN, "timed out", 20)
        (order,) = log.orders()
    assert (order.outcome, order.accepted_at, order.tries) == (Outcome.ACCEPTED, 10, 1)


def test_the_same_seed_gives_the_same_orders():
    assert [basket(7, place) for place in range(50)] == [basket(7, place) for place in range(50)]
    assert [basket(7, place) for place in range(50)] != [basket(8, place) for place in range(50)]
    assert all(basket(7, place).total.minor > 0 for place in range(50))


def test_nobody_there_means_not_sent():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(NotSent):
        call(Place("127.0.0.1", port), "GET", "/", b"", {}, 500)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf"])
def test_a_cut_answer_leaves_the_outcome_open(answer):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            peer = server.accept()[0]
            with peer:
                peer.recv(4096)
                peer.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(NoAnswer):
            call(Place("127.0.0.1", server.getsockname()[1]), "PATCH", "/", b"{}", {}, 1_000)
        thread.join()


def test_a_dripping_answer_ends_at_the_deadline():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            peer = server.accept()[0]
            with peer:
                try:
                    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
                    while True:
                        time.sleep(0.05)
                        peer.sendall(b"x")
                except OSError:
                    pass

        thread = threading.Thread(target=drip)
        thread.start()
        before = time.monotonic()
        with pytest.raises(NoAnswer):
            call(Place("127.0.0.1", server.getsockname()[1]), "PATCH", "/", b"{}", {}, 300)
        assert 0.25 < time.monotonic() - before < 3.0
        thread.join()


class Toxiproxy:
    """As much of a real server as one test needs."""

    def __init__(self, port):
        self._port = port

    def __call__(self, method, path, body=None):
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)) as connection:
            connection.request(method, path, json.dumps(body) if body else None)
            response = connection.getresponse()
            text = response.read()
            return response.status, json.loads(text) if text else None

    def is_up(self):
        try:
            return self("GET", "/version")[0] == 200
        except OSError:
            return False


@pytest.fixture
def toxiproxy(until):
    program = shutil.which("toxiproxy-server")
    if program is None:
        pytest.skip("toxiproxy-server is not on PATH")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [program, "-host", "127.0.0.1", "-port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        proxy = Toxiproxy(port)
        until(proxy.is_up)
        yield proxy
    finally:
        server.terminate()
        server.wait(timeout=10)


def test_answers_lost_on_the_way_back_double_nothing(pair, toxiproxy, until):
    process, shop, crm = pair
    upstream = f"127.0.0.1:{process.ports['crm']}"
    made = toxiproxy("POST", "/proxies", {"name": "crm", "listen": "127.0.0.1:0", "upstream": upstream})[1]
    shop("POST", "/traffic", traffic(int(made["listen"].rpartition(":")[2]), every_ms=100))
    until(lambda: counts(shop)["accepted"] >= 2)
    toxiproxy("POST", "/proxies/crm/toxics", {"name": "hang", "type": "timeout", "attributes": {"timeout": 0}})
    until(lambda: any(order["tries"] for order in shop("GET", "/orders?outcome=unknown")[1]))
    written = {record["Form_Number__c"] for record in crm("GET", QUERY)[1]["records"]}
    assert any(order["number"] in written for order in shop("GET", "/orders?outcome=unknown")[1])
    toxiproxy("DELETE", "/proxies/crm/toxics/hang")
    toxiproxy("POST", "/proxies/crm", {"enabled": False})
    until(lambda: counts(shop)["failed"] >= 3)
    toxiproxy("POST", "/proxies/crm", {"enabled": True})
    until(lambda: settled(shop))
    shop("DELETE", "/traffic")
    assert_the_crm_has_each_order_once(shop, crm)
