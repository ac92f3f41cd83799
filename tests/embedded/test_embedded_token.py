"""With a token, only those who know it can change anything."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from toxiproxy import Toxiproxy
from toxiproxy.api import APIConsumer
from toxiproxy_servers import EMBEDDED, TOXIPROXY, start_embedded, stop
from toxiproxy_wire import Api

TOKEN = "correct-horse-battery"


@pytest.fixture(scope="module", params=[EMBEDDED, TOXIPROXY], ids=["embedded", "toxiproxy"])
def closed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    path = tmp_path_factory.mktemp("closed") / "token"
    path.write_text(f"{TOKEN}\n")
    process, port = start_embedded("--token-file", str(path), program=request.param)
    yield Api(port)
    stop(process)


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"anyone:{password}".encode()).decode()


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer wrong", f"Token {TOKEN}", "Basic !", basic("wrong")])
def test_without_the_token_nothing_is_shown_or_changed(closed: Api, method: str, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = closed.call(method, "/proxies", '{"name":"a","upstream":"x"}', headers)
    assert (answer.status, answer.error) == (401, "token missing or wrong")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert closed.call("GET", "/proxies", headers={"Authorization": f"Bearer {TOKEN}"}).json() == {}


@pytest.mark.parametrize("path", ["/proxies/a/toxics", "/populate", "/reset", "/continuity", "/continuity/leases"])
def test_every_other_route_is_closed_too(closed: Api, path: str) -> None:
    method = "POST" if path in ("/populate", "/reset") else "GET"
    assert closed.call(method, path).status == 401


@pytest.mark.parametrize("header", [f"Bearer {TOKEN}", f"bearer {TOKEN}", basic(TOKEN)])
def test_who_knows_the_token_may_do_all(closed: Api, header: str) -> None:
    headers = {"Authorization": header}
    body = '{"name":"a","upstream":"x","listen":"127.0.0.1:0"}'
    assert closed.call("POST", "/proxies", body, headers).status == 201
    assert closed.call("DELETE", "/proxies/a", None, headers).status == 204


def test_the_version_is_open_and_browsers_stay_out(closed: Api) -> None:
    assert closed.get("/version").body == b'{"version": "2.12.0"}\n'
    browser = {"User-Agent": "Mozilla/5.0", "Authorization": f"Bearer {TOKEN}"}
    assert closed.call("GET", "/proxies", headers=browser).status == 403
    assert (closed.get("/nope").status, closed.call("PUT", "/version").status) == (404, 405)


def test_a_client_that_knows_no_tokens_can_carry_one_in_its_address(
    closed: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("toxiproxy.server.APIConsumer", APIConsumer)
    monkeypatch.setattr(APIConsumer, "host", f"anyone:{TOKEN}@127.0.0.1")
    monkeypatch.setattr(APIConsumer, "port", closed.port)
    assert Toxiproxy().proxies() == {}


@pytest.mark.parametrize("program", [EMBEDDED, TOXIPROXY], ids=["embedded", "toxiproxy"])
@pytest.mark.parametrize("content", [None, "", "short", "two words, that is not one"])
def test_a_file_without_a_token_ends_with_exit_code_2(tmp_path: Path, content: str | None, program: list[str]) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_text(content)
    ended = subprocess.run(
        [*program, "--port", "0", "--token-file", str(path)], capture_output=True, text=True, timeout=20
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert str(path) in ended.stderr
    assert sys.executable not in ended.stderr
