"""simple-salesforce as it comes, led to a stand-in: it knows https and the vendor's hosts only."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce

__all__ = ["ToStandIn", "session_to", "with_token"]


class ToStandIn(HTTPAdapter):
    """Sends whatever was meant for https to one plain address, as one call with a time limit."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._place = f"127.0.0.1:{port}"

    def send(self, request, **how):
        request.url = urlunsplit(urlsplit(request.url)._replace(scheme="http", netloc=self._place))
        how["timeout"] = how.get("timeout") or 5
        return super().send(request, **how)


def session_to(port: int) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", ToStandIn(port))
    return session


def with_token(port: int, session: requests.Session, token: str = "practice", version: str = "60.0") -> Salesforce:
    return Salesforce(instance=f"127.0.0.1:{port}", session_id=token, session=session, version=version)
