"""Logging in: the OAuth token endpoint, and the SOAP login that some clients still use for a name and a password.

Any client, name and password is let in; one that is left out is refused. Sources: RFC 6749 for the token endpoint's
shapes, the vendor's SOAP documentation for ``login``, its ``sessionId``, ``serverUrl`` and faults.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from continuity.clock import Clock
from continuity.standins.crm.sessions import Sessions
from continuity.standins.service import Route, route
from continuity.standins.web.messages import Answer, Request, as_json

__all__ = ["SOAP_PATH", "TOKEN_PATH", "is_login", "login_routes", "refuse_login"]

TOKEN_PATH = "/services/oauth2/token"
SOAP_PATH = "/services/Soap/u/"
_MAX_XML = 65_536
_GRANTS: Mapping[str, tuple[str, ...]] = {
    "client_credentials": (),
    "password": ("username", "password"),
    "refresh_token": (),
    "urn:ietf:params:oauth:grant-type:jwt-bearer": ("assertion",),
}


def login_routes(sessions: Sessions, clock: Clock) -> tuple[Route, ...]:
    """The token endpoint, and ``/services/Soap/u/NN.0``."""

    def token(request: Request) -> Answer:
        form = _form(request)
        grant = form.get("grant_type", "")
        if grant not in _GRANTS:
            return _no_token("unsupported_grant_type", "grant type not supported")
        if not all(form.get(name) for name in _GRANTS[grant]):
            return _no_token("invalid_grant", "authentication failure")
        return as_json(200, _token(request, sessions.give(), clock.now()))

    def soap(request: Request) -> Answer:
        name, password = _credentials(request.body)
        if not name or not password:
            return _fault("INVALID_LOGIN", "Invalid username, password, security token; or user locked out.")
        return _session(request, sessions.give())

    return (route("POST", TOKEN_PATH, token), route("POST", SOAP_PATH + "{version}", soap))


def is_login(path: str) -> bool:
    """Whether somebody is logging in there."""
    return path == TOKEN_PATH or path.startswith(SOAP_PATH)


def refuse_login(path: str, error: str, code: str, words: str) -> Answer:
    """What a failed login answers at that path: an OAuth error, or a SOAP fault with the CRM's code."""
    return _no_token(error, words) if path == TOKEN_PATH else _fault(code, words)


def _form(request: Request) -> Mapping[str, str]:
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def _token(request: Request, token: str, now: int) -> Mapping[str, str]:
    host = _host(request)
    return {
        "access_token": token,
        "instance_url": host,
        "id": f"{host}/id/00DSTANDIN/005STANDIN",
        "token_type": "Bearer",
        "issued_at": str(now),
        "signature": "stand-in",
    }


def _no_token(error: str, words: str) -> Answer:
    return as_json(400, {"error": error, "error_description": words})


def _credentials(body: bytes) -> tuple[str, str]:
    """Name and password out of the envelope; nothing of one that declares entities, or is none."""
    if len(body) > _MAX_XML or re.search(rb"<!", body):
        return "", ""
    try:
        tree = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return "", ""
    login = next((one for one in tree.iter() if one.tag.endswith("}login")), None)
    told = {} if login is None else {part.tag.rpartition("}")[2]: part.text or "" for part in login}
    return told.get("username", "").strip(), told.get("password", "").strip()


def _session(request: Request, token: str) -> Answer:
    version = request.parts["version"]
    return _envelope(
        200,
        '<loginResponse xmlns="urn:partner.soap.sforce.com"><result>'
        f"<serverUrl>{escape(_host(request))}{SOAP_PATH}{escape(version)}/00DSTANDIN</serverUrl>"
        f"<sessionId>{escape(token)}</sessionId><userId>005STANDIN</userId>"
        "</result></loginResponse>",
    )


def _fault(code: str, words: str) -> Answer:
    return _envelope(
        500,
        f"<soapenv:Fault><faultcode>sf:{code}</faultcode><faultstring>{code}: {escape(words)}</faultstring>"
        f'<detail><sf:LoginFault xmlns:sf="urn:fault.partner.soap.sforce.com"><sf:exceptionCode>{code}'
        f"</sf:exceptionCode><sf:exceptionMessage>{escape(words)}</sf:exceptionMessage></sf:LoginFault></detail>"
        "</soapenv:Fault>",
    )


def _envelope(status: int, body: str) -> Answer:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">'
        f"<soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"
    )
    return Answer(status, text.encode(), "text/xml; charset=utf-8")


def _host(request: Request) -> str:
    return f"{request.scheme}://{request.headers.get('host', '127.0.0.1')}"
