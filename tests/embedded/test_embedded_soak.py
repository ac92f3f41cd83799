"""A short soak; ``make soak-toxiproxy`` is the long one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from soak import soak


@pytest.mark.skipif(sys.platform != "linux", reason="the sizes of a process are read from /proc")
def test_nothing_grows_when_connections_are_cut_and_toxics_come_and_go() -> None:
    warm, end, right = soak(cuts=300, live=60, changes=16)
    assert right == 60
    assert (end.tasks, end.files) == (warm.tasks, warm.files)
    assert end.kilobytes < warm.kilobytes * 1.1 + 1024
