"""A server that wants a token: every command that speaks to it has it, and nothing that is kept or shown holds it."""

from __future__ import annotations

import json
import socket
import threading
from pathlib import Path

import pytest
from standing_server import StandingServer
from trial import RUN_DRILL, Trial, within

TOKEN = "correct-horse-battery"
WORDS = "set TOXIPROXY_TOKEN"


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("token") / "token"
    path.write_text(TOKEN)
    server = StandingServer("embedded", path)
    yield server
    server.close()


@pytest.fixture(params=["the variable", "the address"])
def knowing(request, trial: Trial):
    """A shell that has the token, in either way."""
    if request.param == "the variable":
        trial.environ["TOXIPROXY_TOKEN"] = TOKEN
    else:
        trial.environ["TOXIPROXY_URL"] = trial.server.url.replace("://", f"://any:{TOKEN}@")
    return trial


def forget(trial: Trial) -> None:
    trial.environ.pop("TOXIPROXY_TOKEN", None)
    trial.environ["TOXIPROXY_URL"] = trial.server.url


def kept(trial: Trial) -> list[str]:
    """Files of the trial that hold the token: journal, promises, logs, what was said."""
    return [
        str(path.relative_to(trial.folder))
        for path in trial.folder.rglob("*")
        if path.is_file() and TOKEN.encode() in path.read_bytes()
    ]


def test_a_drill_runs_through_and_nothing_keeps_the_token(knowing):
    code, said = knowing.tell(*RUN_DRILL, seconds=90)
    assert code in (0, 5, 6), said
    assert knowing.count("fault.injected") >= 3
    assert knowing.count("fault.failed") == 0
    assert knowing.left() == []
    assert knowing.tell("drill", "dry-run", "small")[0] == 0
    assert kept(knowing) == []


def test_points_are_shown_and_made(knowing):
    assert knowing.tell("points", "up")[0] == 0
    code, said = knowing.tell("points", "show", "--json")
    assert (code, "gate" in said, TOKEN in said) == (0, True, False), said


def test_doctor_and_sweep_ask_with_it(knowing):
    code, said = knowing.tell("doctor")
    assert (code, "answers: embedded" in said) == (0, True), said
    code, said = knowing.tell("sweep")
    assert (code, "0 expired" in said) == (0, True), said
    assert kept(knowing) == []


def test_sweep_takes_it_from_the_address_that_is_typed(trial: Trial):
    code, said = trial.tell("sweep", "--server", trial.server.url.replace("://", f"://any:{TOKEN}@"))
    assert (code, "0 expired" in said) == (0, True), said


@pytest.mark.parametrize(
    ("command", "ends_with"),
    [(("doctor",), 4), (("points", "up"), 4), (("points", "show"), 4), (("sweep",), 8), (RUN_DRILL, 4)],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_without_it_each_says_what_is_missing(trial: Trial, command, ends_with):
    code, said = trial.tell(*command)
    assert (code, "this server wants a token" in said, WORDS in said) == (ends_with, True, True), said


def test_a_wrong_token_is_called_wrong(trial: Trial):
    trial.environ["TOXIPROXY_TOKEN"] = "horse-battery-staple"
    code, said = trial.tell("doctor")
    assert (code, "does not take the token" in said, WORDS in said) == (4, True, True), said
    assert "staple" not in said


def test_the_guard_has_it(knowing):
    process = knowing.start("drill", "run", "small", "--auto", "all", "--plain", "--speed", "240")
    knowing.await_event("fault.seen", 1)
    command = knowing.processes()[knowing.pid_of("faults.guard")]
    assert TOKEN not in command
    process.kill()
    process.wait()
    assert within(15, lambda: not knowing.left()), knowing.left()
    assert kept(knowing) == []


@pytest.mark.parametrize("command", [("recover",), ("halt", "--reason", "no duff")], ids=lambda words: words[0])
def test_another_shell_is_told_to_set_it_and_no_promise_is_lost(trial: Trial, command):
    trial.environ["TOXIPROXY_TOKEN"] = TOKEN
    process = trial.start("drill", "run", "small", "--auto", "all", "--plain", "--speed", "240")
    trial.await_event("fault.seen", 1)
    trial.kill(trial.pid_of("faults.guard"))
    process.kill()
    process.wait()
    left = trial.left()
    assert left
    forget(trial)
    code, said = trial.tell(*command)
    assert (code, "this server wants a token" in said, WORDS in said) == (8, True, True), said
    assert 'curl -X DELETE -H "Authorization: Bearer $TOXIPROXY_TOKEN"' in said
    assert trial.left() == left
    trial.environ["TOXIPROXY_TOKEN"] = TOKEN
    code, said = trial.tell(*command, *(["--json"] if command == ("recover",) else []))
    assert code == 0, said
    if command == ("recover",):
        rows = json.loads(said.partition("--json\n")[2])
        assert {row["server"] for row in rows["outcomes"]} == {trial.server.url}
    assert trial.left() == []
    assert kept(trial) == []
    trial.tell("halt", "--release")


def test_an_open_server_is_sent_no_token_that_a_promise_does_not_ask_for():
    from continuity.faults.promise import ServerRef
    from continuity.faults.token import server_at, with_token

    known = {"TOXIPROXY_TOKEN": TOKEN, "TOXIPROXY_URL": "http://any:other%2Ftoken-of-it@other:8474"}
    assert with_token(ServerRef("http://crm:1"), known).token is None
    assert with_token(ServerRef("http://crm:1", wants_token=True), known).token == TOKEN
    assert with_token(ServerRef("http://other:8474", wants_token=True), known).token == "other/token-of-it"
    assert server_at("http://other:8474/", known).token == "other/token-of-it"
    assert server_at("http://a:b/c@d@host:1/", {}) == ServerRef("http://host:1", "b/c@d", wants_token=True)
    assert server_at("http://host:1", {"TOXIPROXY_TOKEN": "two\nlines"}).token is None


@pytest.mark.parametrize(
    ("named", "sent"),
    [
        ("http://crm:1", True),
        ("crm:1", True),
        ("http://any@crm:1/", True),
        ("", True),
        ("http://other:8474", False),
        ("http://crm:12", False),
        ("http://any:other-token-of-it@other:8474", False),
    ],
)
def test_the_variable_is_for_the_server_that_the_environment_names(named, sent):
    from continuity.faults.token import server_at

    server = server_at("http://crm:1", {"TOXIPROXY_TOKEN": TOKEN, "TOXIPROXY_URL": named})
    assert (server.token, server.wants_token) == ((TOKEN, True) if sent else (None, False))


def test_sweep_sends_the_token_of_one_server_to_no_other(trial: Trial):
    trial.environ["TOXIPROXY_TOKEN"] = TOKEN
    with socket.create_server(("127.0.0.1", 0)) as other:
        heard: list[bytes] = []
        listening = threading.Thread(target=lambda: heard.append(_one_request(other)))
        listening.start()
        trial.tell("sweep", "--server", f"http://127.0.0.1:{other.getsockname()[1]}")
        listening.join(10)
    assert heard[0].startswith(b"GET /proxies")
    assert b"authorization" not in heard[0].lower()


def _one_request(listener: socket.socket) -> bytes:
    peer, _ = listener.accept()
    with peer:
        return peer.recv(65536)


def test_a_token_in_a_file_that_records_keep_is_refused(trial: Trial):
    house = Path(trial.root) / "continuity.yaml"
    house.write_text(house.read_text() + f'servers: [{{id: lab, url: "http://any:{TOKEN}@127.0.0.1:8474"}}]\n')
    code, said = trial.tell("check")
    assert (code, "environment-token" in said) == (3, True), said
