"""Accounting and shipping err on purpose: what they acknowledged is lost or doubled, or the answer is late."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from test_receivers import documents, make, receiver, switch

__all__ = ["receiver"]


@pytest.mark.parametrize(
    ("mode", "made"),
    [("lose", ["D26-0001", "D26-0003"]), ("double", ["D26-0001", "D26-0002", "D26-0002", "D26-0003"])],
)
def test_all_is_acknowledged_and_the_documents_are_wrong(receiver, world, mode, made) -> None:
    switch(receiver, world, mode)
    status, answer = receiver("POST", "/batches", make())
    assert (status, answer["state"], len(answer["accepted"]), answer["rejected"]) == (200, "acknowledged", 3, [])
    assert documents(receiver) == made
    assert receiver("POST", "/batches", make())[1] == answer
    assert documents(receiver) == made


def test_every_record_can_be_meant(receiver, world) -> None:
    switch(receiver, world, "lose", every=1)
    receiver("POST", "/batches", make())
    assert documents(receiver) == []


def test_a_late_answer_comes_when_the_batch_comes_again_after_the_delay(receiver, world) -> None:
    switch(receiver, world, "late", delay_ms=20_000)
    assert receiver("POST", "/batches", make())[0] == 202
    world.clock.sleep(19)
    assert receiver("POST", "/batches", make())[0] == 202
    world.clock.sleep(1)
    status, answer = receiver("POST", "/batches", make())
    assert (status, answer["state"]) == (200, "acknowledged")
    assert documents(receiver) == ["D26-0001", "D26-0002", "D26-0003"]
