"""What a server does not know, it passes over: so a client may ask either for what only one of them can do."""

from __future__ import annotations

from toxiproxy_wire import Api


def test_a_lease_may_be_asked_for_where_nobody_knows_leases(api: Api) -> None:
    api.proxy("127.0.0.1:1")
    body = {"type": "noop", "lease": {"millis": 60_000, "holder": "a run"}}
    answer = api.post("/proxies/crm/toxics", body)
    assert answer.status == 200
    shown = answer.json()
    shown.pop("lease", None)
    assert shown == api.get("/proxies/crm/toxics/noop_downstream").json()
