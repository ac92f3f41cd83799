"""The Python client, as it is published, against either server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from toxiproxy import Toxiproxy
from toxiproxy.api import APIConsumer
from toxiproxy.exceptions import ProxyExists
from toxiproxy_wire import Pair, Upstream, refuses


@pytest.fixture
def client(server_port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Toxiproxy]:
    """The client keeps its address on a class; give it back. Our own way to call may be in its place: take it out."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("toxiproxy.server.APIConsumer", APIConsumer)
    monkeypatch.setattr("toxiproxy.proxy.APIConsumer", APIConsumer)
    before = (APIConsumer.host, APIConsumer.port)
    client = Toxiproxy()
    client.update_api_consumer("127.0.0.1", server_port)
    yield client
    client.destroy_all()
    APIConsumer.host, APIConsumer.port = before


def test_the_client_finds_a_running_server(client: Toxiproxy) -> None:
    assert client.running()
    assert client.version() == b'{"version": "2.12.0"}\n'


def test_the_client_creates_poisons_disables_and_destroys(client: Toxiproxy, upstream: Upstream) -> None:
    proxy = client.create(upstream=upstream.address, name="crm")
    with Pair(proxy.listen, upstream) as pair:
        assert pair.carries()
    proxy.add_toxic(type="latency", attributes={"latency": 5})
    assert [toxic.name for toxic in proxy.toxics().values()] == ["latency_downstream"]
    proxy.disable()
    assert refuses(proxy.listen)
    proxy.enable()
    proxy.destroy_toxic("latency_downstream")
    assert proxy.toxics() == {}
    assert proxy.destroy()
    assert client.get_proxy("crm") is None


def test_the_client_hears_of_a_name_that_is_taken(client: Toxiproxy) -> None:
    client.create(upstream="127.0.0.1:1", name="crm")
    with pytest.raises(ProxyExists):
        client.create(upstream="127.0.0.1:1", name="crm")


def test_the_client_resets(client: Toxiproxy) -> None:
    proxy = client.create(upstream="127.0.0.1:1", name="crm", enabled=False)
    assert not proxy.enabled
    assert client.reset()
    shown = client.get_proxy("crm")
    assert shown is not None
    assert shown.enabled
