from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from continuity.events import Actor, Fact, Known
from continuity.events.ledger import BatchClosed, BlockIssued, RecordCaptured
from continuity.handoffs import Parcel, parcel
from continuity.ledger.batch import control, digest
from continuity.ledger.state import Ledger
from continuity.structure import Private

JONAS = Actor("jonas", Known.STATED)


@pytest.fixture(scope="session")
def receivers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The real accounting and shipping stand-ins, by address."""
    folder: Path = tmp_path_factory.mktemp("receivers")
    command = [sys.executable, "-m", "continuity.standins", "--dir", str(folder), "accounting", "shipping"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        ports = json.loads(process.stdout.readline())
        yield {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        process.terminate()
        process.wait(10)


@pytest.fixture
def make_parcel() -> Callable[..., Parcel]:
    def make(id: str, first: int, *, drill: bool = True, hash_off: int = 0, count: int = 2) -> Parcel:
        ledger = Ledger()
        prefix = "P26-" if drill else "M26-"
        block = BlockIssued("b", "order", prefix, 4, True, first, first + count - 1, "clerk", drill)
        ledger.apply(Fact(1, 1, 1, JONAS, block))
        for place, number in enumerate(list(ledger.numbers)):
            private = {"customer": Private("Vivai Pellegrini"), "phone": Private(None, "erased")}
            body = RecordCaptured(number, "order", {"item": "Spade"}, private, 118_000, "EUR", "tablet", place)
            ledger.apply(Fact(2, 2_000, 2_000, JONAS, body))
        numbers = tuple(ledger.of("order"))
        figures = control(numbers)
        texts, sum_ = tuple(n.number for n in numbers), digest(id, "order", numbers)
        closed = BatchClosed(id, "order", "k", texts, figures.totals, figures.hash_total + hash_off, sum_)
        ledger.apply(Fact(3, 3_000, 3_000, JONAS, closed))
        return parcel(ledger, ledger.batches[id], to="accounting", run="run-1")

    return make
