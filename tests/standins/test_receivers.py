"""Accounting and shipping: recompute, acknowledge, once."""

import copy

import pytest

from continuity.clock import to_iso


@pytest.fixture(params=["accounting", "shipping"])
def receiver(request, world):
    client = world.http(request.param, None)
    client.name = request.param
    client.documents = {"accounting": "/invoices", "shipping": "/shipments"}[request.param]
    return client


def make(batch="B-1", first=1, count=3, digest="sha256:aa"):
    records = [
        {"number": f"D26-{place:04d}", "total_minor": 1_000 + place, "currency": "EUR", "sequence": place}
        for place in range(first, first + count)
    ]
    totals = {"EUR": sum(record["total_minor"] for record in records)}
    trailer = {
        "count": count,
        "totals": totals,
        "hash_total": sum(record["sequence"] for record in records),
        "digest": digest,
    }
    about = {"batch": batch, "process": "hand-off", "run": "R1", "drill": True, "header": {"site": "Lyon"}}
    return {**about, "records": records, "trailer": trailer}


def switch(client, world, mode, **settings):
    until = to_iso(world.clock.now() + 60_000)
    body = {"mode": mode, "run": "R1", "until": until, "settings": settings}
    assert client("PUT", "/switch", body)[0] == 200


def documents(client):
    return [document["number"] for document in client("GET", client.documents)[1]]


def test_a_good_batch_is_recomputed_and_acknowledged(receiver, world):
    status, answer = receiver("POST", "/batches", make())
    assert status == 200
    assert answer == {
        "batch": "B-1",
        "state": "acknowledged",
        "count": 3,
        "totals": {"EUR": 3_006},
        "hash_total": 6,
        "accepted": ["D26-0001", "D26-0002", "D26-0003"],
        "rejected": [],
        "reason": None,
        "by": f"{receiver.name} stand-in",
        "at": to_iso(world.clock.now()),
    }
    assert documents(receiver) == ["D26-0001", "D26-0002", "D26-0003"]
    shown = receiver("GET", "/batches/B-1")[1]
    assert (shown["state"], shown["answer"], shown["run"], shown["drill"]) == ("acknowledged", answer, "R1", True)
    assert [entry["batch"] for entry in receiver("GET", "/batches")[1]] == ["B-1"]
    assert receiver("GET", "/batches/B-2")[0] == 404


def test_the_same_batch_again_gets_the_same_answer_and_makes_nothing_twice(receiver, world):
    first = receiver("POST", "/batches", make())
    world.clock.advance(60_000)
    assert receiver("POST", "/batches", make()) == first
    assert len(documents(receiver)) == 3


def test_a_batch_number_with_other_content_is_refused(receiver):
    receiver("POST", "/batches", make())
    assert receiver("POST", "/batches", make(digest="sha256:bb"))[0] == 409
    forged = make()
    forged["records"][0]["total_minor"] += 1
    assert receiver("POST", "/batches", forged)[0] == 409
    assert len(documents(receiver)) == 3


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ({"count": 4}, "count is 3, the trailer says 4"),
        ({"totals": {"EUR": 1}}, "totals is {'EUR': 3006}, the trailer says {'EUR': 1}"),
        ({"totals": {"EUR": 3_006, "CHF": 1}}, "trailer says"),
        ({"hash_total": 7}, "hash total is 6, the trailer says 7"),
    ],
)
def test_a_trailer_that_does_not_agree_rejects_the_batch(receiver, claim, told):
    batch = make()
    batch["trailer"].update(claim)
    status, answer = receiver("POST", "/batches", batch)
    assert (status, answer["state"], answer["accepted"]) == (200, "rejected", [])
    assert told in answer["reason"]
    assert [entry["number"] for entry in answer["rejected"]] == ["D26-0001", "D26-0002", "D26-0003"]
    assert (answer["count"], answer["totals"], answer["hash_total"]) == (3, {"EUR": 3_006}, 6)
    assert documents(receiver) == []


def test_a_number_taken_in_an_earlier_batch_is_rejected_with_its_reason(receiver):
    receiver("POST", "/batches", make("B-1", first=1))
    _, answer = receiver("POST", "/batches", make("B-2", first=3))
    assert answer["state"] == "acknowledged"
    assert answer["accepted"] == ["D26-0004", "D26-0005"]
    assert answer["rejected"] == [{"number": "D26-0003", "reason": "already accepted in batch B-1"}]
    assert len(documents(receiver)) == 5


def test_a_number_twice_in_one_batch_is_taken_once(receiver):
    batch = make(count=2)
    batch["records"].append(copy.deepcopy(batch["records"][0]))
    batch["trailer"].update({"count": 3, "totals": {"EUR": 3_004}, "hash_total": 4})
    _, answer = receiver("POST", "/batches", batch)
    assert answer["accepted"] == ["D26-0001", "D26-0002"]
    assert answer["rejected"][0]["number"] == "D26-0001"


def test_reject_mode_rejects_with_its_reason_and_takes_the_batch_afterwards(receiver, world):
    switch(receiver, world, "reject", reason="the period is closed")
    _, answer = receiver("POST", "/batches", make())
    assert (answer["state"], answer["reason"]) == ("rejected", "the period is closed")
    assert documents(receiver) == []
    receiver("DELETE", "/switch?run=R1")
    assert receiver("POST", "/batches", make())[1]["state"] == "acknowledged"
    assert len(documents(receiver)) == 3


def test_silent_mode_takes_the_batch_and_acknowledges_it_only_when_it_comes_again(receiver, world):
    switch(receiver, world, "silent")
    assert receiver("POST", "/batches", make()) == (202, {"batch": "B-1", "state": "taken"})
    shown = receiver("GET", "/batches/B-1")[1]
    assert (shown["state"], shown["answer"]) == ("taken", None)
    assert documents(receiver) == []
    receiver("DELETE", "/switch?run=R1")
    assert receiver("POST", "/batches", make(digest="sha256:bb"))[0] == 409
    assert receiver("POST", "/batches", make())[1]["state"] == "acknowledged"
    assert len(documents(receiver)) == 3


def test_silence_falls_on_an_acknowledged_batch_too_without_losing_it(receiver, world):
    first = receiver("POST", "/batches", make())
    switch(receiver, world, "silent")
    assert receiver("POST", "/batches", make())[0] == 202
    receiver("DELETE", "/switch?run=R1")
    assert receiver("POST", "/batches", make()) == first


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("records", 1, "total_minor"), 10.5, "records[1].total_minor"),
        (("records", 1, "total_minor"), True, "records[1].total_minor"),
        (("records", 0, "number"), "D26/1", "records[0].number"),
        (("records", 2), "x", "records[2]"),
        (("records",), None, "records"),
        (("trailer", "digest"), None, "digest"),
        (("trailer", "totals"), {"EUR": "1"}, "EUR"),
        (("batch",), "B 1", "batch"),
    ],
)
def test_what_cannot_be_read_is_a_400_that_names_the_place(receiver, path, value, place):
    batch = make()
    inner = batch
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    status, body = receiver("POST", "/batches", batch)
    assert (status, body["error"]["fields"]) == (400, [place])
    assert receiver("GET", "/batches")[1] == []
