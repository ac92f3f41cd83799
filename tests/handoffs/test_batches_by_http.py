from __future__ import annotations

import json
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from continuity.errors import Refused
from continuity.handoffs import KINDS, Delivered, NoAnswer, ReadBackDue, Rejected, deliver
from continuity.handoffs.wording import payload
from continuity.ledger.batch import ReadBack
from continuity.plan.organisation import Receiver


def send(parcel, url: str, *, test: bool = True, deadline_s: float = 5.0):
    return deliver(parcel, Receiver("http", url), test=test, deadline_s=deadline_s)


def switch(url: str, mode: str) -> None:
    document = {"mode": mode, "run": "run-1", "until": "2999-01-01T00:00:00Z", "settings": {}}
    request = urllib.request.Request(f"{url}/switch", json.dumps(document).encode(), method="PUT")
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5).close()


@contextmanager
def raw_server(answer: bytes, drip_s: float = 0.0) -> Iterator[str]:
    """One connection that is answered with these bytes, one by one if asked."""
    ending = threading.Event()

    def serve() -> None:
        with listening.accept()[0] as peer:
            peer.recv(65_536)
            for at in range(len(answer)) if drip_s else ():
                if ending.wait(drip_s):
                    return
                try:
                    peer.sendall(answer[at : at + 1])
                except OSError:
                    return
            if not drip_s:
                peer.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        ending.set()
        thread.join(5)


def test_a_receiver_takes_a_batch_and_reads_back_its_own_figures(receivers, make_parcel) -> None:
    answer = send(make_parcel("BP26-01", 1), receivers["accounting"])
    assert answer == Delivered("accounting stand-in", ReadBack(2, {"EUR": 236_000}, 3))


def test_the_same_batch_again_is_taken_once(receivers, make_parcel) -> None:
    parcel = make_parcel("BP26-02", 11)
    assert send(parcel, receivers["shipping"]) == send(parcel, receivers["shipping"])
    shipped = json.load(urllib.request.urlopen(f"{receivers['shipping']}/shipments", timeout=5))
    assert sum(one["batch"] == "BP26-02" for one in shipped) == 2


def test_another_batch_under_a_known_number_is_rejected(receivers, make_parcel) -> None:
    send(make_parcel("BP26-03", 21), receivers["accounting"])
    answer = send(make_parcel("BP26-03", 31), receivers["accounting"])
    assert isinstance(answer, Rejected)
    assert "other content" in answer.reason


def test_a_header_that_does_not_add_up_is_rejected_with_what_differs(receivers, make_parcel) -> None:
    answer = send(make_parcel("BP26-04", 41, hash_off=1), receivers["accounting"])
    assert isinstance(answer, Rejected)
    assert "hash total is 83, the trailer says 84" in answer.reason


def test_a_number_taken_before_is_refused_by_itself(receivers, make_parcel) -> None:
    send(make_parcel("BP26-05", 51), receivers["accounting"])
    answer = send(make_parcel("BP26-06", 52), receivers["accounting"])
    assert isinstance(answer, Delivered)
    assert list(answer.refused.values()) == ["already accepted in batch BP26-05"]


@pytest.mark.parametrize(("mode", "says"), [("silent", "has not acknowledged it yet"), ("unavailable", "answered 503")])
def test_a_receiver_that_does_not_judge_gives_no_answer(receivers, make_parcel, mode: str, says: str) -> None:
    switch(receivers["accounting"], mode)
    try:
        answer = send(make_parcel(f"BP26-{mode}", 71 if mode == "silent" else 81), receivers["accounting"])
    finally:
        switch(receivers["accounting"], "ok")
    assert isinstance(answer, NoAnswer)
    assert says in answer.detail


def test_a_rejection_is_passed_on_with_its_reason(receivers, make_parcel) -> None:
    switch(receivers["shipping"], "reject")
    try:
        answer = send(make_parcel("BP26-07", 91), receivers["shipping"])
    finally:
        switch(receivers["shipping"], "ok")
    assert answer == Rejected("shipping stand-in", "the receiver is not taking batches now")


def test_nobody_listening_is_no_answer(make_parcel) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert isinstance(send(make_parcel("B1", 1), f"http://127.0.0.1:{port}"), NoAnswer)


def test_a_peer_that_drips_is_cut_at_the_deadline(make_parcel) -> None:
    began = time.monotonic()
    with raw_server(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + b" " * 9_000, drip_s=0.05) as url:
        answer = send(make_parcel("B1", 1), url, deadline_s=0.5)
        took = time.monotonic() - began
    assert answer == NoAnswer("accounting: no answer within 0.5 s")
    assert took < 2


@pytest.mark.parametrize(
    "body",
    [
        b"<h1>Maintenance</h1>",
        b"[]",
        b'{"batch":"B9","state":"acknowledged"}',
        b'{"batch":"B1","state":"acknowledged","count":true}',
    ],
)
def test_a_page_that_is_no_acknowledgement_acknowledges_nothing(make_parcel, body: bytes) -> None:
    with raw_server(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body) as url:
        assert isinstance(send(make_parcel("B1", 1), url), NoAnswer)


def test_proxies_of_the_environment_are_not_used(receivers, make_parcel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    assert isinstance(send(make_parcel("BP26-08", 101), receivers["accounting"]), Delivered)


def test_a_drill_goes_to_test_receivers_only_and_says_what_it_is(make_parcel) -> None:
    with pytest.raises(Refused, match="not marked test"):
        send(make_parcel("BP26-09", 1), "http://127.0.0.1:1", test=False)
    assert json.loads(payload(make_parcel("BP26-09", 1)))["drill"] is True
    assert json.loads(payload(make_parcel("BM26-09", 1, drill=False)))["drill"] is False


def test_erased_texts_do_not_travel(make_parcel) -> None:
    first = json.loads(payload(make_parcel("B1", 1)))["records"][0]
    assert first["fields"] == {"customer": "Vivai Pellegrini", "item": "Spade"}


def test_a_person_reads_back_and_nothing_is_sent(make_parcel) -> None:
    assert deliver(make_parcel("B1", 1), Receiver("person"), test=False, deadline_s=1) == ReadBackDue()


@pytest.mark.parametrize(
    ("receiver", "fits"),
    [
        (Receiver("http", "stand-in:accounting"), True),
        (Receiver("http", "https://accounting.example/in"), True),
        (Receiver("http"), False),
        (Receiver("http", "ftp://accounting.example"), False),
        (Receiver("http", "http://host:port"), False),
        (Receiver("person"), True),
        (Receiver("person", "http://x"), False),
    ],
)
def test_a_receiver_is_checked_before_it_is_needed(receiver: Receiver, fits: bool) -> None:
    assert (KINDS[receiver.kind].check(receiver) == ()) is fits
