"""Colour is never alone, and never where nobody asked for it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ESCAPE = "\x1b["


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {}])
def test_output_through_a_pipe_is_plain(tmp_path, environ):
    state = {**os.environ, "CONTINUITY_STATE": str(tmp_path / "state"), **environ}
    for arguments in (["init", str(tmp_path / "w")], ["show", "take-orders-by-hand"], ["check"], ["status"]):
        where = [] if arguments[0] == "init" else ["-w", str(tmp_path / "w")] if arguments[0] == "status" else []
        done = subprocess.run(
            [sys.executable, "-m", "continuity", *arguments, *where],
            env={**state, "PYTHONPATH": os.pathsep.join(sys.path)},
            cwd=tmp_path / "w" if arguments[0] != "init" else tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert ESCAPE not in done.stdout + done.stderr
