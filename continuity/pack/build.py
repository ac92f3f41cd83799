"""Builds one copy of a pack out of a workspace that holds. Pure: time, numbers and lists come in as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from continuity.events.copies import CopyIssued
from continuity.ledger.numbers import Series, format_number
from continuity.pack.ask import ask_lines
from continuity.pack.batches import batch_headers
from continuity.pack.card import first_minutes, role_cards
from continuity.pack.document import Blank, BlankKind, Block, Edition, Extract, Line, Pack
from continuity.pack.edition import check_of, code_words, usual_holders
from continuity.pack.reach import Reach, call_tree, contacts
from continuity.pack.sheet import Asked, sheet
from continuity.pack.words import blank_field, more_forms
from continuity.plan import Form, Organisation, Runbook
from continuity.units import parse_money
from continuity.workspace.blocks import all_forms, all_steps, followed, role_titles
from continuity.workspace.load import Workspace

__all__ = ["Printing", "build", "forms_of_role"]


@dataclass(frozen=True, slots=True)
class Printing:
    """What one printing adds: the copy as the register has it, when (milliseconds UTC), lists, who issued it.

    ``batches``: headers for so many go with a role that closes batches.
    """

    copy: CopyIssued
    at: int
    extracts: tuple[Extract, ...] = ()
    batches: int = 0
    issuer: str = ""
    """A person's id, or a login name that the people do not have."""


def forms_of_role(runbooks: Mapping[str, Runbook], role: str) -> dict[str, Form]:
    """The forms whose blanks a role needs: those that it fills in or hands out."""
    own = [step for step in all_steps(runbooks) if step.role == role]
    needed = [id for step in own for id in (step.records, step.issue.form if step.issue else None) if id]
    forms = all_forms(runbooks)
    return {id: forms[id] for id in dict.fromkeys(needed) if id in forms}


def build(workspace: Workspace, printing: Printing) -> Pack:
    """The copy, whole; raises ``InvalidPlan`` when the workspace does not hold."""
    organisation, copy = workspace.require(), printing.copy
    asked = _asked(workspace, copy, organisation)
    runbooks = asked.runbooks
    holders = usual_holders(workspace, copy.runbook)
    first = runbooks[copy.runbook]
    leads = [person for role in first.activation.authority for person in holders.get(role, ())]
    reach = Reach({person.id: person for person in workspace.people.people})
    teams = {team.id: team.title for team in organisation.teams}
    found, edition = sheet(asked), _edition(organisation, first, runbooks, reach, printing)
    lead = reach.contact(leads[0], teams) if leads else None
    return Pack(
        edition=edition,
        lead=lead,
        more_forms=more_forms(asked.to_ask),
        ask=tuple(ask_lines(lead, asked.lead, asked.leads, _stands_in(leads, copy, holders, reach))),
        card=first_minutes(asked, holders, reach),
        roles=role_cards(asked, holders, reach),
        contacts=contacts(workspace.people, organisation),
        holders=holders,
        calls=call_tree(workspace.people, organisation, asked.lead, leads[0] if leads else None),
        channels=tuple(Line(name.replace("-", " ").capitalize(), what) for name, what in organisation.channels.items()),
        parts=found.parts,
        forms=tuple(_forms(runbooks, copy, organisation.currency)),
        blocks=tuple(_blocks(copy)),
        blanks=tuple(_blanks(copy)),
        headers=tuple(batch_headers(runbooks, copy.role, copy.copy, printing.batches)),
        extracts=printing.extracts,
        scripts=found.scripts,
        end=_end(asked),
        after=_after(edition, reach, printing.issuer),
        qr_text=_qr_text(edition, lead.name if lead else "", lead.phone if lead else "", _other(lead)),
    )


def _asked(workspace: Workspace, copy: CopyIssued, organisation: Organisation) -> Asked:
    return Asked(
        runbooks=followed(workspace.runbooks, copy.runbook),
        first=copy.runbook,
        role=copy.role,
        currency=organisation.currency,
        drill=copy.mode == "drill",
        channels=organisation.channels,
        code_words=code_words(workspace, copy.runbook),
    )


def _stands_in(leads: list[str], copy: CopyIssued, holders: Mapping[str, tuple[str, ...]], reach: Reach) -> bool:
    """Whether whoever reads this is the lead's deputy: the one who holds it, else all who have the role."""
    lead = reach.people.get(leads[0]) if leads else None
    readers = (copy.custodian,) if copy.custodian else holders.get(copy.role, ())
    return lead is not None and lead.deputy is not None and readers == (lead.deputy,)


def _end(asked: Asked) -> str:
    if asked.leads:
        return "collect every pack with its forms, used, void and blank, and count the numbers in"
    return f"give this pack, with every form, used, void and blank, to the {asked.lead.lower()}"


def _after(edition: Edition, reach: Reach, issuer: str) -> str:
    source = reach.spoken(issuer) if issuer in reach.people else "______________"
    return (
        f"After {edition.use_until}: use this pack only if there is no other; a new one comes from {source}. "
        "The check word is the same on every pack of this edition."
    )


def _other(lead: object) -> str:
    name, phone = getattr(lead, "deputy", ""), getattr(lead, "deputy_phone", "")
    return f"{name} {phone}".strip()


def _edition(
    organisation: Organisation, book: Runbook, runbooks: Mapping[str, Runbook], reach: Reach, printing: Printing
) -> Edition:
    copy, zone = printing.copy, ZoneInfo(organisation.time_zone)
    person = reach.people.get(copy.custodian)
    return Edition(
        mode=copy.mode,
        organisation=organisation.title,
        time_zone=organisation.time_zone,
        currency=organisation.currency,
        minor_units=parse_money("1", organisation.currency).minor,
        runbook=book.id,
        title=book.title,
        version=copy.edition,
        check=check_of(copy.sha256),
        sha256=copy.sha256,
        printed_at=_stamp(datetime.fromtimestamp(printing.at / 1000, zone)),
        use_until=_day(date.fromisoformat(copy.use_until)),
        use_until_day=copy.use_until,
        copy=copy.copy,
        custodian=person.name if person else copy.custodian,
        site=copy.site,
        role=copy.role,
        role_title=role_titles(runbooks).get(copy.role, copy.role),
        large=copy.large,
        stamp=copy.stamp,
    )


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _stamp(at: datetime) -> str:
    return f"{_day(at.date())} {at:%H:%M}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _forms(runbooks: Mapping[str, Runbook], copy: CopyIssued, currency: str) -> Iterator[BlankKind]:
    titles = role_titles(runbooks)
    for id, form in forms_of_role(runbooks, copy.role).items():
        fields = tuple(blank_field(one, currency) for one in form.fields)
        labels = {one.id: one.label for one in form.fields}
        limits = tuple(
            f"{labels.get(one.field, one.field)} over {one.max}: first ask the {_title(one.approval, titles).lower()}"
            for one in form.limits
        )
        above = tuple((one.field, one.max.minor, one.approval) for one in form.limits)
        numbering = form.numbering
        prefix = numbering.drill_prefix if copy.mode == "drill" else numbering.prefix
        shape = (prefix, numbering.width, numbering.check_digit, fields, limits, above)
        yield BlankKind(id, form.title, form.version, *shape)


def _title(role: str, titles: Mapping[str, str]) -> str:
    return titles.get(role, role)


def _blocks(copy: CopyIssued) -> Iterator[Block]:
    for block in copy.blocks:
        series = Series(block.prefix, block.width, block.check_digit)
        yield Block(block.form, format_number(series, block.first), format_number(series, block.last))


def _blanks(copy: CopyIssued) -> Iterator[Blank]:
    for block in copy.blocks:
        series = Series(block.prefix, block.width, block.check_digit)
        for sequence in range(block.first, block.last + 1):
            yield Blank(format_number(series, sequence), sequence, block.form)


def _qr_text(edition: Edition, lead: str, phone: str, other: str) -> str:
    """Useful to a telephone without a network: what this is, whether it still holds, whom to call."""
    lines = [
        f"{'DRILL' if edition.mode == 'drill' else 'REAL'} PACK, {edition.organisation}",
        f"{edition.title}",
        f"{edition.role_title}, copy {edition.copy}",
        f"Edition {edition.version}, check {edition.check}",
        f"Use until {edition.use_until_day}",
        f"Call {lead} {phone}".rstrip() if lead else "",
        f"or {other}" if other else "",
    ]
    return "\n".join(line for line in lines if line)
