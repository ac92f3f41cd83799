"""The organisation, its people and its programme, as tables."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.plan import Organisation, People, Place, Programme
from continuity.units import duration
from continuity.workspace.outline.page import heading, labelled, listed, table

__all__ = ["organisation_lines", "people_lines", "programme_lines"]


def organisation_lines(organisation: Organisation) -> Iterator[str]:
    """Processes with their targets, points with their places, environments."""
    yield from heading("Organisation", organisation.title, organisation.currency)
    hours = [f"{hours.opens} to {hours.closes} on {' '.join(hours.days)}" for hours in organisation.service_hours]
    yield from listed("Hours", [f"{line} ({organisation.time_zone})" for line in hours])
    yield from labelled("Teams", ", ".join(team.title for team in organisation.teams))
    yield ""
    rows = [["PROCESS", "owner", "RTO", "MTPD", "enough by hand"]]
    for process in organisation.processes:
        enough = f"{process.mbco.count} in {duration(process.mbco.within)}" if process.mbco else "first record"
        rows.append([process.title, process.owner, duration(process.rto), duration(process.mtpd), enough])
    yield from table(rows)
    yield ""
    yield from table([["POINT", "", "process", "RTO", "RPO", "drilled in"], *_points(organisation)])
    yield ""
    yield from table([["ENVIRONMENT", "", "", ""], *_environments(organisation)])


def _points(organisation: Organisation) -> Iterator[list[str]]:
    for point in organisation.points:
        targets = [duration(time) if time is not None else "-" for time in (point.rto, point.rpo)]
        places = ", ".join(name + _means(place) for name, place in point.places.items()) or "nowhere yet"
        yield [point.id, point.title, point.process, *targets, places]


def _means(place: Place) -> str:
    reached = place.proxy or place.files or place.commands or place.chaos
    return "" if reached and place.probes else " (no probe)" if reached else " (no proxy)"


def _environments(organisation: Organisation) -> Iterator[list[str]]:
    for environment in organisation.environments:
        what = ", ".join(environment.stand_ins) or "real systems"
        yield [environment.id, environment.title, "test" if environment.test else "not test", what]


def people_lines(people: People) -> Iterator[str]:
    """Ids, names and how to reach them."""
    yield from heading("People", people.title)
    yield from table([[it.id, it.name, it.team or "-", it.phone or "-", it.deputy or ""] for it in people.people])


def programme_lines(programme: Programme) -> Iterator[str]:
    """The claims, and what shows each."""
    yield from heading("Programme", programme.title, f"every {duration(programme.every)}")
    for claim in programme.claims:
        shown = f"shown by {claim.objective} of {claim.drill}, tier {claim.tier}"
        yield from listed(claim.id, [claim.title, shown], width=24)
    yield ""
    yield from labelled("Points", ", ".join(programme.points))
