"""The same requests, drawn at random, get the same answers from both servers, byte for byte."""

from __future__ import annotations

import os
from random import Random

import pytest
from odd_requests import ask, draw
from servers import clear
from toxiproxy_wire import Api

ROUNDS = int(os.environ.get("CONTINUITY_DIFFERENTIAL_REQUESTS", "300"))

# On the page: attributes out of range are refused.
REFUSED_ON_PURPOSE = b'"error":"attribute '


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_requests_get_the_same_answers(seed: int, apis: dict[str, Api]) -> None:
    chance = Random(seed)
    for number in range(ROUNDS):
        request = draw(chance)
        answers = {name: ask(api.port, request) for name, api in apis.items()}
        if REFUSED_ON_PURPOSE in answers["embedded"].body:
            for api in apis.values():  # One of them has a toxic that the other has not.
                clear(api)
            continue
        assert answers["original"] == answers["embedded"], f"request {number}: {request}"
