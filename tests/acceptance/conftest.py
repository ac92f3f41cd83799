"""A stranger's company, a person at a terminal, and the server of the torture tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "torture"))
sys.path.insert(0, str(Path(__file__).parent))

from shops import Shop, free_port
from small_company import DRILL, write_files


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    one = Shop(tmp_path)
    yield one
    one.close()


@pytest.fixture
def ready(shop: Shop) -> Shop:
    """From an empty folder to a drill that nothing speaks against, command by command as the guide says."""
    assert shop.ask("init", str(shop.root), "--empty")[0] == 0
    assert shop.ask("check")[0] == 0
    write_files(shop.root, shop.server.url, f"127.0.0.1:{free_port()}", shop.crm.address)
    code, said = shop.ask("check")
    assert (code, "all clear" in said) == (0, True), said
    code, said = shop.ask("drill", "dry-run", DRILL)
    assert (code, "continuity points up creates it" in said) == (4, True), said
    code, said = shop.ask("points", "up")
    assert (code, "made" in said) == (0, True), said
    code, said = shop.ask("drill", "dry-run", DRILL)
    assert (code, "Nothing speaks against it" in said) == (0, True), said
    return shop
