"""Wrong input is the caller's to mend: it is named with its place and the remedy, and is no defect of ours."""

from __future__ import annotations

import pytest

ADDRESSES = [
    ("http://127.0.0.1:99999", "its port is no number from 1 to 65535"),
    ("http://127.0.0.1:abc", "its port is no number from 1 to 65535"),
    ("http://127.0.0.1:0", "its port is no number from 1 to 65535"),
    ("http://[::1", "Invalid IPv6 URL"),
    ("http://exa mple", "there is a blank in it"),
    ("http://exa..mple", "can be no computer's name"),
    ("http://127.0.0.1:8474/ä", "something else that no address has"),
    ("ftp://127.0.0.1", "does not begin with http://"),
    ("http:///x", "does not begin with http://"),
]


@pytest.fixture(params=ADDRESSES, ids=lambda case: case[0])
def wrong(request, monkeypatch):
    address, why = request.param
    monkeypatch.setenv("TOXIPROXY_URL", address)
    return address, why


def told(said, address, why):
    assert said.code == 2, (said.out, said.err)
    assert why in said.err, said.err
    assert address in said.err
    assert "http://127.0.0.1:8474" in said.err, "what to write instead"
    assert "defect" not in said.err


def test_address_of_a_server_to_sweep(state, say, wrong, monkeypatch):
    monkeypatch.delenv("TOXIPROXY_URL")
    told(say("sweep", "--server", wrong[0]), *wrong)


def test_address_of_a_server_of_points(house, say, wrong):
    told(say("points", "show", "-e", "practice"), *wrong)


def test_address_of_a_server_of_a_drill_starts_nothing(house, state, say, wrong):
    told(say("drill", "run", "quarterly-crm-outage", "--auto", "all", "--plain"), *wrong)
    assert not list((house / ".continuity" / "runs").glob("*")), "a run that was refused is no run"


@pytest.mark.parametrize("what", ["state", "halt.json"])
def test_lever_that_cannot_be_released_stays_engaged_and_says_why(state, say, what):
    if what == "state":
        state.write_text("a file where the folder should be")
    else:
        (state / "halt.json").mkdir(parents=True)
    said = say("halt", "--release")
    assert said.code == 2, (said.out, said.err)
    assert f"the lever stays engaged: {state / 'halt.json'} cannot be removed" in said.err
    assert "CONTINUITY_STATE" in said.err


def test_file_that_cannot_be_written(house, say, tmp_path, monkeypatch):
    monkeypatch.setattr("continuity.cli.export._made", lambda *_: ("{}", None))
    for place, why in (("missing/x.json", "No such file or directory"), ("house/continuity.yaml/x.json", "Not a dir")):
        said = say("export", "chaostoolkit", "any", "--out", str(tmp_path / place))
        assert said.code == 2, (said.out, said.err)
        assert f"--out {tmp_path / place} cannot be written: {why}" in said.err
