"""With --json, stdout holds JSON and nothing else, whatever the code; and it holds what the words would."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from lost_server import GONE, leave, torn

from continuity.faults.lever import Lever, engage

LOST = ("recover", "run-1", "--give-up", "--reason", "thrown away")
CASES = [
    ("nothing there", ("halt", "--reason", "x"), 0),
    ("nothing there", ("halt", "--release"), 0),
    ("lever", ("halt", "--release"), 0),
    ("lost", ("halt", "--reason", "x"), 8),
    ("torn", ("halt", "--reason", "x"), 8),
    ("nothing there", ("recover",), 0),
    ("nothing there", ("recover", "nope"), 0),
    ("nothing there", ("recover", "nope", "--give-up", "--reason", "x"), 0),
    ("lost", ("recover",), 8),
    ("lost", ("recover", "run-1"), 8),
    ("lost", LOST, 8),
    ("torn", ("recover",), 8),
    ("torn", ("recover", "torn.jsonl"), 8),
    ("torn", ("recover", "torn.jsonl", "--give-up", "--reason", "x"), 8),
    ("nothing there", ("status",), 0),
    ("lever", ("status",), 0),
    ("lost", ("status",), 8),
    ("torn", ("status",), 8),
    ("nothing there", ("sweep", "--server", GONE), 8),
]


@pytest.mark.parametrize(("there", "arguments", "code"), CASES)
def test_stdout_is_one_json_document(there, arguments, code, state, say, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOXIPROXY_URL", raising=False)
    prepare(there, state)
    said = say(*arguments, "--json")
    assert said.code == code, (said.out, said.err)
    assert isinstance(json.loads(said.out), dict)
    if there == "torn":
        (file,) = said.rows["unreadable"] or [one["file"] for one in said.rows["given_up"]]
        assert "torn.jsonl" in str(file)
        assert "not JSON" in str(file) or "torn" in str(file)


def prepare(there, state):
    if there == "lever":
        engage(state, Lever("no duff", 1, "anna"))
    elif there == "lost":
        leave(state, "run-1")
    elif there == "torn":
        torn(state)


def test_a_server_is_shown_as_json_too(state, say, house, points_server):
    said = say("points", "show", "-e", "practice", "--json")
    assert (said.code, [row["name"] for row in said.rows]) == (0, ["crm"])
    said = say("sweep", "--server", points_server, "--json")
    assert (said.code, said.rows["swept"]) == (0, [])


def test_a_server_that_wants_a_token_is_told_as_json_too(say, tmp_path, monkeypatch):
    (tmp_path / "token").write_text("correct-horse-battery")
    monkeypatch.delenv("TOXIPROXY_TOKEN", raising=False)
    command = [sys.executable, "-m", "continuity.embedded", "--port", "0", "--until-stdin-closes"]
    command += ["--token-file", str(tmp_path / "token")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        url = f"http://127.0.0.1:{int(process.stdout.readline().rsplit(':', 1)[1])}"
        for names in ((), ("--proxy", "crm")):
            said = say("sweep", "--server", url, *names, "--json")
            assert (said.code, said.rows["swept"]) == (8, [])
            assert said.rows["problem"] == f"{url}: this server wants a token, and none was sent: set TOXIPROXY_TOKEN"
            assert "token-file" in said.err
            assert "stalls" not in said.err
        process.stdin.close()


def test_what_is_released_is_said(state, say):
    assert say("halt", "--release", "--json").rows == {"released": False, "engaged": False}
    engage(state, Lever("no duff", 1, "anna"))
    assert say("halt", "--release", "--json").rows == {"released": True, "engaged": False}


def test_reason_for_a_release_is_not_dropped_in_silence(state, say):
    engage(state, Lever("no duff", 1, "anna"))
    for reason in ("all is well", ""):
        said = say("halt", "--release", "--reason", reason)
        assert (said.code, "--release takes none" in said.err) == (2, True)
    assert "HALTED" in say("status").out


@pytest.mark.parametrize("reason", ["", "  "])
def test_reason_that_says_nothing_engages_no_lever(state, say, reason):
    said = say("halt", "--reason", reason)
    assert (said.code, "Say why" in said.err) == (2, True)
    assert "HALTED" not in say("status").out
