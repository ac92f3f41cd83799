"""The document that Statuspage v2 serves as ``summary.json``, made from the posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from continuity.clock import to_iso
from continuity.standins.status_page.posts import INDICATORS, Post, open_posts
from continuity.standins.web.messages import Json

__all__ = ["summary"]

_COMPONENTS = (("c-login", "Sign-in"), ("c-core", "Sales and service"), ("c-api", "API"))


def summary(posts: Sequence[Post]) -> Mapping[str, Json]:
    """The page after these posts, of which there is at least one."""
    last = posts[-1]
    status = INDICATORS[last.indicator]
    incident = open_posts(posts)
    return {
        "page": {
            "id": "standin",
            "name": "CRM status (stand-in)",
            "url": "http://127.0.0.1/",
            "time_zone": "Etc/UTC",
            "updated_at": to_iso(last.at),
        },
        "status": {"indicator": last.indicator, "description": last.description},
        "components": [{"id": key, "name": name, "status": status} for key, name in _COMPONENTS],
        "incidents": [_incident(incident)] if incident else [],
        "scheduled_maintenances": [],
    }


def _incident(posts: Sequence[Post]) -> Json:
    first, last = posts[0], posts[-1]
    return {
        "id": f"i-{first.serial}",
        "name": first.description,
        "status": "investigating",
        "impact": last.indicator,
        "created_at": to_iso(first.at),
        "updated_at": to_iso(last.at),
        "monitoring_at": None,
        "resolved_at": None,
        "incident_updates": [_update(post) for post in reversed(posts)],
    }


def _update(post: Post) -> Json:
    at = to_iso(post.at)
    return {
        "id": f"u-{post.serial}",
        "status": "investigating",
        "body": post.description,
        "created_at": at,
        "display_at": at,
    }
