"""One organisation at the vendor's: logging in, logging in again once when the session has expired, and the quota.

The client library logs in again by itself without end when every session is refused, so it is never given the
means: we log in, and it gets the session.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TypeVar
from urllib.parse import urlsplit

import requests
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceAuthenticationFailed, SalesforceError
from simple_salesforce.login import SalesforceLogin

from continuity.backentry.credentials import Credentials
from continuity.backentry.line import NoAnswer, NotSent
from continuity.backentry.salesforce.session import Session
from continuity.backentry.target import Quota
from continuity.backentry.wording import trouble
from continuity.errors import ContinuityError
from continuity.plan.organisation import BackEntry
from continuity.structure import Json

__all__ = ["Answered", "Org"]

T = TypeVar("T")

_VENDOR = ".salesforce.com"
_SHORTEST_S, _LONGEST_S = 5.0, 300.0
"""Between logins that were refused: a name that is tried too often is locked out."""
_LOOK_AGAIN_S = 60.0


class Answered(ContinuityError):
    """The CRM answered with something other than what was asked for."""

    def __init__(self, status: int, found: Json) -> None:
        super().__init__(f"answered {status}{trouble(found)}")
        self.status = status
        self.found = found


class Org:
    """Calls by way of ``call``; for one thread at a time."""

    def __init__(self, plan: BackEntry, who: Credentials, deadline_s: float) -> None:
        self._plan = plan
        self._who = who
        self._vendor = (urlsplit(plan.url).hostname or "").endswith(_VENDOR)
        place = None if self._vendor else plan.url
        self._session = Session(deadline_s, place, who.ca_file or None, self._hear)
        self._inside: Salesforce | None = None
        self._refused: tuple[float, float, str] | None = None
        self._quota: Quota | None = None
        self._quota_at = 0.0

    @property
    def quota(self) -> Quota | None:
        """As the last answer told it."""
        return self._quota

    def held_back(self) -> str:
        """Why nothing is asked when what is left of the quota is for others; once a minute a call is let through."""
        if self._quota and not self._quota.ours and monotonic() - self._quota_at < _LOOK_AGAIN_S:
            told = f"{self._quota.used} of {self._quota.limit} calls are used"
            return f"the CRM's quota: {told}, and the rest is left to others"
        return ""

    def call(self, work: Callable[[Salesforce], T]) -> T:
        """Do it in a session; raises ``NotSent``, ``NoAnswer`` or ``Answered``."""
        try:
            return _heard(work, self._log_in())
        except Answered as answer:
            if answer.status != 401 or self._who.session_id:
                raise
        self._inside = None  # a refused session has done nothing, so asking again is safe
        return _heard(work, self._log_in())

    def close(self) -> None:
        """Hang up."""
        self._session.close()

    def _log_in(self) -> Salesforce:
        if self._inside is None:
            self._wait_after_refusal()
            session, instance = self._session_id()
            self._refused = None
            self._inside = Salesforce(
                session_id=session, instance=instance, session=self._session, version=self._plan.version
            )
        return self._inside

    def _wait_after_refusal(self) -> None:
        if self._refused and monotonic() < self._refused[0]:
            raise NotSent(f"logging in was refused: {self._refused[2]}; it is tried again later")

    def _session_id(self) -> tuple[str, str]:
        parts = urlsplit(self._plan.url)
        if self._who.session_id:
            return self._who.session_id, parts.netloc
        try:
            return self._asked_for((parts.hostname or "").removesuffix(_VENDOR) if self._vendor else "stand-in")
        except SalesforceAuthenticationFailed as problem:
            wait = min(_LONGEST_S, self._refused[1] * 2) if self._refused else _SHORTEST_S
            words = f"{problem.code}"[:80]
            self._refused = (monotonic() + wait, wait, words)
            raise NotSent(f"logging in was refused: {words}") from None
        except NoAnswer as problem:
            raise NotSent(f"logging in: {problem.message}") from None
        except (ValueError, KeyError, AttributeError):
            raise NotSent("logging in: the answer was none of the CRM's") from None

    def _asked_for(self, domain: str) -> tuple[str, str]:
        who = self._who
        if who.consumer_key and who.consumer_secret:
            return SalesforceLogin(
                consumer_key=who.consumer_key, consumer_secret=who.consumer_secret, domain=domain, session=self._session
            )
        if who.consumer_key and who.private_key_file:
            return SalesforceLogin(
                username=who.username,
                consumer_key=who.consumer_key,
                privatekey_file=who.private_key_file,
                domain=domain,
                session=self._session,
            )
        return SalesforceLogin(
            username=who.username,
            password=who.password,
            security_token=who.security_token,
            domain=domain,
            sf_version=self._plan.version,
            session=self._session,
        )

    def _hear(self, answer: requests.Response) -> None:
        told = Salesforce.parse_api_usage(answer.headers.get("Sforce-Limit-Info", "")).get("api-usage")
        if told is not None:
            self._quota = Quota(told.used, told.total, self._plan.keep_free)
            self._quota_at = monotonic()


def _heard(work: Callable[[Salesforce], T], inside: Salesforce) -> T:
    try:
        return work(inside)
    except SalesforceError as problem:
        raise Answered(problem.status, _json(problem.content)) from None
    except ValueError:  # a maintenance page, say, with a status of 200
        raise NoAnswer("answered, but not as the CRM does") from None


def _json(content: object) -> Json:
    """What an error carries: JSON, or text that is none."""
    return content if isinstance(content, (list, dict)) else None
